using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Postern.Ledger;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>The command line as a whole: its commands, what wrong usage and failures look like, and what the process ends with.</summary>
static class PosternCommand
{
    /// <summary>Set to anything, this variable makes a failure print where it happened.</summary>
    public const string TraceVariable = "POSTERN_TRACE";

    /// <summary>Time that a command has to stop after Ctrl-C.</summary>
    static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    /// <summary>The same for an import, which finishes what it has begun to write and signs it.</summary>
    static readonly TimeSpan StopTimeOfImport = TimeSpan.FromSeconds(5);

    /// <summary>Makes the commands with their help; the first is the root.</summary>
    public static IReadOnlyList<CommandHelp> Make()
    {
        List<CommandHelp> commands =
        [
            InvestigateCommand.Make(), ContactsCommand.Make(), ImportCommand.Make(), .. LedgerCommand.Make(), SimulateCommand.Make(), FormatsCommand.Make(),
            InitCommand.Make(), ServeCommand.Make(), .. PeerCommand.Make(), .. QueueCommand.Make(), RetireCommand.Make(),
        ];
        var root = new RootCommand("postern reads logs of DNS and mail servers and network sensors, and says who contacts whom, how regularly, what changed and what stopped.");
        foreach (var help in commands.Where(h => !h.Command.Parents.Any()))
            root.Subcommands.Add(help.Command);
        commands.Insert(0, new CommandHelp(root, [new OptionGroup("Options", [.. root.Options])], [
            new Example("postern investigate examples/week", "what deserves a look in a folder of logs"),
            new Example("postern contacts mail.log --csv > contacts.csv", "any log as one uniform table"),
            new Example("postern investigate --help", "the options of a command"),
        ], ["Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an input could not be read, 4 verification failed."]));
        foreach (var option in root.Options)
        {
            if (option is HelpOption)
            {
                option.Aliases.Clear();
                option.Aliases.Add("-h");
                option.Description = "show help";
                option.Action = new HelpWriter(commands);
            }
            else if (option is VersionOption)
            {
                option.Description = "show the version";
            }
        }
        return commands;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var commands = Make();
        var root = (RootCommand)commands[0].Command;
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var error = Console.Error;
        if (parsed.CommandResult.Command is { Subcommands.Count: > 0 } bare && parsed.Tokens.All(t => t.Type == TokenType.Command))
        {
            new HelpWriter(commands).Write(bare, error, Screen.OfOutput());
            return ExitCode.Usage;
        }
        if (parsed.Action is not HelpWriter and not null && Misused(parsed, commands) is { } misuse)
        {
            error.WriteLine($"postern: {Visible(misuse)}");
            error.WriteLine($"{HelpWriter.PathOf(parsed.CommandResult.Command)} --help shows what can be said");
            return ExitCode.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = parsed.CommandResult.Command.Name switch
                {
                    "import" => StopTimeOfImport,
                    // It hears the signals itself.
                    ServeCommand.Name => null,
                    _ => StopTime,
                },
            };
            return await parsed.InvokeAsync(configuration, CancellationToken.None);
        }
        catch (Exception problem)
        {
            return Ended(problem, error);
        }
    }

    static int Ended(Exception problem, TextWriter error)
    {
        var message = Visible(problem.Message);
        switch (problem)
        {
            case AggregateException { InnerException: { } inner }:
                return Ended(inner, error);
            case OperationCanceledException:
                return ExitCode.Interrupted;
            case OutputClosedException { ReaderLeft: true }:
                return ExitCode.Done;
            case UsageException:
                error.WriteLine($"postern: {message}");
                return ExitCode.Usage;
            case InputException or LedgerException { Failure: LedgerFailure.Missing or LedgerFailure.NotALedger or LedgerFailure.NewerSchema }:
                error.WriteLine($"postern: {message}");
                return ExitCode.Input;
            case LedgerException { Failure: LedgerFailure.Damaged }:
                error.WriteLine($"postern: {message}");
                return ExitCode.Verification;
            case LedgerException or WriteException:
                error.WriteLine($"postern: {message}");
                return ExitCode.Failed;
            default:
                error.WriteLine($"postern: failed: {message}");
                error.WriteLine(Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } ? Visible(problem.ToString()) : $"{TraceVariable}=1 shows where");
                return ExitCode.Failed;
        }
    }

    /// <summary>A message safe to show, whatever it quotes; its lines stay lines.</summary>
    static string Visible(string message) => string.Join('\n', message.ReplaceLineEndings("\n").Split('\n').Select(line => SafeText.Of(line)));

    /// <summary>What is wrong with the usage, in a sentence, or null.</summary>
    static string? Misused(ParseResult parsed, IReadOnlyList<CommandHelp> commands)
    {
        var command = parsed.CommandResult.Command;
        var options = command.Options.Concat(commands[0].Command.Options).SelectMany(o => o.Aliases.Append(o.Name));
        // An unknown option would be taken for an input: whatever begins with - and stands before -- is meant as an option.
        var unknown = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value[0] == '-' && IsInput(parsed, t));
        if (unknown is not null)
            return $"there is no option {unknown.Value}{Suggestion.For(unknown.Value, options)} (an input of that name goes behind --)";
        if (parsed.UnmatchedTokens is [var first, ..])
        {
            return command.Subcommands.Count > 0
                ? $"there is no command {first}{Suggestion.For(first, command.Subcommands.Select(c => c.Name))}"
                : $"{command.Name} does not take \"{first}\"";
        }
        if (command.Subcommands.Count > 0 && parsed.Errors.Count > 0)
            return $"give a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}";
        if (parsed.Errors.FirstOrDefault(e => e.SymbolResult is OptionResult) is { } wrong)
            return Sentence(wrong);
        if (command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is null or { Tokens.Count: 0 }) is { } absent)
            return absent.Name == "input" ? $"{command.Name} needs an input: a log file, a folder, a pattern, or - for standard input" : $"{command.Name} needs {absent.Description}";
        return parsed.Errors is [var other, ..] ? other.Message : null;
    }

    static bool IsInput(ParseResult parsed, Token token) =>
        parsed.UnmatchedTokens.Contains(token.Value, StringComparer.Ordinal)
        || parsed.CommandResult.Command.Arguments.Any(a => parsed.GetResult(a)?.Tokens.Contains(token) == true);

    static string Sentence(ParseError error)
    {
        var result = (OptionResult)error.SymbolResult!;
        var option = result.Option;
        return option.HelpName is null ? $"{option.Name} takes no value"
            : result.Tokens.Count == 0 ? $"{option.Name} needs a value: {option.Name} {option.HelpName}"
            : $"{option.Name} takes one value and got {result.Tokens.Count}";
    }
}

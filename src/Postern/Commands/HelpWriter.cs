using System.CommandLine;
using System.CommandLine.Invocation;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>Prints the help of a command: usage, arguments, options by group, examples.</summary>
sealed class HelpWriter(IReadOnlyList<CommandHelp> helps) : SynchronousCommandLineAction
{
    const int LeftColumn = 26;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output, Screen.OfOutput());
        return ExitCode.Done;
    }

    /// <summary>Prints the help of a command.</summary>
    public void Write(Command command, TextWriter to, Screen screen)
    {
        var help = helps.First(h => h.Command == command);
        void Paragraph(string text)
        {
            foreach (var line in TextLines.Wrap(screen.Fit(text), screen.Width))
                to.WriteLine(line);
        }

        Paragraph(command is RootCommand ? command.Description! : $"{PathOf(command)}: {command.Description}");
        to.WriteLine();
        Paragraph($"Usage: {Usage(command)}");
        if (command.Arguments.Count + command.Subcommands.Count > 0)
            to.WriteLine();
        foreach (var argument in command.Arguments)
            Row(to, screen, $"<{argument.Name}>", argument.Description!);
        foreach (var subcommand in command.Subcommands)
            Row(to, screen, subcommand.Name, subcommand.Description!);
        foreach (var group in help.Groups)
        {
            to.WriteLine();
            to.WriteLine(group.Title);
            foreach (var option in group.Options)
                Row(to, screen, Left(option), option.Description!);
        }
        if (help.Examples.Count > 0)
        {
            to.WriteLine();
            to.WriteLine("Examples");
        }
        foreach (var example in help.Examples)
        {
            to.WriteLine($"  {screen.Fit(example.Line)}");
            foreach (var line in TextLines.Wrap(screen.Fit(example.Does), screen.Width - 6))
                to.WriteLine($"      {line}");
        }
        foreach (var note in help.Notes)
        {
            to.WriteLine();
            Paragraph(note);
        }
    }

    static string Usage(Command command) =>
        command.Subcommands.Count > 0 ? $"{PathOf(command)} <command> [options]"
        : $"{PathOf(command)}{string.Concat(command.Arguments.Select(a => $" <{a.Name}>{(a.Arity.MaximumNumberOfValues > 1 ? "…" : "")}"))} [options]";

    /// <summary>The words that lead to a command, such as <c>postern ledger verify</c>.</summary>
    public static string PathOf(Command command) => command is RootCommand ? "postern"
        : $"{(command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? PathOf(parent) : "postern")} {command.Name}";

    static string Left(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length));
        return option.HelpName is null ? names : $"{names} {option.HelpName}";
    }

    static void Row(TextWriter to, Screen screen, string left, string text)
    {
        var lines = TextLines.Wrap(screen.Fit(text), screen.Width - LeftColumn - 2).ToList();
        var first = $"  {screen.Fit(left)}";
        if (first.Length > LeftColumn)
        {
            to.WriteLine(first);
            first = "";
        }
        foreach (var line in lines)
        {
            to.WriteLine($"{first.PadRight(LeftColumn + 2)}{line}");
            first = "";
        }
    }
}

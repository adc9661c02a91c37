using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Postern.Gate.Hosting;
using Postern.Ledger;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary><c>postern serve</c>: runs a gate until it is told to stop.</summary>
static class ServeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "serve";

    const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var settings = RecordOptions.One("--settings", "FILE", "the gate's settings (postern.yaml otherwise)");
        var verbose = new Option<bool>("--verbose") { Description = "log each attempt and each message too" };
        List<OptionGroup> groups = [new("Gate", [settings, verbose])];
        var command = new Command(Name, "run the gate until it is told to stop");
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(settings) ?? "postern.yaml", parsed.GetValue(verbose), parsed.InvocationConfiguration.Error));
        return new CommandHelp(command, groups, [
            new Example("postern serve", "the gate whose postern.yaml is in the working folder"),
            new Example("postern serve --settings /srv/postern/postern.yaml", "another one"),
        ], [
            "Its log goes to standard output, a JSON object a line. It reads its settings again when the file changes or on SIGHUP; a change that cannot be is refused with its place, and the gate runs on as before.",
            "Of a gate that has retired a tombstone is left: it tells everybody 521 and counts (docs/retirement.md).",
            "SIGTERM and Ctrl-C stop it in order: 421 to open sessions, nothing lost. A second of them ends it at once; even then nothing that was answered with 250 is lost.",
            $"Exit codes: 0 stopped in order, 1 failed, 3 the settings, the certificate or the ledger cannot be used, {ExitCode.Interrupted} and {ExitCode.Terminated} ended at once by a second Ctrl-C or SIGTERM.",
        ]);
    }

    static async Task<int> RunAsync(string file, bool isVerbose, TextWriter error)
    {
        if (!File.Exists(file))
            throw new InputException($"{SafeText.Of(file)}: no such file; `postern init --domain circle.example` makes a gate, --settings names another one's file");
        LetSocketsGoOn();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new GateServerOptions { SettingsFile = file, Logging = logging => Log(logging, isVerbose) };
        GateServer? gate = null;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            gate = await GateServer.StartAsync(options, CancellationToken.None);
        }
        catch (LedgerException problem) when (problem.Failure == LedgerFailure.Sealed)
        {
            await using var tombstone = await Tombstone.StartAsync(options, CancellationToken.None);
            error.WriteLine($"postern: this gate has retired; everybody is told 521 at {string.Join(" and ", tombstone.EndPoints)}; Ctrl-C stops that");
            await told.Task;
            return ExitCode.Done;
        }
        catch (InvalidDataException problem)
        {
            throw new InputException(problem.Message);
        }
        using var renewed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Renew);
        await using (gate)
        {
            error.WriteLine($"postern: the gate runs, listening at {string.Join(" and ", gate.EndPoints)}; Ctrl-C stops it");
            await Task.WhenAny(told.Task, gate.Ended);
            await gate.StopAsync();
            return gate.Ended.IsFaulted ? ExitCode.Failed : ExitCode.Done;
        }

        void Stop(PosixSignalContext signal)
        {
            // The second one does what the signal does without us.
            if (told.TrySetResult())
                signal.Cancel = true;
        }

        void Renew(PosixSignalContext signal)
        {
            signal.Cancel = true;
            gate.Reload();
        }
    }

    // What waits for a socket goes on where the system tells of it, one thread a processor, instead of being handed to the pool: a session's
    // step is shorter than the hand-over, and what takes longer goes to threads of its own. The runtime reads this before the first socket.
    static void LetSocketsGoOn()
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
    }

    static void Log(ILoggingBuilder logging, bool isVerbose) => logging
        .SetMinimumLevel(isVerbose ? LogLevel.Debug : LogLevel.Information)
        .AddConsole(options => options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite)
        .AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            console.IncludeScopes = false;
        });
}

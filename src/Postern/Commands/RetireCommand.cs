using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Postern.Control;
using Postern.Gate.Retirement;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary><c>postern retire</c>: ends a running gate in order.</summary>
static class RetireCommand
{
    const double UsualDrain = 24;

    const string Sealed = "sealed";

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var settings = GateOptions.Settings();
        var at = RecordOptions.One("--at", "TIME", "from when no mail is taken, such as 2026-12-24T18:00 (UTC), or now");
        var drain = RecordOptions.One("--drain", "HOURS", "how long what waits may take to be delivered (24 otherwise)");
        var cancel = new Option<bool>("--cancel") { Description = "take an announcement back" };
        var export = new Option<bool>("--export") { Description = "write the evidence of a gate that is sealed again, beside its ledger" };
        var (yes, json) = (GateOptions.Yes(), GateOptions.Json());
        var command = new Command("retire", "end the gate in order: announced, draining, retired, sealed") { settings, at, drain, cancel, export, yes, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var client = GateClient.Of(GateOptions.FileOf(parsed, settings));
            if (parsed.GetValue(cancel) && parsed.GetValue(at) is not null)
                throw new UsageException("--at announces an end and --cancel takes it back; give one of them");
            var instant = parsed.GetValue(at) is { } text ? Instant(text) : (DateTimeOffset?)null;
            if (instant is { } end && !parsed.GetValue(yes) && !GateOptions.Confirms(output,
                $"From {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC on this gate takes no mail, and what follows cannot be taken back: 521 to everybody, a ledger that is sealed for good. Announce it?"))
            {
                output.WriteLine("Nothing was changed.");
                return ExitCode.Failed;
            }
            if (parsed.GetValue(export))
                await ExportAsync(client, isMeant: instant is null && !parsed.GetValue(cancel), cancellation);
            var answer = parsed.GetValue(cancel) ? await client.AskAsync(HttpMethod.Post, "/life/cancel", cancellation)
                : instant is { } from ? await client.AskAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture,
                    $"/life/retire?at={Uri.EscapeDataString($"{from.UtcDateTime:O}")}&drainHours={Hours(parsed.GetValue(drain))}"), cancellation)
                : await client.AskAsync(HttpMethod.Get, "/life", cancellation);
            if (parsed.GetValue(json))
                GateOptions.Write(output, answer);
            else
                Tell(output, answer);
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Gate", [settings, at, drain, cancel, export, yes, json])], [
            new Example("postern retire", "where does it stand?"),
            new Example("postern retire --at 2026-12-24T18:00", "peers are told with the next sign of life"),
            new Example("postern retire --export", "after the evidence could not be written, or was lost"),
        ], ["When the ledger is sealed, a bundle of all of it is written beside it: LEDGER.evidence.zip, as postern ledger export makes them.", "A single peer is retired in the settings: state: draining, then state: retired."]);
    }

    static async Task ExportAsync(GateClient client, bool isMeant, CancellationToken cancellation)
    {
        if (!isMeant)
            throw new UsageException("--export writes the evidence of a gate that has ended; leave --at and --cancel out");
        var state = (await client.AskAsync(HttpMethod.Get, "/life", cancellation)).Text("state");
        if (state != Sealed)
            throw new UsageException($"the gate is {state}: its evidence is written when it is sealed; postern ledger export makes a bundle of what there is now");
        try
        {
            await Task.Run(() => GateEvidence.Write(client.Ledger, cancellation), CancellationToken.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"the evidence was not written: {problem.Message}");
        }
    }

    static void Tell(TextWriter output, JsonElement answer)
    {
        output.WriteLine($"The gate is {answer.Text("state")}{(answer.Text("retiresAt") is { Length: > 0 } when ? $"; no mail from {when} on" : "")}.");
        if (answer.Text("state") != Sealed)
            return;
        output.WriteLine(
            answer.Text("evidence") is { Length: > 0 } bundle ? $"The evidence is in {bundle}; postern ledger verify checks it. Keep it, and where the ledger is not."
            : answer.Text("evidenceProblem") is { Length: > 0 } problem ? $"The evidence was not written: {problem}. postern retire --export does it again."
            : "The evidence does not lie beside the ledger (yet); postern retire --export writes it.");
    }

    static DateTimeOffset Instant(string text) =>
        text == "now" ? TimeProvider.System.GetUtcNow()
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
        : throw new UsageException($"--at: \"{SafeText.Of(text)}\" is no instant; write 2026-12-24T18:00 (UTC), or now");

    static double Hours(string? text) =>
        text is null ? UsualDrain
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours <= 24 * 365 ? hours
        : throw new UsageException($"--drain: \"{SafeText.Of(text)}\" is no number of hours from 0 to 8760");
}

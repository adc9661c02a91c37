using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Heartbeats;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Control;

/// <summary>Answers what a running gate would answer on its socket, from its files, while none runs. The ledger's lock sees to it that
/// none does.</summary>
public static class StoppedGate
{
    /// <summary>Answers a request.</summary>
    /// <param name="folder">The gate's files.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="changes">Whether it is a POST.</param>
    /// <param name="path">Path and query behind <c>/control</c>.</param>
    /// <param name="by">Who asks, for the record.</param>
    /// <returns>Status and JSON, as docs/control.md has them.</returns>
    /// <exception cref="LedgerException">The ledger cannot be opened: a gate that runs has it, among other reasons.</exception>
    public static async Task<(int Status, string Json)> AnswerAsync(GateFolder folder, GateSettings settings, bool changes, string path, string by)
    {
        var parts = path.Split('?', 2);
        if (parts[0] == "/peers" && !changes)
            return Tell(Peers(folder, settings));
        if (parts[0].Split('/') is ["", "peers", var peer, "ledger", ..] words && words.Length == (changes ? 5 : 4))
            return await AcceptAsync(folder, settings, Uri.UnescapeDataString(peer), changes ? parts : null, by);
        if (parts[0] == "/life" && !changes)
            return Tell(ControlAnswers.Life(Plan(folder, settings), folder.Evidence(settings)));
        if (parts[0].StartsWith("/life/", StringComparison.Ordinal))
        {
            return Refuse(409, Plan(folder, settings).Stage == LifeStage.Sealed
                ? "the gate is sealed already"
                : "no gate runs; an end is announced, and taken back, while it does");
        }
        await using var ledger = Open(folder, settings);
        using var spool = PosixFolder.Open(folder.Spool(settings));
        await using var queue = await MailQueue.OpenAsync(ledger, spool, () => settings.Queue, TimeProvider.System);
        return (changes, parts[0].Split('/')) switch
        {
            (false, ["", "queue"]) => Tell(ControlAnswers.Queue(queue)),
            (false, ["", "queue", var id]) => Message(id, found => queue.Find(found) is { } listing ? Tell(QueueJson.Of(listing)) : Missing(found)),
            (true, ["", "queue", "hold"]) => await HoldAsync(queue, parts, isHeld: true, by),
            (true, ["", "queue", "release"]) => await HoldAsync(queue, parts, isHeld: false, by),
            // Without a gate nothing can be tried; what waits is made due for its next start.
            (true, ["", "queue", "retry"]) or (true, ["", "queue", _, "retry"]) => Refuse(409, "no gate runs, so nothing can be tried; when one starts, it tries what is due"),
            (true, ["", "queue", var id, "drop"]) when MessageId.TryParse(id, out var found) => queue.Find(found) is null
                ? Missing(found)
                : Tell((await queue.DropAsync(found, new Circle(settings), by)) is var (dropped, busy) ? new { Dropped = dropped, Busy = busy } : null),
            (true, ["", "queue", _, "drop"]) => Refuse(400, ControlAnswers.NoIdentifier),
            _ => Refuse(404, "there is no such thing to ask"),
        };
    }

    /// <summary>How it stood with the peers when the gate ended.</summary>
    static PeersAnswer Peers(GateFolder folder, GateSettings settings)
    {
        using var reader = SqliteLedgerReader.Open(folder.Ledger(settings));
        var watches = Watches(reader);
        var alarms = AlarmBoard.Read(reader);
        return PeersAnswer.Of(PeerStatus.Of(settings, watches.GetValueOrDefault, alarms), alarms);
    }

    /// <summary>What a peer shows as its ledger; accepted when a request says what of it.</summary>
    static async Task<(int, string)> AcceptAsync(GateFolder folder, GateSettings settings, string peer, string[]? request, string by)
    {
        Dictionary<string, PeerWatch> watches;
        using (var reader = SqliteLedgerReader.Open(folder.Ledger(settings)))
        {
            watches = Watches(reader);
            var problem = "";
            if (request is null)
                return LedgerAcceptance.Look(peer, watches.GetValueOrDefault($"peer {peer}"), AlarmBoard.Read(reader), out problem) is { } found ? Tell(found) : Refuse(409, problem);
        }
        var query = QueryHelpers.ParseQuery(request.ElementAtOrDefault(1));
        if (!ControlAnswers.TryState(query.GetValueOrDefault("size"), query.GetValueOrDefault("root"), out var state))
            return Refuse(400, ControlAnswers.NoState);
        await using var ledger = Open(folder, settings);
        var alarms = new AlarmBoard(ledger, TimeProvider.System, NullLogger.Instance);
        using (var reader = ledger.OpenReader())
            alarms.Restore(reader);
        var (shown, refusal) = await LedgerAcceptance.AcceptAsync(
            peer, watches.GetValueOrDefault($"peer {peer}"), state, ledger, alarms, by, TimeProvider.System.GetUtcNow());
        return shown is null ? Refuse(409, refusal) : Tell(shown);
    }

    static Dictionary<string, PeerWatch> Watches(ILedgerReader reader)
    {
        Dictionary<string, PeerWatch> watches = new(StringComparer.Ordinal);
        HeartbeatEntries.Restore(reader, party => watches.TryGetValue(party, out var watch) ? watch : watches[party] = new PeerWatch(DateTimeOffset.UnixEpoch));
        return watches;
    }

    static LifePlan Plan(GateFolder folder, GateSettings settings)
    {
        using var reader = SqliteLedgerReader.Open(folder.Ledger(settings));
        return LifePlan.Read(reader);
    }

    static SqliteLedger Open(GateFolder folder, GateSettings settings)
    {
        // A ledger that is not there is not made by asking for it.
        using (SqliteLedgerReader.Open(folder.Ledger(settings)))
        {
        }
        OwnerFiles.CreateFolder(folder.Spool(settings));
        return SqliteLedger.Open(folder.Ledger(settings), new LedgerOptions());
    }

    static async Task<(int, string)> HoldAsync(MailQueue queue, string[] parts, bool isHeld, string by)
    {
        var text = parts.Length == 2 && parts[1].StartsWith("destination=", StringComparison.Ordinal) ? Uri.UnescapeDataString(parts[1][12..]) : "";
        if (text != QueueSchedule.All && !QueueDestination.TryParse(text, out _))
            return Refuse(400, ControlAnswers.NoDestination);
        await queue.HoldAsync(text, isHeld, by);
        return Tell(ControlAnswers.Held(queue));
    }

    static (int, string) Message(string id, Func<MessageId, (int, string)> answer) =>
        MessageId.TryParse(id, out var found) ? answer(found) : Refuse(400, ControlAnswers.NoIdentifier);

    static (int, string) Missing(MessageId id) => Refuse(404, ControlAnswers.NotQueued(id));

    static (int, string) Tell<T>(T answer) => (200, JsonSerializer.Serialize(answer, ControlAnswers.Json));

    static (int, string) Refuse(int status, string problem) => (status, JsonSerializer.Serialize(ControlAnswers.Problem(problem), ControlAnswers.Json));
}

using Microsoft.Extensions.Logging;
using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Watch;

/// <summary>The alarms that stand. Raised and cleared once each, in the ledger first, then in the log. Thread-safe.</summary>
/// <remarks>What could not be recorded has not happened: the next look raises or clears it anew.</remarks>
/// <param name="ledger">The ledger.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
sealed class AlarmBoard(ILedger ledger, TimeProvider time, ILogger log)
{
    readonly Lock access = new();
    readonly Dictionary<(string Party, AlarmKind Kind), Alarm> standing = [];

    /// <summary>The alarms that stand, the oldest first.</summary>
    public IReadOnlyList<Alarm> Standing
    {
        get
        {
            lock (access)
                return [.. standing.Values.OrderBy(a => a.Since).ThenBy(a => a.Party, StringComparer.Ordinal).ThenBy(a => a.Kind)];
        }
    }

    /// <summary>The alarms that stand at the end of a ledger.</summary>
    public static IReadOnlyList<Alarm> Read(ILedgerReader reader)
    {
        Dictionary<(string, AlarmKind), Alarm> found = [];
        foreach (var (_, entry) in reader.ReadEntries(EntryKind.Alarm))
        {
            if (!AlarmKinds.TryParse(entry.Text(EntryField.Reason), out var kind))
                continue;
            var party = entry.Text(EntryField.Peer);
            if (entry.Text(EntryField.Act) == Raised)
                found[(party, kind)] = new Alarm(party, kind, DateTimeOffset.UnixEpoch.AddTicks(entry.Time / 100), entry.Text(EntryField.Kept));
            else
                found.Remove((party, kind));
        }
        return [.. found.Values.OrderBy(a => a.Since)];
    }

    /// <summary>Takes over what stood when the gate last ended.</summary>
    public void Restore(ILedgerReader reader)
    {
        lock (access)
        {
            foreach (var alarm in Read(reader))
                standing[(alarm.Party, alarm.Kind)] = alarm;
        }
    }

    /// <summary>Raises an alarm, unless it stands already; returns when it is durable.</summary>
    public async Task RaiseAsync(string party, AlarmKind kind, string text)
    {
        var alarm = new Alarm(party, kind, time.GetUtcNow(), text);
        lock (access)
        {
            if (!standing.TryAdd((party, kind), alarm))
                return;
        }
        try
        {
            await ledger.AppendAsync([Entry(alarm, Raised)], CancellationToken.None);
        }
        catch
        {
            lock (access)
                standing.Remove((party, kind));
            throw;
        }
        WatchLog.Raised(log, party, kind.Word(), text);
    }

    /// <summary>Clears an alarm, if it stands.</summary>
    public async Task ClearAsync(string party, AlarmKind kind)
    {
        Alarm? alarm;
        lock (access)
        {
            if (!standing.Remove((party, kind), out alarm))
                return;
        }
        try
        {
            await ledger.AppendAsync([Entry(alarm with { Since = time.GetUtcNow() }, Cleared)], CancellationToken.None);
        }
        catch
        {
            lock (access)
                standing.TryAdd((party, kind), alarm);
            throw;
        }
        WatchLog.Cleared(log, party, kind.Word());
    }

    /// <summary>Raises or clears an alarm where something else depends on going on: a ledger that fails is logged.</summary>
    /// <param name="party">Whom it is about.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="text">What is wrong; null when nothing is.</param>
    public async Task NoteAsync(string party, AlarmKind kind, string? text)
    {
        try
        {
            await (text is null ? ClearAsync(party, kind) : RaiseAsync(party, kind, text));
        }
        catch (LedgerException problem)
        {
            WatchLog.NotRecorded(log, party, kind.Word(), text ?? "over", problem);
        }
    }

    const string Raised = "raised";
    const string Cleared = "cleared";

    static PlainEntry Entry(Alarm alarm, string act) => new PlainEntry(EntryKind.Alarm, UnixTime.From(alarm.Since))
        .Add(EntryField.Act, act)
        .Add(EntryField.Reason, alarm.Kind.Word())
        .Add(EntryField.Peer, alarm.Party)
        .Add(EntryField.Kept, alarm.Text);
}

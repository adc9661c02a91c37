using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The entries that stay whole when their run is forgotten, because somebody goes on with them: an import with what it knows of
/// files, a gate with the end it announced, the alarms that stand, and what it witnessed of its peers' ledgers.</summary>
static class KeptEntries
{
    /// <summary>Signs of life that stay, of each peer and each way, before an alarm about it that stands and since.</summary>
    /// <value>64: as many states of a peer's ledger as a gate remembers.</value>
    public const int SignsOfLife = 64;

    /// <summary>Finds them.</summary>
    /// <returns>Their numbers.</returns>
    public static HashSet<long> Of(ILedgerReader ledger)
    {
        HashSet<long> kept = [];
        foreach (var kind in new[] { EntryKind.FileProvenance, EntryKind.Retirement })
            kept.UnionWith(ledger.ReadEntries(kind).Select(e => e.Number));
        // What the owner said of a peer's ledger belongs to the signs of life that showed it.
        kept.UnionWith(ledger.ReadEntries(EntryKind.AdministrativeAct).Where(e => e.Entry.Text(EntryField.Act) == "accept-ledger").Select(e => e.Number));
        var alarms = Alarms(ledger);
        kept.UnionWith(alarms.Values);
        Dictionary<string, long> alarmed = new(StringComparer.Ordinal);
        foreach (var ((party, _), number) in alarms)
            alarmed[party] = Math.Min(number, alarmed.GetValueOrDefault(party, number));
        kept.UnionWith(Beats(ledger, alarmed));
        return kept;
    }

    static Dictionary<(string Party, string Reason), long> Alarms(ILedgerReader ledger)
    {
        Dictionary<(string Party, string Reason), long> standing = [];
        foreach (var (number, entry) in ledger.ReadEntries(EntryKind.Alarm))
        {
            var alarm = (entry.Text(EntryField.Peer), entry.Text(EntryField.Reason));
            if (entry.Text(EntryField.Act) == "raised")
                standing[alarm] = number;
            else
                standing.Remove(alarm);
        }
        return standing;
    }

    // Those that were sent or came say how the ledger stood; those that were missed or not taken say nothing that is needed again. What
    // came since an alarm may show the ledger that is not to be believed, what came before shows the one that was witnessed.
    static List<long> Beats(ILedgerReader ledger, Dictionary<string, long> alarmed)
    {
        Dictionary<(string Peer, string Act, bool IsBefore), Queue<long>> last = [];
        foreach (var (number, entry) in ledger.ReadEntries(EntryKind.Heartbeat))
        {
            if (!entry.TryGet(EntryField.Checkpoint, out _))
                continue;
            var peer = entry.Text(EntryField.Peer);
            var way = (peer, entry.Text(EntryField.Act), number < alarmed.GetValueOrDefault(peer));
            if (!last.TryGetValue(way, out var numbers))
                last.Add(way, numbers = new Queue<long>());
            numbers.Enqueue(number);
            if (numbers.Count > SignsOfLife)
                numbers.Dequeue();
        }
        return [.. last.Values.SelectMany(numbers => numbers)];
    }
}

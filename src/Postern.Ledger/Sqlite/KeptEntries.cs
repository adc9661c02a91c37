using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The entries that stay whole when their run is forgotten, because somebody goes on with them: an import with what it knows of
/// files, a gate with the end it announced, the alarms that stand, and what it witnessed of its peers' ledgers.</summary>
static class KeptEntries
{
    /// <summary>Signs of life that stay, of each peer and each way.</summary>
    /// <value>64: as many states of a peer's ledger as a gate remembers.</value>
    public const int SignsOfLife = 64;

    /// <summary>Finds them.</summary>
    /// <returns>Their numbers.</returns>
    public static HashSet<long> Of(ILedgerReader ledger)
    {
        HashSet<long> kept = [];
        foreach (var kind in new[] { EntryKind.FileProvenance, EntryKind.Retirement })
            kept.UnionWith(ledger.ReadEntries(kind).Select(e => e.Number));
        kept.UnionWith(Alarms(ledger));
        kept.UnionWith(Beats(ledger));
        return kept;
    }

    static List<long> Alarms(ILedgerReader ledger)
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
        return [.. standing.Values];
    }

    // Those that were sent or came say how the ledger stood; those that were missed or not taken say nothing that is needed again.
    static List<long> Beats(ILedgerReader ledger)
    {
        Dictionary<(string Peer, string Act), Queue<long>> last = [];
        foreach (var (number, entry) in ledger.ReadEntries(EntryKind.Heartbeat))
        {
            if (!entry.TryGet(EntryField.Checkpoint, out _))
                continue;
            var way = (entry.Text(EntryField.Peer), entry.Text(EntryField.Act));
            if (!last.TryGetValue(way, out var numbers))
                last.Add(way, numbers = new Queue<long>());
            numbers.Enqueue(number);
            if (numbers.Count > SignsOfLife)
                numbers.Dequeue();
        }
        return [.. last.Values.SelectMany(numbers => numbers)];
    }
}

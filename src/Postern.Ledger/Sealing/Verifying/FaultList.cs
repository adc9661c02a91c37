namespace Postern.Ledger.Sealing;

/// <summary>Faults as they are found: neighbouring entries with the same fault become one.</summary>
sealed class FaultList(int most)
{
    readonly List<LedgerFault> faults = [];
    readonly List<(long First, long End)> edited = [];
    readonly List<(long First, long End)> undecided = [];
    bool sorted;

    /// <summary>Faults found, listed or not.</summary>
    public long Count { get; private set; }

    /// <summary>The faults by entry, those of checkpoints with them.</summary>
    public IReadOnlyList<LedgerFault> Listed =>
        [.. faults.OrderBy(fault => Rank(fault.Kind)).ThenBy(fault => fault.First).Select(fault => fault.Sentence.Length > 0 ? fault : fault with { Sentence = Say(fault) })];

    /// <summary>Whether hashes over these entries differ because the entries do.</summary>
    public bool Explains(long first, long count)
    {
        if (!sorted)
            edited.Sort();
        sorted = true;
        var place = edited.BinarySearch((first, long.MaxValue));
        place = place < 0 ? ~place : place;
        return place < edited.Count && edited[place].First < first + count || place > 0 && edited[place - 1].End > first;
    }

    /// <summary>Whether no trusted copy is left of the hashes on the right edge of the tree of a size.</summary>
    public bool HidesEdge(long size) => undecided.Exists(range => range.First <= size && size <= range.End);

    /// <summary>Adds entries with a fault.</summary>
    public void Add(LedgerFaultKind kind, long first, long count)
    {
        if (kind is LedgerFaultKind.EntryEdited or LedgerFaultKind.EntriesAndTilesEdited or LedgerFaultKind.EntryOrTileEdited)
            AddEdited(first, first + count);
        if (kind == LedgerFaultKind.EntriesAndTilesEdited)
            undecided.Add((first, first + count));
        if (faults.Count > 0 && faults[^1] is var last && last.Kind == kind && last.First + last.Count == first)
        {
            faults[^1] = last with { Count = last.Count + count };
            return;
        }
        Add(new LedgerFault(kind, first, count, ""));
    }

    /// <summary>Adds a fault that has its own words.</summary>
    public void Add(LedgerFault fault)
    {
        Count++;
        if (faults.Count < most)
            faults.Add(fault);
    }

    void AddEdited(long first, long end)
    {
        sorted = false;
        if (edited.Count > 0 && edited[^1].End == first)
            edited[^1] = (edited[^1].First, end);
        else
            edited.Add((first, end));
    }

    // What says most about the ledger as a whole comes first.
    static int Rank(LedgerFaultKind kind) => kind switch
    {
        LedgerFaultKind.Forked => 0,
        LedgerFaultKind.Cut => 1,
        LedgerFaultKind.SignatureBad or LedgerFaultKind.CheckpointForeign or LedgerFaultKind.CheckpointMalformed => 4,
        LedgerFaultKind.RootDiffers => 3,
        _ => 2,
    };

    static string Say(LedgerFault fault)
    {
        var entries = fault.Count == 1 ? $"entry {fault.First}" : $"entries {fault.First} to {fault.First + fault.Count - 1}";
        return fault.Kind switch
        {
            LedgerFaultKind.EntryEdited => $"{entries}: the content is not what was sealed",
            LedgerFaultKind.EntryMissing => $"{entries}: gone, though sealed in the tree",
            LedgerFaultKind.EntryOrTileEdited => $"{entries}: content and stored hashes do not fit, and nothing signed tells which of them were changed",
            LedgerFaultKind.TileEdited => $"hashes of the tree over {entries} were changed; the entries are as they were sealed",
            LedgerFaultKind.TileMissing => $"hashes of the tree over {entries} are gone",
            _ => $"{entries}: content and hashes were changed together, so that it cannot be told which of them",
        };
    }
}

using System.Collections.Concurrent;
using Postern.Contacts;

namespace Postern.Logs.Reading;

/// <summary>Collects whole contacts and gives them out in time order over all files; what exceeds the budget of memory waits in a temporary file.</summary>
/// <remarks>Contacts of one instant keep the order of files and lines; contacts without a time come last.</remarks>
public sealed class RowHarvest : Harvest, IDisposable
{
    /// <summary>Octets of memory for contacts: enough for a million, little beside what a log analysis takes anyway.</summary>
    public const long DefaultBudget = 256L << 20;

    const int SmallestChunk = 1 << 20;

    readonly ContactFilter filter;
    readonly long budget;
    readonly int chunkSize;
    readonly List<RowChunk> held = [];
    readonly List<SpooledRun> mergedRuns = [];
    readonly List<RowPart> spilledParts = [];
    readonly HashSet<int> files = [];
    long heldSize;

    /// <summary>A harvest of the contacts that <paramref name="filter"/> keeps.</summary>
    /// <param name="filter">Which contacts to keep.</param>
    /// <param name="threads">Reading threads, which share the budget.</param>
    /// <param name="budget">Octets of memory for contacts.</param>
    public RowHarvest(ContactFilter filter, int threads, long budget = DefaultBudget)
    {
        this.filter = filter;
        this.budget = budget;
        // Half for what has been read, half for what is being read: two chunks a thread.
        chunkSize = (int)Math.Clamp(budget / 4 / threads, Math.Min(SmallestChunk, budget), 1 << 26);
    }

    /// <summary>What a table of the contacts must make room for. Complete when all files are read.</summary>
    public RowExtent Extent { get; } = new();

    /// <summary>After <see cref="Visit"/>: contacts that more than one file held.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Octets that did not fit into memory.</summary>
    public long Spooled => Spool.Length;

    internal RowSpool Spool { get; } = new();

    internal WordNumbers Words { get; } = new();

    /// <summary>Takes one contact in time order.</summary>
    public delegate void Visitor(RowRecord contact);

    /// <summary>Gives all contacts out, in time order. Call once, when all files are read.</summary>
    /// <param name="keepDuplicates">Whether contacts that two files both hold are given out for each; else as often as the file that has them most often.</param>
    /// <param name="visitor">Called for each contact.</param>
    /// <param name="cancellation">Ends the visit.</param>
    public void Visit(bool keepDuplicates, Visitor visitor, CancellationToken cancellation)
    {
        var runs = mergedRuns.Count + spilledParts.Sum(p => p.Runs.Count);
        var buffer = (int)Math.Clamp(budget / 4 / Math.Max(1, runs), 1 << 12, 1 << 18);
        var merge = new RowMerge([
            .. held.Select(chunk => new ChunkCursor(chunk)),
            .. mergedRuns.Select(run => new RunCursor(run, buffer, null)),
            .. spilledParts.SelectMany(part => part.Runs.Select(run => new RunCursor(run, buffer, part))),
        ]);
        var shared = files.Count > 1 ? new SharedContacts() : null;
        while (merge.TryNext(out var octets))
        {
            cancellation.ThrowIfCancellationRequested();
            var contact = new RowRecord(octets, Words.All);
            if (shared?.IsDuplicate(contact) == true)
            {
                Duplicates++;
                if (!keepDuplicates)
                    continue;
            }
            visitor(contact);
        }
    }

    /// <summary>Removes the temporary file.</summary>
    public void Dispose() => Spool.Dispose();

    /// <inheritdoc/>
    protected internal override RecordingSink MakePart(object? threadState, int file) => new RowPart(Words, Spool, filter, chunkSize, inTimeOrder: true);

    /// <inheritdoc/>
    protected internal override void Take(RecordingSink part, int file, long firstLine)
    {
        var rows = (RowPart)part;
        if (rows.Extent.Contacts == 0)
            return;
        rows.PlaceIn(file, firstLine);
        files.Add(file);
        Extent.Include(rows.Extent);
        if (rows.Runs.Count > 0)
            spilledParts.Add(rows);
        held.AddRange(rows.Chunks);
        heldSize += rows.Chunks.Sum(c => c.Size);
        if (heldSize > budget / 2)
            SpillHeld();
    }

    void SpillHeld()
    {
        mergedRuns.Add(Spool.Write(new RowMerge(held.Select(chunk => new ChunkCursor(chunk)))));
        held.Clear();
        heldSize = 0;
    }
}

/// <summary>Numbers the outcome words, which are few. Safe for several threads.</summary>
sealed class WordNumbers
{
    readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly List<string> words = [];

    public IReadOnlyList<string> All => words;

    public int NumberOf(string word)
    {
        if (numbers.TryGetValue(word, out var number))
            return number;
        lock (words)
        {
            if (numbers.TryGetValue(word, out number))
                return number;
            words.Add(word);
            return numbers[word] = words.Count - 1;
        }
    }
}

/// <summary>Finds contacts that two files both hold, in a stream in time order: the rule of <see cref="ContactTableBuilder.Duplicates"/>.</summary>
sealed class SharedContacts
{
    /// <summary>Pairs numbered before the numbering starts anew: bounds the memory.</summary>
    const int MostPairs = 1 << 18;

    readonly Dictionary<int, Seen> instant = [];
    PairIndex pairs = new(ContactFilter.None);
    long time;

    /// <summary>Whether an earlier file has this contact as often as this file had it up to here.</summary>
    public bool IsDuplicate(RowRecord contact)
    {
        if (contact.Time == ContactRow.NoTime)
            return false;
        if (contact.Time != time)
            NextInstant(contact.Time);
        var pair = pairs.Find(contact.Kind, contact.Source, contact.Target);
        var seen = instant.GetValueOrDefault(pair);
        var inThisFile = seen.Most > 0 && seen.File == contact.File ? seen.InFile + 1 : 1;
        instant[pair] = new Seen(Math.Max(seen.Most, inThisFile), contact.File, inThisFile);
        return inThisFile <= seen.Most;
    }

    void NextInstant(long next)
    {
        time = next;
        instant.Clear();
        if (pairs.Count > MostPairs)
            pairs = new PairIndex(ContactFilter.None);
    }

    /// <summary>How often the file that has it most often has it, the latest file that has it, and how often so far.</summary>
    readonly record struct Seen(int Most, int File, int InFile);
}

namespace Postern.Ledger.Sealing;

/// <summary>Hashes entries ahead of whoever asks for them in order, on several threads; what is asked for out of order is read when it is.</summary>
/// <remarks>The hashes are those of the sources, whatever the number of threads. For one caller at a time.</remarks>
public sealed class LeavesAhead : ILeafSource, IDisposable
{
    /// <summary>Entries hashed at a time: many enough that a store reads no row twice for neighbours, a whole number of tiles.</summary>
    const int RunLength = 16 * TreeTiles.Width;

    readonly ILeafSource own;
    readonly Stack<ILeafSource> idle;
    readonly Queue<Task<Run>> ahead = new();
    readonly Stack<Run> used = new();
    Run current = new() { First = -1 };
    long next = -1;

    /// <summary>Begins where the first entry is asked for.</summary>
    /// <param name="own">Read by the caller's thread.</param>
    /// <param name="others">Of the same entries: as many runs of entries are hashed at a time. They stay the caller's, and are not to be used
    /// until this is disposed of.</param>
    public LeavesAhead(ILeafSource own, IEnumerable<ILeafSource> others)
    {
        this.own = own;
        idle = new Stack<ILeafSource>(others);
    }

    /// <inheritdoc/>
    public long Size => own.Size;

    /// <inheritdoc/>
    public void Read(long first, Span<MerkleHash> leaves, Span<bool> missing)
    {
        if (next < 0)
            next = first / RunLength * RunLength;
        if (first >= current.End)
            GoOn(first);
        if (!current.Holds(first, leaves.Length))
        {
            own.Read(first, leaves, missing);
            return;
        }
        var place = (int)(first - current.First);
        current.Hashes.AsSpan(place, leaves.Length).CopyTo(leaves);
        current.Missing.AsSpan(place, leaves.Length).CopyTo(missing);
    }

    /// <summary>Waits for what is being hashed.</summary>
    public void Dispose()
    {
        while (ahead.TryDequeue(out var run))
            run.WaitForEnd();
    }

    /// <summary>Goes on to the run of an entry, and has those behind it hashed meanwhile.</summary>
    void GoOn(long first)
    {
        FillUp();
        while (first >= current.End && ahead.TryDequeue(out var hashed))
        {
            var run = hashed.GetAwaiter().GetResult();
            idle.Push(run.Source!);
            used.Push(current);
            current = run;
            FillUp();
        }
    }

    void FillUp()
    {
        for (; next < Size && idle.TryPop(out var source); next += RunLength)
        {
            var run = used.TryPop(out var room) ? room : new Run();
            (run.Source, run.First, run.Count) = (source, next, (int)Math.Min(RunLength, Size - next));
            ahead.Enqueue(Task.Run(run.Read));
        }
    }

    /// <summary>Entries that follow one another, with their hashes.</summary>
    sealed class Run
    {
        public ILeafSource? Source;
        public long First;
        public int Count;
        public readonly MerkleHash[] Hashes = new MerkleHash[RunLength];
        public readonly bool[] Missing = new bool[RunLength];

        public long End => First + Count;

        public bool Holds(long first, int count) => first >= First && first + count <= End;

        public Run Read()
        {
            Source!.Read(First, Hashes.AsSpan(0, Count), Missing.AsSpan(0, Count));
            return this;
        }
    }
}

namespace Postern.Logs.Dns;

/// <summary>Queries that a later line may still say more about, found by key, oldest first, and forgotten when they get too old
/// or too many: memory stays bounded whatever a log does.</summary>
/// <remarks>Queries are told apart by a 64-bit hash of what identifies them (<see cref="QueryKey"/>). Two different ones share
/// it once in some 10^14 pairs that are open together; the price of that would be one wrong outcome.</remarks>
sealed class OpenQueries(int most, long maxAge)
{
    readonly Dictionary<ulong, Chain> chains = [];
    readonly Query[] ring = new Query[most];
    int oldest;
    int count;

    /// <summary>Notes a query.</summary>
    /// <param name="key">What later lines find it by.</param>
    /// <param name="time">Its time (ns), or <see cref="ContactRow.NoTime"/>: then only the number bounds how long it stays.</param>
    /// <param name="contact">Handle of its contact.</param>
    public void Add(ulong key, long time, int contact)
    {
        while (count == most || count > 0 && IsOld(in ring[oldest], time))
            Forget();
        var slot = (oldest + count++) % most;
        ring[slot] = new Query(key, time, contact) { Next = -1, Open = true };
        if (chains.TryGetValue(key, out var chain))
        {
            ring[chain.Tail].Next = slot;
            chains[key] = chain with { Tail = slot };
        }
        else
        {
            chains[key] = new Chain(slot, slot);
        }
    }

    /// <summary>Finds the newest open query of a key, and leaves it open.</summary>
    public bool TryNewest(ulong key, long time, out int contact)
    {
        var found = chains.TryGetValue(key, out var chain) && !IsOld(in ring[chain.Tail], time);
        contact = found ? ring[chain.Tail].Contact : -1;
        return found;
    }

    /// <summary>Finds the oldest open query of a key, and closes it.</summary>
    public bool TryTakeOldest(ulong key, long time, out int contact)
    {
        contact = -1;
        while (chains.TryGetValue(key, out var chain))
        {
            ref var head = ref ring[chain.Head];
            head.Open = false;
            if (head.Next < 0)
                chains.Remove(key);
            else
                chains[key] = chain with { Head = head.Next };
            if (IsOld(in head, time))
                continue;
            contact = head.Contact;
            return true;
        }
        return false;
    }

    bool IsOld(in Query query, long time) =>
        time != ContactRow.NoTime && query.Time != ContactRow.NoTime && time - query.Time > maxAge;

    // The oldest of all is the oldest of its key: when still open it heads its chain.
    void Forget()
    {
        ref var query = ref ring[oldest];
        oldest = (oldest + 1) % most;
        count--;
        if (!query.Open)
            return;
        if (query.Next < 0)
            chains.Remove(query.Key);
        else
            chains[query.Key] = chains[query.Key] with { Head = query.Next };
    }

    record struct Query(ulong Key, long Time, int Contact)
    {
        public int Next;
        public bool Open;
    }

    record struct Chain(int Head, int Tail);
}

using Postern.Contacts;

namespace Postern.Ledger.Sqlite;

/// <summary>Names and pairs by number: finds those that are stored, stores those that are new, remembers both. For the writer's thread.</summary>
sealed class NameStore : IDisposable
{
    readonly SqliteDatabase database;
    readonly SqliteStatement findName;
    readonly SqliteStatement insertName;
    readonly SqliteStatement findPair;
    readonly SqliteStatement insertPair;
    readonly Memory pairs;
    readonly Memory names;

    /// <summary>The names and pairs of a ledger.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="mostRemembered">Pairs, and names, that are remembered before remembering starts anew: bounds the memory, not what can be stored.</param>
    public NameStore(SqliteDatabase database, int mostRemembered = 1 << 20)
    {
        this.database = database;
        (pairs, names) = (new Memory(mostRemembered), new Memory(mostRemembered));
        findName = database.Named("name-find");
        insertName = database.Named("name-insert");
        findPair = database.Named("pair-find");
        insertPair = database.Named("pair-insert");
    }

    /// <summary>Numbers of the pairs and outcomes of contacts.</summary>
    /// <param name="batch">The contacts.</param>
    /// <param name="pairNumbers">Gets the number of each contact's pair.</param>
    /// <param name="outcomes">Gets the number of each contact's outcome.</param>
    public void Number(ContactBatch batch, Span<long> pairNumbers, Span<long> outcomes)
    {
        for (var place = 0; place < batch.Count; place++)
        {
            // Outcomes come in runs.
            outcomes[place] = place > 0 && batch.OutcomeOf(place).SequenceEqual(batch.OutcomeOf(place - 1))
                ? outcomes[place - 1]
                : Name(batch.OutcomeOf(place));
        }
        Span<LocatedContact> located = stackalloc LocatedContact[PairIndex.Batch];
        Span<int> met = stackalloc int[PairIndex.Batch];
        for (var first = 0; first < batch.Count;)
        {
            var count = batch.Locate(first, located, out var kind);
            pairs.FindAll(kind, batch.Heap, located[..count], met);
            var remembered = pairs.Generation;
            // What had to be forgotten meanwhile makes the rest of what was met worthless.
            for (var i = 0; i < count && pairs.Generation == remembered; i++, first++)
            {
                pairNumbers[first] = pairs.Known(met[i]) is not 0 and var known ? known
                    : Pair(kind, batch.Heap.Slice(located[i].Source, located[i].SourceLength), batch.Heap.Slice(located[i].Target, located[i].TargetLength));
            }
        }
    }

    /// <summary>Number of a pair.</summary>
    public long Pair(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        ref var id = ref pairs.IdOf(kind, source, target);
        if (id == 0)
            id = Stored(findPair, insertPair, Name(source), Name(target), kind);
        return id;
    }

    /// <summary>Number of a name.</summary>
    public long Name(ReadOnlySpan<byte> name)
    {
        ref var id = ref names.IdOf(default, name, default);
        if (id == 0)
        {
            id = findName.Reset().BindText(1, name).Step() ? findName.Number(0) : 0;
            findName.Reset();
            if (id == 0)
            {
                insertName.BindText(1, name).Run();
                id = database.LastRow;
            }
        }
        return id;
    }

    /// <summary>Forgets everything: what was stored in a transaction that did not happen has no number.</summary>
    public void Forget()
    {
        pairs.Forget();
        names.Forget();
    }

    public void Dispose()
    {
        findName.Dispose();
        insertName.Dispose();
        findPair.Dispose();
        insertPair.Dispose();
    }

    long Stored(SqliteStatement find, SqliteStatement insert, long source, long target, ContactKind kind)
    {
        var found = find.Reset().Bind(1, source).Bind(2, target).Bind(3, (int)kind).Step() ? find.Number(0) : 0;
        find.Reset();
        if (found != 0)
            return found;
        insert.Bind(1, source).Bind(2, target).Bind(3, (int)kind).Run();
        return database.LastRow;
    }

    /// <summary>Numbers by bytes; rows of the store count from 1, so that 0 is "not known yet".</summary>
    sealed class Memory(int most)
    {
        PairIndex index = new(ContactFilter.None);
        long[] ids = new long[1024];

        /// <summary>How often everything was forgotten.</summary>
        public int Generation { get; private set; }

        /// <summary>Places of many, or <see cref="PairIndex.NotMet"/>; they hold until everything is forgotten.</summary>
        public void FindAll(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> places) =>
            index.FindAll(kind, text, contacts, places);

        /// <summary>The number at a place; 0 when it is not known yet.</summary>
        public long Known(int place) => place < 0 ? 0 : ids[place];

        public ref long IdOf(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
        {
            if (index.Count >= most)
                Forget();
            var place = index.Find(kind, source, target);
            if (place >= ids.Length)
                Array.Resize(ref ids, ids.Length * 2);
            return ref ids[place];
        }

        public void Forget()
        {
            index = new PairIndex(ContactFilter.None);
            Array.Clear(ids);
            Generation++;
        }
    }
}

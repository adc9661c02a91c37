using Postern.Contacts;

namespace Postern.Ledger.Sqlite;

/// <summary>Names and pairs by number: finds those that are stored, stores those that are new, remembers both. For the writer's thread.</summary>
sealed class NameStore : IDisposable
{
    /// <summary>Pairs, and names, that are remembered before remembering starts anew: bounds the memory, not what can be stored.</summary>
    const int MostRemembered = 1 << 20;

    readonly SqliteDatabase database;
    readonly SqliteStatement findName;
    readonly SqliteStatement insertName;
    readonly SqliteStatement findPair;
    readonly SqliteStatement insertPair;
    readonly Memory pairs = new();
    readonly Memory names = new();

    public NameStore(SqliteDatabase database)
    {
        this.database = database;
        findName = database.Named("name-find");
        insertName = database.Named("name-insert");
        findPair = database.Named("pair-find");
        insertPair = database.Named("pair-insert");
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
    sealed class Memory
    {
        PairIndex index = new(ContactFilter.None);
        long[] ids = new long[1024];

        public ref long IdOf(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
        {
            if (index.Count >= MostRemembered)
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
        }
    }
}

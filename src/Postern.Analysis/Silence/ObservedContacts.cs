using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>Who watched: each sort of server or sensor keeps its own log, and one may be off while another goes on.</summary>
enum Observer
{
    /// <summary>A name server or a sensor of look-ups.</summary>
    LookUps,

    /// <summary>A mail server, for both directions.</summary>
    Mail,

    /// <summary>A sensor of flows.</summary>
    Flows,

    /// <summary>A gate.</summary>
    Heartbeats,
}

/// <summary>The contacts of a record that one observer saw.</summary>
sealed class ObservedContacts
{
    static readonly int Observers = Enum.GetValues<Observer>().Length;
    static readonly string[] Words = ["Look-ups", "Mail", "Flows", "Heartbeats"];

    readonly ContactTable table;
    readonly int[]? pairs; // null: all of the table

    ObservedContacts(ContactTable table, int[]? pairs, Observer observer)
    {
        (this.table, this.pairs, Observer) = (table, pairs, observer);
        var sources = new HashSet<int>();
        for (var i = 0; pairs is not null && i < pairs.Length; i++)
        {
            Count += table.ContactsOf(pairs[i]);
            sources.Add(table.Pairs[pairs[i]].Source);
        }
        (Count, Sources) = pairs is null ? (table.Count, table.Sources.Count) : (Count, sources.Count);
    }

    /// <summary>Who saw them.</summary>
    public Observer Observer { get; }

    /// <summary>Number of contacts.</summary>
    public int Count { get; }

    /// <summary>Number of sources.</summary>
    public int Sources { get; }

    /// <summary>Number of pairs.</summary>
    public int Pairs => pairs?.Length ?? table.Pairs.Length;

    /// <summary>The observer in a sentence.</summary>
    public string Word => Words[(int)Observer];

    /// <summary>Kinds of contacts that this observer logs and the record holds.</summary>
    public IReadOnlyList<string> Kinds
    {
        get
        {
            SortedSet<ContactKind> kinds = [];
            for (var i = 0; i < Pairs; i++)
                kinds.Add(table.Pairs[PairAt(i)].Kind);
            return [.. kinds.Select(kind => kind.Word())];
        }
    }

    /// <summary>Who logs contacts of a kind.</summary>
    public static Observer Of(ContactKind kind) => kind switch
    {
        ContactKind.DnsLookup => Observer.LookUps,
        ContactKind.SmtpIn or ContactKind.SmtpOut => Observer.Mail,
        ContactKind.Flow => Observer.Flows,
        _ => Observer.Heartbeats,
    };

    /// <summary>All contacts, as if one observer had seen them.</summary>
    public static ObservedContacts All(ContactTable table) => new(table, null, table.Pairs.IsEmpty ? Observer.LookUps : Of(table.Pairs[0].Kind));

    /// <summary>What each observer saw; of those who saw nothing, none. An empty record has one observer.</summary>
    public static IReadOnlyList<ObservedContacts> Each(ContactTable table)
    {
        var groups = new List<int>[Observers];
        var several = false;
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            (groups[(int)Of(table.Pairs[pair].Kind)] ??= []).Add(pair);
            several |= Of(table.Pairs[pair].Kind) != Of(table.Pairs[0].Kind);
        }
        if (!several)
            return [All(table)];
        return [.. Enumerable.Range(0, Observers).Where(i => groups[i] is not null).Select(i => new ObservedContacts(table, [.. groups[i]], (Observer)i))];
    }

    /// <summary>Whether the contacts have at least so many different stamps.</summary>
    public bool HasStamps(int count)
    {
        HashSet<long> stamps = [];
        for (var piece = 0; piece < Pieces; piece++)
        {
            foreach (var time in TimesOf(piece))
            {
                if (stamps.Add(time) && stamps.Count >= count)
                    return true;
            }
        }
        return false;
    }

    /// <summary>Source of a pair.</summary>
    public int SourceOf(int index) => table.Pairs[PairAt(index)].Source;

    /// <summary>Times of a pair, ascending, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> Times(int index) => table.Times(PairAt(index));

    /// <summary>Pieces of all times, in no order, for counting: about equal where the record has one observer.</summary>
    public int Pieces => pairs is null ? (table.Count + Piece - 1) / Piece : pairs.Length;

    /// <summary>Times of one piece.</summary>
    public ReadOnlySpan<long> TimesOf(int piece) =>
        pairs is null ? table.AllTimes.Slice(piece * Piece, Math.Min(Piece, table.Count - piece * Piece)) : table.Times(pairs[piece]);

    const int Piece = 1 << 20;

    int PairAt(int index) => pairs is null ? index : pairs[index];
}

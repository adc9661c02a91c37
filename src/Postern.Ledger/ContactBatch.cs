using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>Contacts on their way into a ledger, thousands at once: rows of numbers and one heap of bytes. Not safe for several threads.</summary>
public sealed class ContactBatch
{
    Row[] rows = new Row[64];
    byte[] heap = new byte[1 << 12];
    int heapEnd;

    /// <summary>Number of contacts.</summary>
    public int Count { get; private set; }

    /// <summary>Octets of names, words and details held.</summary>
    public int HeapLength => heapEnd;

    /// <summary>The contact at a place; its number is 0.</summary>
    public LedgerContact this[int place]
    {
        get
        {
            ref readonly var row = ref rows.AsSpan(0, Count)[place];
            var bytes = heap.AsSpan(row.Start, row.Source + row.Target + row.Outcome + row.Detail);
            return new LedgerContact
            {
                Time = row.Time,
                Kind = row.Kind,
                Source = bytes[..row.Source],
                Target = bytes.Slice(row.Source, row.Target),
                Outcome = bytes.Slice(row.Source + row.Target, row.Outcome),
                Detail = bytes[(row.Source + row.Target + row.Outcome)..],
                Figures = row.Figures,
                File = row.File,
                Aggregate = row.Aggregate,
            };
        }
    }

    /// <summary>Names, words and details of all contacts, end to end.</summary>
    internal ReadOnlySpan<byte> Heap => heap.AsSpan(0, heapEnd);

    /// <summary>Adds a contact; its bytes are copied.</summary>
    /// <exception cref="ArgumentException">The contact makes no sense, or its outcome is too long to lie open.</exception>
    public void Add(in LedgerContact contact)
    {
        ThrowUnlessSound(contact);
        var length = contact.Source.Length + contact.Target.Length + contact.Outcome.Length + contact.Detail.Length;
        if (heap.Length - heapEnd < length)
            Array.Resize(ref heap, (int)Math.Min(Array.MaxLength, Math.Max(heap.Length * 2L, heapEnd + (long)length)));
        if (Count == rows.Length)
            Array.Resize(ref rows, Count * 2);
        // Written where it will lie: a row is too large to be copied around a million times.
        ref var row = ref rows[Count++];
        row.Time = contact.Time;
        row.Figures = contact.Figures;
        row.File = contact.File;
        row.Start = heapEnd;
        row.Source = contact.Source.Length;
        row.Target = contact.Target.Length;
        row.Outcome = contact.Outcome.Length;
        row.Detail = contact.Detail.Length;
        row.Kind = contact.Kind;
        row.Aggregate = contact.Aggregate;
        Append(contact.Source);
        Append(contact.Target);
        Append(contact.Outcome);
        Append(contact.Detail);
    }

    /// <summary>Empties it; the room is kept.</summary>
    public void Clear() => (Count, heapEnd) = (0, 0);

    /// <summary>Number of the file of a contact.</summary>
    internal long FileOf(int place) => rows[place].File;

    /// <summary>Outcome of a contact.</summary>
    internal ReadOnlySpan<byte> OutcomeOf(int place)
    {
        ref readonly var row = ref rows[place];
        return heap.AsSpan(row.Start + row.Source + row.Target, row.Outcome);
    }

    /// <summary>Where in <see cref="Heap"/> the pairs of contacts that follow one another stand, as long as they are of one kind.</summary>
    /// <param name="first">Place of the first.</param>
    /// <param name="located">Gets the places of as many as it has room for.</param>
    /// <param name="kind">Their kind.</param>
    /// <returns>Number of contacts, at least one.</returns>
    internal int Locate(int first, Span<LocatedContact> located, out ContactKind kind)
    {
        kind = rows[first].Kind;
        var count = 0;
        for (; count < located.Length && first + count < Count; count++)
        {
            ref readonly var row = ref rows[first + count];
            if (row.Kind != kind)
                break;
            located[count] = new LocatedContact(row.Time, row.Start, row.Source, row.Start + row.Source, row.Target);
        }
        return count;
    }

    /// <summary>Refuses what no row could hold: a number that is negative and not the one that says "unknown", an unknown kind, an outcome that is too long.</summary>
    internal static void ThrowUnlessSound(in LedgerContact contact)
    {
        var figures = contact.Figures;
        if (figures.Bytes < -1 || figures.SourcePort < -1 || figures.TargetPort < -1 || figures.Line < 0 || contact.File < 0)
            throw new ArgumentException($"no contact has {figures} of file {contact.File}", nameof(contact));
        if (contact.Kind > ContactKind.Heartbeat)
            throw new ArgumentException($"there is no kind {contact.Kind}", nameof(contact));
        if (contact.Outcome.Length > PlainEntry.LongestOpenValue)
            throw new ArgumentException($"an outcome has at most {PlainEntry.LongestOpenValue:N0} bytes, not {contact.Outcome.Length:N0}", nameof(contact));
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(heap.AsSpan(heapEnd));
        heapEnd += bytes.Length;
    }

    struct Row
    {
        public long Time;
        public ContactFigures Figures;
        public long File;
        public int Start;
        public int Source;
        public int Target;
        public int Outcome;
        public int Detail;
        public ContactKind Kind;
        public bool Aggregate;
    }
}

using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>Contacts on their way into a ledger, thousands at once: rows of numbers and one heap of bytes. Not safe for several threads.</summary>
public sealed class ContactBatch
{
    readonly List<Row> rows = [];
    byte[] heap = new byte[1 << 16];
    int heapEnd;

    /// <summary>Number of contacts.</summary>
    public int Count => rows.Count;

    /// <summary>Octets of names, words and details held.</summary>
    public int HeapLength => heapEnd;

    /// <summary>The contact at a place; its number is 0.</summary>
    public LedgerContact this[int place]
    {
        get
        {
            var row = rows[place];
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

    /// <summary>Adds a contact; its bytes are copied.</summary>
    /// <exception cref="ArgumentException">The contact makes no sense, or its outcome is too long to lie open.</exception>
    public void Add(in LedgerContact contact)
    {
        ThrowUnlessSound(contact);
        var figures = contact.Figures;
        var length = contact.Source.Length + contact.Target.Length + contact.Outcome.Length + contact.Detail.Length;
        if (heap.Length - heapEnd < length)
            Array.Resize(ref heap, (int)Math.Min(Array.MaxLength, Math.Max(heap.Length * 2L, heapEnd + (long)length)));
        rows.Add(new Row
        {
            Time = contact.Time,
            Figures = figures,
            File = contact.File,
            Start = heapEnd,
            Source = contact.Source.Length,
            Target = contact.Target.Length,
            Outcome = contact.Outcome.Length,
            Detail = contact.Detail.Length,
            Kind = contact.Kind,
            Aggregate = contact.Aggregate,
        });
        Append(contact.Source);
        Append(contact.Target);
        Append(contact.Outcome);
        Append(contact.Detail);
    }

    /// <summary>Empties it; the room is kept.</summary>
    public void Clear()
    {
        rows.Clear();
        heapEnd = 0;
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

    readonly record struct Row
    {
        public long Time { get; init; }

        public ContactFigures Figures { get; init; }

        public long File { get; init; }

        public int Start { get; init; }

        public int Source { get; init; }

        public int Target { get; init; }

        public int Outcome { get; init; }

        public int Detail { get; init; }

        public ContactKind Kind { get; init; }

        public bool Aggregate { get; init; }
    }
}

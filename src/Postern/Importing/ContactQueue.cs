using System.Text;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Logs.Reading;

namespace Postern.Importing;

/// <summary>Contacts on their way from a reader into a ledger: some batches are being filled, hashed and written at a time. For one thread at a time.</summary>
sealed class ContactQueue(ILedger ledger)
{
    /// <summary>Contacts of a batch: enough to keep every core hashing, little enough to be in the processor's cache.</summary>
    const int BatchLength = 8_192;

    /// <summary>Batches under way: eight make a transaction. While one is made durable, the next fills and is hashed, so that neither side idles.</summary>
    const int MostUnderWay = 20;

    readonly Dictionary<string, Word> words = new(StringComparer.Ordinal);
    readonly Queue<(Task<long> Done, ContactBatch? Batch)> underWay = new();
    readonly Stack<ContactBatch> empty = new();
    readonly Queue<ContactBatch> held = new();
    (Task Ready, Func<PlainEntry> Make)? awaited;
    ContactBatch batch = new();
    string? lastOutcome;
    Word last = new([], IsCut: false);

    /// <summary>Contacts so far whose outcome was too long for the seal and was cut.</summary>
    public long Cut { get; private set; }

    /// <summary>Adds a contact of a file.</summary>
    public void Add(RowRecord contact, long file)
    {
        batch.Add(new LedgerContact
        {
            Time = contact.Time,
            Kind = contact.Kind,
            Source = contact.Source,
            Target = contact.Target,
            Outcome = Outcome(contact.Outcome),
            Figures = new ContactFigures(contact.Bytes, contact.SourcePort, contact.TargetPort, contact.Line),
            Detail = contact.Detail,
            File = file,
            Aggregate = contact.Aggregate,
        });
        if (batch.Count >= BatchLength)
            Send();
    }

    /// <summary>Adds an entry behind the contacts so far.</summary>
    public void Add(PlainEntry entry)
    {
        LetGo();
        Send();
        underWay.Enqueue((ledger.AppendAsync([entry], CancellationToken.None), null));
    }

    /// <summary>Adds an entry behind the contacts so far that can be made only later; what comes behind it waits here meanwhile.</summary>
    /// <param name="ready">When it can be made.</param>
    /// <param name="make">Makes it; called by a later call of this object.</param>
    public void Add(Task ready, Func<PlainEntry> make)
    {
        Send();
        awaited = (ready, make);
    }

    /// <summary>Waits until everything is durable.</summary>
    public void Complete()
    {
        LetGo();
        Send();
        while (underWay.Count > 0)
            WaitForOldest();
    }

    void Send()
    {
        if (awaited is { } entry && (entry.Ready.IsCompleted || held.Count >= MostUnderWay))
            LetGo();
        if (batch.Count == 0)
            return;
        if (awaited is null)
            Append(batch);
        else
            held.Enqueue(batch);
        batch = empty.TryPop(out var used) ? used : new ContactBatch();
    }

    void Append(ContactBatch contacts)
    {
        underWay.Enqueue((ledger.AppendAsync(contacts, CancellationToken.None), contacts));
        while (underWay.Count >= MostUnderWay)
            WaitForOldest();
    }

    /// <summary>Lets the entry go that was waited for, and what came behind it.</summary>
    void LetGo()
    {
        if (awaited is not { } entry)
            return;
        awaited = null;
        underWay.Enqueue((ledger.AppendAsync([entry.Make()], CancellationToken.None), null));
        while (held.TryDequeue(out var contacts))
            Append(contacts);
    }

    void WaitForOldest()
    {
        var (done, used) = underWay.Dequeue();
        done.GetAwaiter().GetResult();
        if (used is null)
            return;
        used.Clear();
        empty.Push(used);
    }

    byte[] Outcome(string outcome)
    {
        // Words are kept by their reader: the one before is mostly the same object.
        if (!ReferenceEquals(outcome, lastOutcome))
        {
            if (!words.TryGetValue(outcome, out last))
                words.Add(outcome, last = Word.Of(outcome));
            lastOutcome = outcome;
        }
        if (last.IsCut)
            Cut++;
        return last.Octets;
    }

    /// <summary>An outcome in octets.</summary>
    /// <param name="Octets">UTF-8.</param>
    /// <param name="IsCut">Whether it was longer.</param>
    readonly record struct Word(byte[] Octets, bool IsCut)
    {
        /// <summary>An outcome is a word; what a table may have in its column instead is cut where the seal has no room for it.</summary>
        public static Word Of(string outcome)
        {
            var octets = Encoding.UTF8.GetBytes(outcome);
            if (octets.Length <= PlainEntry.LongestOpenValue)
                return new Word(octets, IsCut: false);
            var end = PlainEntry.LongestOpenValue;
            while ((octets[end] & 0xC0) == 0x80) // inside a character
                end--;
            return new Word(octets[..end], IsCut: true);
        }
    }
}

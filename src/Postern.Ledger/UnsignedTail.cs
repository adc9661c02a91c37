using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>The entries behind the last checkpoint that holds: what they say of themselves, which nothing signed confirms, and whether a writer
/// can have left so many, or such, without a checkpoint.</summary>
/// <remarks>A writer signs over what he finds and his first entries at once, then every 65,536 entries, each minute, and over each of the
/// <see cref="Endings"/>. What he leaves when he is killed is therefore less than that; more is left by whoever deletes checkpoints. Who
/// does so and knows these rules leaves less: against him helps a checkpoint that was kept elsewhere, and nothing else (docs/seal.md).</remarks>
/// <param name="First">Number of the first.</param>
/// <param name="Count">Entries; 0 when all are signed, or none are.</param>
/// <param name="From">Earliest time of them, ns since 1970-01-01T00:00:00Z; null when they have none.</param>
/// <param name="To">Latest time.</param>
/// <param name="Fault">Why no writer left them so; null when one may have.</param>
public sealed record UnsignedTail(long First, long Count, long? From, long? To, LedgerFault? Fault)
{
    /// <summary>Longest time that what a writer dated by his clock may span: the minute after which he signs, and room for what he dates by its beginning.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromMinutes(15);

    /// <summary>No entries.</summary>
    public static readonly UnsignedTail None = new(0, 0, null, null, null);

    /// <summary>Looks at the entries behind a checkpoint.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="covered">Entries that the largest checkpoint that holds covers; -1 when there is none.</param>
    public static UnsignedTail Of(ILedgerReader reader, long covered)
    {
        var count = reader.Size - covered;
        if (covered <= 0 || count <= 0)
            return None;
        var seen = new Seen();
        try
        {
            if (count >= CheckpointSchedule.UsualEntries)
                reader.ReadContacts(covered, reader.Size, ContactFilter.None, whole: false, (in LedgerContact c) => seen.Add(c.Time), CancellationToken.None);
            else
                seen.Add(reader.ReadEntries(covered, reader.Size));
        }
        catch (LedgerException)
        {
            // What cannot be read is told of by whoever verifies; the rest says what it says.
        }
        var tail = new UnsignedTail(covered, count, seen.From, seen.To, null);
        return seen.Reason(count) is { } reason
            ? tail with { Fault = new LedgerFault(LedgerFaultKind.TailUnsigned, covered, count, $"no signature covers {tail.Words}, though {reason}") }
            : tail;
    }

    /// <summary>How many, and when.</summary>
    public string Words => $"the last {Count:N0} {(Count == 1 ? "entry" : "entries")} ({Dates})";

    /// <summary>The times that they say they are of.</summary>
    public string Dates => From is not { } from || To is not { } to ? "without a time"
        : from == to ? $"dated {UnixTime.Format(from)}"
        : $"dated {UnixTime.Format(from)} to {UnixTime.Format(to)}";

    /// <summary>What was seen of them.</summary>
    sealed class Seen
    {
        long from = long.MaxValue;
        long to = long.MinValue;
        long writtenFrom = long.MaxValue;
        long writtenTo = long.MinValue;
        long ending = -1;
        bool clockStepped;

        public long? From => from > to ? null : from;

        public long? To => from > to ? null : to;

        public void Add(long time)
        {
            if (time == LedgerContact.NoTime)
                return;
            (from, to) = (Math.Min(from, time), Math.Max(to, time));
        }

        public void Add(IEnumerable<(long Number, PlainEntry Entry)> entries)
        {
            foreach (var (number, entry) in entries)
            {
                Add(entry.Time);
                clockStepped |= entry.Kind == EntryKind.ClockStep;
                if (ending < 0 && Endings.Is(entry))
                    ending = number;
                // Contacts have the times of their logs.
                if (entry.Kind != EntryKind.Contact && entry.Time != LedgerContact.NoTime)
                    (writtenFrom, writtenTo) = (Math.Min(writtenFrom, entry.Time), Math.Max(writtenTo, entry.Time));
            }
        }

        public string? Reason(long count)
        {
            if (count >= CheckpointSchedule.UsualEntries)
                return $"a checkpoint is signed every {CheckpointSchedule.UsualEntries:N0}: checkpoints were taken away";
            if (ending >= 0)
                return $"entry {ending}, which ends something, was written together with a checkpoint: it was taken away";
            if (writtenFrom < writtenTo && !clockStepped && (UInt128)((Int128)writtenTo - writtenFrom) > (UInt128)(LongestSpan.Ticks * 100))
                return $"they were written over {Span((double)((Int128)writtenTo - writtenFrom))}, and a checkpoint is signed each minute: checkpoints were taken away, or the machine slept and was then cut off";
            return null;
        }

        static string Span(double nanoseconds)
        {
            var hours = nanoseconds / 3.6e12;
            return hours < 2 ? $"{hours * 60:N0} minutes" : hours < 48 ? $"{hours:N1} hours" : $"{hours / 24:N1} days";
        }
    }
}

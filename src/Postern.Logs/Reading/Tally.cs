using Postern.Logs.Text;

namespace Postern.Logs.Reading;

/// <summary>The fates of the records of one file, or of a part of it.</summary>
public sealed class Tally
{
    /// <summary>Rejected records kept for showing, for each reason and file.</summary>
    public const int ShownForEachReason = 10;

    const int ShownBytes = 80;

    readonly Dictionary<string, long> ignored = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> rejected = new(StringComparer.Ordinal);
    readonly List<RejectedRecord> firstRejected = [];
    readonly List<string> assumed = [];
    readonly List<string> warnings = [];
    readonly List<string> faults = [];
    string? lastReason;
    long lastReasonCount;

    /// <summary>Physical lines.</summary>
    public long Lines { get; private set; }

    /// <summary>Contacts.</summary>
    public long Contacts { get; private set; }

    /// <summary>Records that gave at least one contact.</summary>
    public long ContactRecords { get; private set; }

    /// <summary>Contacts whose record has no time.</summary>
    public long WithoutTime { get; private set; }

    /// <summary>Contacts that sum many observations.</summary>
    public long Aggregates { get; private set; }

    /// <summary>Records ignored, by reason.</summary>
    public IReadOnlyDictionary<string, long> Ignored
    {
        get
        {
            FlushReason();
            return ignored;
        }
    }

    /// <summary>Records rejected, by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected => rejected;

    /// <summary>The first rejected records of each reason, in line order.</summary>
    public IReadOnlyList<RejectedRecord> FirstRejected => firstRejected;

    /// <summary>What was assumed.</summary>
    public IReadOnlyList<string> Assumed => assumed;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Faults of the file as a whole.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Records in all: contact records + ignored + rejected.</summary>
    public long Records => ContactRecords + Ignored.Values.Sum() + rejected.Values.Sum();

    /// <summary>The tally of a file as it was kept elsewhere.</summary>
    public static Tally Of(TallyFigures figures)
    {
        var tally = new Tally
        {
            Lines = figures.Lines,
            Contacts = figures.Contacts,
            ContactRecords = figures.ContactRecords,
            WithoutTime = figures.WithoutTime,
            Aggregates = figures.Aggregates,
        };
        foreach (var (reason, count) in figures.Ignored)
            tally.ignored[reason] = count;
        foreach (var (reason, count) in figures.Rejected)
            tally.rejected[reason] = count;
        tally.firstRejected.AddRange(figures.FirstRejected);
        tally.assumed.AddRange(figures.Assumed);
        tally.warnings.AddRange(figures.Warnings);
        tally.faults.AddRange(figures.Faults);
        return tally;
    }

    /// <summary>The tally as plain figures, to be kept.</summary>
    public TallyFigures Figures() => new(
        Lines, Contacts, ContactRecords, WithoutTime, Aggregates, Ignored, Rejected, [.. FirstRejected], [.. Assumed], [.. Warnings], [.. Faults]);

    internal void AddLines(long count) => Lines += count;

    internal void AddContact(in ContactRow row)
    {
        Contacts++;
        if (!row.ContinuesRecord)
            ContactRecords++;
        if (row.Time == ContactRow.NoTime)
            WithoutTime++;
        if (row.Aggregate)
            Aggregates++;
    }

    internal void AddRepeats(long count)
    {
        Contacts += count;
        ContactRecords += count;
    }

    internal void AddIgnored(string reason, long records)
    {
        // Reasons are constants and come in runs: most calls cost one comparison of references.
        if (!ReferenceEquals(reason, lastReason))
        {
            FlushReason();
            lastReason = reason;
        }
        lastReasonCount += records;
    }

    internal void AddRejected(long line, string reason, ReadOnlySpan<byte> shown)
    {
        var count = rejected.GetValueOrDefault(reason) + 1;
        rejected[reason] = count;
        if (count <= ShownForEachReason)
            firstRejected.Add(new RejectedRecord(line, reason, SafeText.Of(shown, ShownBytes)));
    }

    internal void AddAssumed(string text) => AddOnce(assumed, text);

    internal void AddWarning(string text) => AddOnce(warnings, text);

    internal void AddFault(string text) => AddOnce(faults, text);

    /// <summary>Adds the tally of the next part of the same file, whose line numbers began at 1.</summary>
    internal void Append(Tally part)
    {
        foreach (var (reason, count) in part.Ignored)
            ignored[reason] = ignored.GetValueOrDefault(reason) + count;
        foreach (var record in part.firstRejected)
        {
            if (firstRejected.Count(r => r.Reason == record.Reason) < ShownForEachReason)
                firstRejected.Add(record with { Line = record.Line + Lines });
        }
        foreach (var (reason, count) in part.rejected)
            rejected[reason] = rejected.GetValueOrDefault(reason) + count;
        part.assumed.ForEach(AddAssumed);
        part.warnings.ForEach(AddWarning);
        part.faults.ForEach(AddFault);
        Lines += part.Lines;
        Contacts += part.Contacts;
        ContactRecords += part.ContactRecords;
        WithoutTime += part.WithoutTime;
        Aggregates += part.Aggregates;
    }

    void FlushReason()
    {
        if (lastReason is not null && lastReasonCount > 0)
            ignored[lastReason] = ignored.GetValueOrDefault(lastReason) + lastReasonCount;
        (lastReason, lastReasonCount) = (null, 0);
    }

    static void AddOnce(List<string> list, string text)
    {
        if (!list.Contains(text))
            list.Add(text);
    }
}

/// <summary>The fates of the records of a file as plain figures; the members are those of <see cref="Tally"/>.</summary>
public sealed record TallyFigures(
    long Lines, long Contacts, long ContactRecords, long WithoutTime, long Aggregates,
    IReadOnlyDictionary<string, long> Ignored, IReadOnlyDictionary<string, long> Rejected, IReadOnlyList<RejectedRecord> FirstRejected,
    IReadOnlyList<string> Assumed, IReadOnlyList<string> Warnings, IReadOnlyList<string> Faults);

using Postern.Logs.Text;

namespace Postern.Logs.Reading;

/// <summary>The fates of the records of one file, or of a part of it.</summary>
public sealed class Tally
{
    /// <summary>Rejected records kept for showing, for each reason and file.</summary>
    public const int ShownForEachReason = 10;

    /// <summary>Distinct reasons, assumptions, warnings or faults kept for each file: what a file can make the reader say is bounded.</summary>
    public const int MostTexts = 64;

    /// <summary>The reason that stands for all beyond <see cref="MostTexts"/>.</summary>
    public const string OtherReasons = "other reasons";

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
        reason = Bounded(rejected, reason);
        var count = rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
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
            Count(ignored, reason, count);
        foreach (var record in part.firstRejected)
        {
            var reason = Bounded(rejected, record.Reason);
            var shown = rejected.GetValueOrDefault(reason);
            if (shown < ShownForEachReason)
                firstRejected.Add(record with { Line = record.Line + Lines, Reason = reason });
            rejected[reason] = shown + 1;
        }
        foreach (var (reason, count) in part.rejected)
            Count(rejected, reason, count - Math.Min(count, ShownForEachReason)); // the others were counted as they were shown
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
            Count(ignored, lastReason, lastReasonCount);
        (lastReason, lastReasonCount) = (null, 0);
    }

    static void Count(Dictionary<string, long> counts, string reason, long count)
    {
        reason = Bounded(counts, reason);
        counts[reason] = counts.GetValueOrDefault(reason) + count;
    }

    static string Bounded(Dictionary<string, long> counts, string reason) =>
        counts.Count < MostTexts || counts.ContainsKey(reason) ? reason : OtherReasons;

    static void AddOnce(List<string> list, string text)
    {
        if (list.Count < MostTexts && !list.Contains(text))
            list.Add(text);
    }
}

/// <summary>The fates of the records of a file as plain figures; the members are those of <see cref="Tally"/>.</summary>
public sealed record TallyFigures(
    long Lines, long Contacts, long ContactRecords, long WithoutTime, long Aggregates,
    IReadOnlyDictionary<string, long> Ignored, IReadOnlyDictionary<string, long> Rejected, IReadOnlyList<RejectedRecord> FirstRejected,
    IReadOnlyList<string> Assumed, IReadOnlyList<string> Warnings, IReadOnlyList<string> Faults);

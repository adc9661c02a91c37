namespace Postern.Analysis.Findings;

/// <summary>What was read: files with the fate of every record in them, and the extent of the whole.</summary>
public sealed record RecordFindings
{
    /// <summary>Files in the order of reading.</summary>
    public required IReadOnlyList<FileFindings> Files { get; init; }

    /// <summary>Earliest contact, RFC 3339 UTC; null when no contact has a time.</summary>
    public string? From { get; init; }

    /// <summary>Latest contact.</summary>
    public string? To { get; init; }

    /// <summary>Contacts analysed, after duplicates and filters.</summary>
    public long Contacts { get; init; }

    /// <summary>Exact duplicates between files: same time, source, target and kind.</summary>
    public long Duplicates { get; init; }

    /// <summary>Distinct sources.</summary>
    public int Sources { get; init; }

    /// <summary>Distinct targets.</summary>
    public int Targets { get; init; }

    /// <summary>Distinct pairs of a source and a target (and kind).</summary>
    public int Pairs { get; init; }

    /// <summary>Finest step of the time stamps, seconds.</summary>
    public double ResolutionSeconds { get; init; }

    /// <summary>When the observers were listening, observer by observer: the stretches of two may overlap.</summary>
    public required IReadOnlyList<StretchFindings> Coverage { get; init; }

    /// <summary>Where the coverage comes from: <c>given</c>, <c>inferred</c> or <c>assumed</c> (first to last contact).</summary>
    public string CoverageFrom { get; init; } = "assumed";

    /// <summary>The clocks on which rhythms are shown, with what every hour of their weeks was watched; empty when rhythms were not asked for.</summary>
    public IReadOnlyList<ClockFindings> Clocks { get; init; } = [];
}

/// <summary>A zone's clock over the record.</summary>
/// <param name="TimeZone">IANA name, or <c>UTC</c>.</param>
/// <param name="CoveredHours">Hours in which somebody listened, by hour of the week, Monday 00 first, 168 of them.</param>
/// <param name="Changes">When the clock was changed within the record.</param>
/// <param name="Observers">The same hours observer by observer: a rhythm's rates are per hour of its own.</param>
public sealed record ClockFindings(
    string TimeZone, IReadOnlyList<double> CoveredHours, IReadOnlyList<ClockSetFindings> Changes, IReadOnlyList<ObservedHours> Observers);

/// <summary>The hours in which one observer listened.</summary>
/// <param name="Kinds">The kinds of contacts that it sees.</param>
/// <param name="CoveredHours">By hour of the week, Monday 00 first, 168 of them.</param>
public sealed record ObservedHours(IReadOnlyList<string> Kinds, IReadOnlyList<double> CoveredHours);

/// <summary>A change of a clock: when (RFC 3339 UTC), and how far it was put forward, seconds.</summary>
public sealed record ClockSetFindings(string At, double ForwardSeconds);

/// <summary>A covered stretch, RFC 3339 UTC, and the kinds of contacts that it holds for.</summary>
public sealed record StretchFindings(string From, string To, IReadOnlyList<string> Kinds);

/// <summary>One file and the fate of every record in it: contacts + ignored + rejected = records.</summary>
public sealed record FileFindings
{
    /// <summary>Path as given or found.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file as it lies on disk, lower-case hex; null when not asked for or not a file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Format name, or null when none was recognised.</summary>
    public string? Format { get; init; }

    /// <summary>Size on disk.</summary>
    public long Bytes { get; init; }

    /// <summary>Physical lines (or frames) after decompression.</summary>
    public long Lines { get; init; }

    /// <summary>Contacts found, before filters.</summary>
    public long Contacts { get; init; }

    /// <summary>Records understood that hold no contact, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Ignored { get; init; }

    /// <summary>Records not understood.</summary>
    public required RejectedFindings Rejected { get; init; }

    /// <summary>What was assumed to read it (year, zone, format…), in sentences.</summary>
    public required IReadOnlyList<string> Assumed { get; init; }

    /// <summary>What a reader of the findings should know about the file, such as times that run backwards.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Faults of the file as a whole, such as gzip data that end early.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>Rejected records: count, count by reason, the first few.</summary>
public sealed record RejectedFindings(long Count, IReadOnlyDictionary<string, long> Reasons, IReadOnlyList<RejectedLine> First);

/// <summary>One rejected record.</summary>
public sealed record RejectedLine(long Line, string Reason);

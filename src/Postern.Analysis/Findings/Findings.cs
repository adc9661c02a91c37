namespace Postern.Analysis.Findings;

/// <summary>Everything one run says of a record: the object that <c>--json</c> prints (DESIGN §5) and every page is drawn from.</summary>
/// <remarks>Names are a contract: fields are added, never renamed. Times are RFC 3339 UTC text, durations seconds, shares 0 to 1.</remarks>
public sealed record InvestigationFindings
{
    /// <summary>Name and version of this contract.</summary>
    public string Schema { get; init; } = "postern.findings/1";

    /// <summary>What was read.</summary>
    public required RecordFindings Record { get; init; }

    /// <summary>Every option and the seed, so that the run can be repeated.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    /// <summary>Targets, those that deserve a look first.</summary>
    public required IReadOnlyList<TargetFindings> Targets { get; init; }

    /// <summary>Pairs that <c>--top</c> left out of <see cref="Targets"/>; all computations used them.</summary>
    public int PairsNotShown { get; init; }

    /// <summary>The record in a few sentences.</summary>
    public required IReadOnlyList<string> Headline { get; init; }

    /// <summary>What this record cannot show.</summary>
    public required IReadOnlyList<Caveat> Caveats { get; init; }
}

/// <summary>A limit of the record or of a method, with a code that programs can test for.</summary>
public sealed record Caveat(string Code, string Text);

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

    /// <summary>When the observer was listening.</summary>
    public required IReadOnlyList<StretchFindings> Coverage { get; init; }

    /// <summary>Where the coverage comes from: <c>given</c>, <c>inferred</c> or <c>assumed</c> (first to last contact).</summary>
    public string CoverageFrom { get; init; } = "assumed";
}

/// <summary>A covered stretch, RFC 3339 UTC.</summary>
public sealed record StretchFindings(string From, string To);

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

/// <summary>One target: who contacts it and how.</summary>
public sealed record TargetFindings
{
    /// <summary>Name or address.</summary>
    public required string Target { get; init; }

    /// <summary>Contacts of all sources.</summary>
    public long Contacts { get; init; }

    /// <summary>Number of sources.</summary>
    public int Sources { get; init; }

    /// <summary>First contact, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>Last contact.</summary>
    public required string To { get; init; }

    /// <summary>Why it stands where it stands in the ranking, in words.</summary>
    public string? Why { get; init; }

    /// <summary>Who the callers are.</summary>
    public CircleFindings? Circle { get; init; }

    /// <summary>Its pairs, those that deserve a look first.</summary>
    public required IReadOnlyList<PairFindings> Pairs { get; init; }
}

/// <summary>How few parties make the contacts of one target (METHODS §1).</summary>
public sealed record CircleFindings
{
    /// <summary>Sources by descending count; at most <c>--top</c>.</summary>
    public required IReadOnlyList<SourceShare> Sources { get; init; }

    /// <summary>Effective number of sources, 1 / sum of squared shares (Hill 1973, order 2).</summary>
    public double EffectiveSources { get; init; }

    /// <summary>Fewest sources that make 99 % of the contacts.</summary>
    public int SourcesFor99Percent { get; init; }

    /// <summary>Bootstrap 95 % interval of <see cref="SourcesFor99Percent"/>, days resampled; null below two days.</summary>
    public int? SourcesFor99PercentLow { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public int? SourcesFor99PercentHigh { get; init; }

    /// <summary>Herfindahl index, sum of squared shares, 0 to 1.</summary>
    public double Herfindahl { get; init; }

    /// <summary>Gini coefficient of the counts, 0 to 1.</summary>
    public double Gini { get; init; }

    /// <summary>Share of contacts that sources not yet seen would make (Good-Turing).</summary>
    public double UnseenMass { get; init; }

    /// <summary>Least number of sources not yet seen (Chao 1984, bias-corrected).</summary>
    public double UnseenSources { get; init; }

    /// <summary>Share of comparable targets (half to twice the contacts) that are spread wider, 0 to 1; null when fewer than 20 are comparable.</summary>
    public double? ConcentrationPercentile { get; init; }

    /// <summary>The circle in one sentence, with its denominator and uncertainty.</summary>
    public required string Text { get; init; }
}

/// <summary>One source's share of a target's contacts with a 95 % interval that counts days as clusters.</summary>
public sealed record SourceShare(string Source, long Contacts, double Share, double ShareLow, double ShareHigh);

/// <summary>One source's contacts of one target.</summary>
public sealed record PairFindings
{
    /// <summary>Who approached.</summary>
    public required string Source { get; init; }

    /// <summary>What was approached.</summary>
    public required string Target { get; init; }

    /// <summary>Kind of the contacts, such as <c>dns-lookup</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Contacts, raw.</summary>
    public long Contacts { get; init; }

    /// <summary>Contacts after merging those so close together that they are one event.</summary>
    public long Occasions { get; init; }

    /// <summary>First contact, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>Last contact.</summary>
    public required string To { get; init; }

    /// <summary>Why it stands where it stands in the ranking, in words.</summary>
    public string? Why { get; init; }

    /// <summary>How much it deserves a look; orders pairs, not a probability.</summary>
    public double Interest { get; init; }

    /// <summary>Rate and regularity numbers.</summary>
    public RateFindings? Rate { get; init; }

    /// <summary>Is there a beat, and which.</summary>
    public CadenceFindings? Cadence { get; init; }

    /// <summary>Does a cache decide the gaps.</summary>
    public CacheFindings? Cache { get; init; }

    /// <summary>When the rate changed.</summary>
    public IReadOnlyList<ChangeFindings>? Changes { get; init; }

    /// <summary>Did it stop.</summary>
    public EndFindings? End { get; init; }

    /// <summary>The rival explanations with their relative support.</summary>
    public IReadOnlyList<ExplanationFindings>? Explanations { get; init; }

    /// <summary>Contacts in equal slices of the record's window, for sparklines.</summary>
    public IReadOnlyList<int>? Sketch { get; init; }
}

/// <summary>Rate of a pair over covered time (METHODS §2.1).</summary>
public sealed record RateFindings
{
    /// <summary>Contacts per covered hour.</summary>
    public double PerHour { get; init; }

    /// <summary>Lower 95 % limit, widened by the dispersion.</summary>
    public double Low { get; init; }

    /// <summary>Upper 95 % limit.</summary>
    public double High { get; init; }

    /// <summary>Median gap between occasions, seconds; null below two.</summary>
    public double? MedianGapSeconds { get; init; }

    /// <summary>Variance of counts over their mean, at least 1 (phi of METHODS §0).</summary>
    public double Dispersion { get; init; }

    /// <summary>Coefficient of variation of the gaps; null below three.</summary>
    public double? GapVariation { get; init; }

    /// <summary>Burstiness of the gaps, corrected for their number (Kim and Jo 2016), -1 to 1.</summary>
    public double? Burstiness { get; init; }

    /// <summary>Lag-1 correlation of the gaps (Goh and Barabasi 2008).</summary>
    public double? Memory { get; init; }

    /// <summary>The rate in one sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>Whether the contacts keep a beat (METHODS §2).</summary>
public sealed record CadenceFindings
{
    /// <summary><c>periodic</c>, <c>cache-limited</c>, <c>irregular</c> or <c>too-few</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary><c>schedule</c> (keeps its phase), <c>sleep</c> (restarts at each contact), or null.</summary>
    public string? Clock { get; init; }

    /// <summary>The beat, seconds; null when none was found.</summary>
    public double? PeriodSeconds { get; init; }

    /// <summary>Lower 95 % limit of the period.</summary>
    public double? PeriodLow { get; init; }

    /// <summary>Upper 95 % limit of the period.</summary>
    public double? PeriodHigh { get; init; }

    /// <summary>Standard deviation of one beat about its place, seconds.</summary>
    public double? JitterSeconds { get; init; }

    /// <summary>Share of scheduled beats without a contact.</summary>
    public double? MissedShare { get; init; }

    /// <summary>Lower 95 % limit (Clopper-Pearson).</summary>
    public double? MissedLow { get; init; }

    /// <summary>Upper 95 % limit.</summary>
    public double? MissedHigh { get; init; }

    /// <summary>Share of the contacts that belong to the beat.</summary>
    public double? MemberShare { get; init; }

    /// <summary>How regular it looks, 0 to 1; orders pairs whose test decides nothing, not a probability.</summary>
    public double Score { get; init; }

    /// <summary>Probability that a process without memory looks this regular, the scan's trials included.</summary>
    public double? PValue { get; init; }

    /// <summary>log10 of <see cref="PValue"/>, which may be below the smallest double.</summary>
    public double? Log10PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all pairs tested (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>Beats found beside the first, strongest first.</summary>
    public IReadOnlyList<BeatFindings>? OtherBeats { get; init; }

    /// <summary>Changes of the period itself: from when, and the period before and after.</summary>
    public IReadOnlyList<PeriodChange>? PeriodChanges { get; init; }

    /// <summary>Runs of at least three missed beats in a row.</summary>
    public IReadOnlyList<MissedRun>? MissedRuns { get; init; }

    /// <summary>Smallest share of contacts on a beat (jitter 5 %) that would have been found; null when one was found.</summary>
    public double? DetectableShare { get; init; }

    /// <summary>The verdict in one sentence, with its number and uncertainty.</summary>
    public required string Text { get; init; }
}

/// <summary>A further beat in the same series.</summary>
public sealed record BeatFindings(string? Clock, double PeriodSeconds, double PeriodLow, double PeriodHigh, double JitterSeconds, double MissedShare, double Log10PValue);

/// <summary>A period that changed within the record.</summary>
public sealed record PeriodChange(string At, double PeriodBefore, double PeriodAfter);

/// <summary>Beats missed in a row.</summary>
public sealed record MissedRun(string From, string To, int Beats);

/// <summary>Whether a cache's lifetime decides the gaps (METHODS §3).</summary>
public sealed record CacheFindings
{
    /// <summary><c>limited</c>, <c>not-limited</c> or <c>undetermined</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Lifetime of the cached answer, seconds.</summary>
    public double? TtlSeconds { get; init; }

    /// <summary>Share of the gaps within a few seconds above the lifetime.</summary>
    public double? ShareAtLimit { get; init; }

    /// <summary>Share of the gaps below the lifetime.</summary>
    public double? ShareBelowLimit { get; init; }

    /// <summary>Least demand behind the cache, per hour, whatever its pattern.</summary>
    public double? DemandPerHourLow { get; init; }

    /// <summary>Demand per hour if requests are random (Poisson); null when that model was not chosen.</summary>
    public double? DemandPerHour { get; init; }

    /// <summary>Upper 95 % limit of <see cref="DemandPerHour"/>.</summary>
    public double? DemandPerHourHigh { get; init; }

    /// <summary>Shortest period of a periodic demand that a cache of <see cref="TtlSeconds"/> would show as these gaps; null when none is hidden.</summary>
    public double? PeriodicDemandShortestSeconds { get; init; }

    /// <summary>Longest such period.</summary>
    public double? PeriodicDemandLongestSeconds { get; init; }

    /// <summary>Least number of caches behind the source.</summary>
    public int? Caches { get; init; }

    /// <summary>Probability of so long a shortest gap without a floor.</summary>
    public double? PValue { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>A stretch whose rate differs from the rest (METHODS §5).</summary>
public sealed record ChangeFindings
{
    /// <summary><c>rise</c> or <c>fall</c> (lasting to the end of the record), <c>burst</c> or <c>quiet</c> (passing).</summary>
    public required string Kind { get; init; }

    /// <summary>Start, RFC 3339 UTC.</summary>
    public required string From { get; init; }

    /// <summary>End; the end of the record for a lasting change.</summary>
    public required string Until { get; init; }

    /// <summary>Earliest plausible start (95 %).</summary>
    public required string FromLow { get; init; }

    /// <summary>Latest plausible start (95 %).</summary>
    public required string FromHigh { get; init; }

    /// <summary>Rate before, per covered hour.</summary>
    public double RateBefore { get; init; }

    /// <summary>Rate during, per covered hour.</summary>
    public double RateDuring { get; init; }

    /// <summary>Ratio of the two.</summary>
    public double? Factor { get; init; }

    /// <summary>Lower 95 % limit of the factor, widened by the dispersion.</summary>
    public double? FactorLow { get; init; }

    /// <summary>Upper 95 % limit of the factor.</summary>
    public double? FactorHigh { get; init; }

    /// <summary>Probability of such a change by the record's own variation, the number tried included.</summary>
    public double? PValue { get; init; }

    /// <summary>The change in one sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>Whether the contacts stopped before the record did (METHODS §6).</summary>
public sealed record EndFindings
{
    /// <summary>Last contact, RFC 3339 UTC.</summary>
    public required string LastContact { get; init; }

    /// <summary>Covered silence after it, seconds.</summary>
    public double SilenceSeconds { get; init; }

    /// <summary><c>stopped</c>, <c>active</c>, <c>gap</c> (the sensor, not the source, fell silent) or <c>undetermined</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Probability that a living source is silent this long at a random look.</summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all pairs tested (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>Latest plausible stop (95 %), RFC 3339 UTC; null unless stopped.</summary>
    public string? StoppedBefore { get; init; }

    /// <summary>Longest silence between contacts, covered seconds.</summary>
    public double? LongestGapSeconds { get; init; }

    /// <summary>When that silence began, RFC 3339 UTC.</summary>
    public string? LongestGapFrom { get; init; }

    /// <summary>Probability of so long a silence among the gaps of this series, extrapolated.</summary>
    public double? LongestGapPValue { get; init; }

    /// <summary>What the other pairs say of the sensor during the silence: <c>alive</c>, <c>silent</c> or <c>cannot-tell</c>.</summary>
    public string? Sensor { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>One explanation with its relative support among those compared.</summary>
public sealed record ExplanationFindings(string Name, double Fit, string Text);

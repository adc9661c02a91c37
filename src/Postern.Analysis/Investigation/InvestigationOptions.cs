using Postern.Analysis.Changes;
using Postern.Analysis.Coincidence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The analyses that <c>--only</c> chooses from.</summary>
[Flags]
public enum Analyses
{
    /// <summary>None: only who contacted whom, and how often.</summary>
    None = 0,

    /// <summary>Who the callers of a target are, and how few.</summary>
    Circle = 1,

    /// <summary>Rates and the spread of the gaps.</summary>
    Rate = 2,

    /// <summary>Is there a beat.</summary>
    Cadence = 4,

    /// <summary>Does a cache decide the gaps. Without it a look-up that keeps a cache's time is not told from a beat.</summary>
    Cache = 8,

    /// <summary>When the rate changed.</summary>
    Changes = 16,

    /// <summary>Did it stop.</summary>
    End = 32,

    /// <summary>The rival explanations.</summary>
    Explanations = 64,

    /// <summary>Do contacts follow the hours of the day and the days of the week.</summary>
    Rhythm = 128,

    /// <summary>Do two sources of one target act together.</summary>
    Synchrony = 256,

    /// <summary>Do contacts, changes and ends line up with dated events; needs a list of them.</summary>
    Coincidence = 512,

    /// <summary>Names derived from others, and new names after old ones.</summary>
    Names = 1_024,

    /// <summary>All of them.</summary>
    All = Circle | Rate | Cadence | Cache | Changes | End | Explanations | Rhythm | Synchrony | Coincidence | Names,
}

/// <summary>What to compute, and under which suppositions.</summary>
public sealed record InvestigationOptions
{
    /// <summary>Analyses to run.</summary>
    public Analyses Analyses { get; init; } = Analyses.All;

    /// <summary>Most pairs to describe, ranked over the whole record; null describes all.</summary>
    public int? Top { get; init; } = 1_000;

    /// <summary>Seed of every random draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>When the observer was listening; null infers it from the record.</summary>
    public Coverage? Coverage { get; init; }

    /// <summary>Lifetimes of answers that somebody knows, by target; the first that matches holds.</summary>
    public IReadOnlyList<KnownLifetime> Lifetimes { get; init; } = [];

    /// <summary>The known lifetime of a target's answers, seconds; null when nobody said it.</summary>
    internal int? TtlOf(string target) => Lifetimes.FirstOrDefault(known => known.Target.Matches(target))?.Seconds;

    /// <summary>Zones on whose clocks rhythms are shown and events are moved, the first above all; at least one.</summary>
    public IReadOnlyList<TimeZoneInfo> Zones { get; init; } = [TimeZoneInfo.Utc];

    /// <summary>Dated events to compare with; null when none are given.</summary>
    public EventList? Events { get; init; }

    /// <summary>Holidays: days on which an event is compared with other holidays only, and which rhythms are compared with other days; null when none are given.</summary>
    public EventList? Holidays { get; init; }

    /// <summary>Lists of random dates to compare the events with.</summary>
    public int Decoys { get; init; }

    /// <summary>Says what look-ups of names were answered with; null when nobody can.</summary>
    public AnswerSource? Answers { get; init; }

    /// <summary>Level of the false discovery rate over pairs, 0 to 1.</summary>
    public double Level { get; init; } = .05;

    /// <summary>Contacts of a pair at most so far apart (ns) are one occasion.</summary>
    /// <value>Default 2 s: A beside AAAA, a quick retry.</value>
    public long Session { get; init; } = Occasions.Session;

    /// <summary>Contacts of a pair at most so far apart (ns) count once where changes are looked for.</summary>
    /// <value>Default 0: every contact counts.</value>
    public long BurstGap { get; init; }

    /// <summary>Shortest stretch that can be a change of its own, as a share of the time from a pair's first to its last contact.</summary>
    /// <value>Default: the finest that is resolved.</value>
    public double ShortestBurst { get; init; } = ChangeAnalysis.Finest;

    /// <summary>Pairs to describe instead of those of highest rank; null describes those.</summary>
    internal IReadOnlySet<(string Source, string Target, string Kind)>? Chosen { get; init; }

    /// <summary>Threads to use; the findings do not depend on it.</summary>
    /// <value>Default: all cores.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>Who knows what look-ups were answered with.</summary>
/// <param name="Of">Says it of some names, by name; asked once: with names that ended, those that came after them and some to compare with.</param>
/// <param name="IsQuick">Whether the answer comes at little cost. Otherwise only of names that stand out already is asked.</param>
public sealed record AnswerSource(Func<IReadOnlyCollection<string>, IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>>> Of, bool IsQuick = true);

/// <summary>The lifetime of cached answers for a target.</summary>
/// <param name="Target">Target or targets.</param>
/// <param name="Seconds">The lifetime (TTL) of the zone's record.</param>
public sealed record KnownLifetime(NamePattern Target, int Seconds);

/// <summary>How far a run has come.</summary>
/// <param name="Stage">What is being done, in words for a person.</param>
/// <param name="Done">Pairs done in this stage.</param>
/// <param name="Total">Pairs to do in this stage.</param>
public readonly record struct InvestigationProgress(string Stage, int Done, int Total);

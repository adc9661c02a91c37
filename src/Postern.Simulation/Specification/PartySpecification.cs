using Postern.Contacts;

namespace Postern.Simulation.Specification;

/// <summary>Sources that do the same thing, together or each on its own.</summary>
public sealed record PartySpecification
{
    /// <summary>Name in the truth; the party's draws depend on it and on nothing else of the file.</summary>
    public required string Name { get; init; }

    /// <summary>Its addresses or names.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>What it approaches.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Kind of its contacts.</summary>
    public ContactKind Kind { get; init; }

    /// <summary>Whether its contacts fail: no such name, refused, put off.</summary>
    public bool Fails { get; init; }

    /// <summary>When it begins (ns).</summary>
    public required long From { get; init; }

    /// <summary>When it stops (ns), exclusive.</summary>
    public required long To { get; init; }

    /// <summary>Its own outages.</summary>
    public IReadOnlyList<TimeSpanNs> Off { get; init; } = [];

    /// <summary>How its sources share the work.</summary>
    public TogetherSpecification Together { get; init; } = new(Togetherness.Apart);

    /// <summary>What makes it ask.</summary>
    public required IReadOnlyList<DemandSpecification> Demand { get; init; }

    /// <summary>The cache between demand and record, or null.</summary>
    public CacheSpecification? Cache { get; init; }

    /// <summary>Quick repeats of what came through, or null.</summary>
    public RepeatSpecification? Repeats { get; init; }

    /// <summary>Contacts in the record: none for as many as come, one number for all sources together, or one for each.</summary>
    public IReadOnlyList<int> Contacts { get; init; } = [];

    /// <summary>Where <see cref="Contacts"/> stands, for what only the simulation can find wrong.</summary>
    public (int Line, int Column) ContactsPlace { get; init; }
}

/// <summary>How several sources share the work of one party.</summary>
public enum Togetherness
{
    /// <summary>Each on its own, with draws of its own.</summary>
    Apart,

    /// <summary>Every occasion is made by one of them, at random.</summary>
    Either,

    /// <summary>Every occasion is made by all of them, one shortly after the other.</summary>
    All,

    /// <summary>One works at a time and hands over to the next.</summary>
    InTurn,
}

/// <summary>How several sources share the work, with its numbers.</summary>
/// <param name="How">The way.</param>
public sealed record TogetherSpecification(Togetherness How)
{
    /// <summary>With <see cref="Togetherness.All"/>: the others come at most so long after the first.</summary>
    public double LagSeconds { get; init; } = 2;

    /// <summary>With <see cref="Togetherness.All"/>: share of the occasions that only one of them makes.</summary>
    public double AloneShare { get; init; }

    /// <summary>With <see cref="Togetherness.InTurn"/>: mean time until one hands over.</summary>
    public double StaySeconds { get; init; } = 86_400;

    /// <summary>With <see cref="Togetherness.InTurn"/>: the hand-overs themselves (ns), instead of drawn ones.</summary>
    public IReadOnlyList<long> HandOvers { get; init; } = [];
}

/// <summary>A cache that answers repeated demand until its copy expires, so that only what finds no copy is seen.</summary>
/// <param name="TtlSeconds">How long a copy lives.</param>
/// <param name="Caches">Caches behind one source; each demand goes to one of them at random.</param>
public sealed record CacheSpecification(double TtlSeconds, int Caches);

/// <summary>Quick repeats: a second address family, a lost answer.</summary>
/// <param name="Share">Share of the contacts that are followed by another.</param>
/// <param name="WithinSeconds">It comes at most so long after.</param>
public sealed record RepeatSpecification(double Share, double WithinSeconds);

/// <summary>One thing that makes a party ask.</summary>
public abstract record DemandSpecification
{
    /// <summary>When it begins (ns).</summary>
    public required long From { get; init; }

    /// <summary>When it ends (ns), exclusive.</summary>
    public required long To { get; init; }

    /// <summary>The ladder on which failed attempts come again, or null.</summary>
    public RetrySpecification? Retries { get; init; }
}

/// <summary>A timer.</summary>
public sealed record TimerDemand : DemandSpecification
{
    /// <summary>Whether it starts anew at each contact (sleep) instead of keeping its phase (schedule).</summary>
    public required bool Sleeps { get; init; }

    /// <summary>Time from beat to beat.</summary>
    public required double PeriodSeconds { get; init; }

    /// <summary>Each beat is off by at most so much either way, uniformly.</summary>
    public double JitterSeconds { get; init; }

    /// <summary>Share of the beats that are missed.</summary>
    public double MissedShare { get; init; }

    /// <summary>Of a schedule: beats come so long after whole multiples of the period since 1970 (UTC); null draws it.</summary>
    public double? PhaseSeconds { get; init; }
}

/// <summary>Demand at random: a Poisson process whose rate follows levels, and what each contact causes.</summary>
public sealed record RandomDemand : DemandSpecification
{
    /// <summary>Contacts an hour at level 1; the least of the range that each series draws its own from.</summary>
    public required double PerHour { get; init; }

    /// <summary>The most of the range.</summary>
    public required double PerHourMost { get; init; }

    /// <summary>Names of the levels it follows.</summary>
    public IReadOnlyList<string> Follows { get; init; } = [];

    /// <summary>A level of its own.</summary>
    public LevelSpecification Level { get; init; } = new();

    /// <summary>What each contact causes, or null.</summary>
    public ChildrenSpecification? Children { get; init; }
}

/// <summary>Contacts at exactly these instants, whatever cache, outage or number.</summary>
public sealed record ExactDemand : DemandSpecification
{
    /// <summary>The instants (ns).</summary>
    public required IReadOnlyList<long> At { get; init; }
}

/// <summary>Self-excitation (Hawkes 1971): each contact causes others, which cause others again.</summary>
/// <param name="Mean">Mean number of contacts that one causes, below 1.</param>
/// <param name="WithinSeconds">Mean delay, exponential.</param>
public sealed record ChildrenSpecification(double Mean, double WithinSeconds);

/// <summary>Attempts that fail come again after these waits.</summary>
/// <param name="AfterSeconds">Waits in their order; when they are used up, the attempt is given up.</param>
/// <param name="FailingShare">Share of the attempts that fail.</param>
public sealed record RetrySpecification(IReadOnlyList<double> AfterSeconds, double FailingShare);

using Postern.Contacts;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Truth;

/// <summary>One party and what it did.</summary>
public sealed record PartyTruth
{
    /// <summary>Name in the specification.</summary>
    public required string Name { get; init; }

    /// <summary>Sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Targets.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Kind of its contacts.</summary>
    public required string Kind { get; init; }

    /// <summary><c>ok</c>, or <c>failed</c> where all of them fail.</summary>
    public required string Outcome { get; init; }

    /// <summary>How its sources share the work: <c>apart</c>, <c>either</c>, <c>all</c>, <c>in-turn</c>.</summary>
    public required string Together { get; init; }

    /// <summary>With <c>all</c>: the others come at most so long after the first.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>With <c>all</c>: share of the occasions that only one of them makes.</summary>
    public double? AloneShare { get; init; }

    /// <summary>With <c>in-turn</c>: mean time until one handed over, or null where the times were given.</summary>
    public double? StaySeconds { get; init; }

    /// <summary>With <c>in-turn</c>: the hand-overs that were given, or null where they were drawn.</summary>
    public IReadOnlyList<string>? HandOvers { get; init; }

    /// <summary>When it began.</summary>
    public required string From { get; init; }

    /// <summary>When it stopped; the end of the record where it did not.</summary>
    public required string Until { get; init; }

    /// <summary>Its own outages.</summary>
    public required IReadOnlyList<StretchTruth> Off { get; init; }

    /// <summary>Lifetime of cached answers, or null.</summary>
    public double? TtlSeconds { get; init; }

    /// <summary>Caches behind each source, or null.</summary>
    public int? Caches { get; init; }

    /// <summary>Share of the contacts that are followed by a quick repeat, or null.</summary>
    public double? RepeatShare { get; init; }

    /// <summary>A quick repeat comes at most so long after, or null.</summary>
    public double? RepeatWithinSeconds { get; init; }

    /// <summary>What made it ask.</summary>
    public required IReadOnlyList<DemandTruth> Demand { get; init; }

    /// <summary>Random demand was so many times as strong as specified, to reach the number of contacts asked for; 1 where none was.</summary>
    public required double DemandFactor { get; init; }

    /// <summary>Its contacts in the record.</summary>
    public required int Contacts { get; init; }

    /// <summary>The truth of a party.</summary>
    internal static PartyTruth Of(PartyAccount account)
    {
        var party = account.Party;
        var all = party.Together.How == Togetherness.All;
        var inTurn = party.Together.How == Togetherness.InTurn;
        var given = inTurn && party.Together.HandOvers.Count > 0;
        return new PartyTruth
        {
            Name = party.Name,
            Sources = party.Sources,
            Targets = party.Targets,
            Kind = party.Kind.Word(),
            Outcome = party.Fails ? "failed" : "ok",
            Together = party.Together.How switch
            {
                Togetherness.Either => "either",
                Togetherness.All => "all",
                Togetherness.InTurn => "in-turn",
                _ => "apart",
            },
            LagSeconds = all ? party.Together.LagSeconds : null,
            AloneShare = all ? party.Together.AloneShare : null,
            StaySeconds = inTurn && !given ? party.Together.StaySeconds : null,
            HandOvers = given ? [.. party.Together.HandOvers.Select(UnixTime.Format)] : null,
            From = UnixTime.Format(party.From),
            Until = UnixTime.Format(party.To),
            Off = [.. party.Off.Select(StretchTruth.Of)],
            TtlSeconds = party.Cache?.TtlSeconds,
            Caches = party.Cache?.Caches,
            RepeatShare = party.Repeats?.Share,
            RepeatWithinSeconds = party.Repeats?.WithinSeconds,
            Demand = [.. party.Demand.Select((d, i) => DemandTruth.Of(d, [.. account.PerHour.Select(series => series[i])]))],
            DemandFactor = account.Factor,
            Contacts = account.Contacts,
        };
    }
}

/// <summary>One thing that made a party ask.</summary>
public sealed record DemandTruth
{
    /// <summary><c>schedule</c>, <c>sleep</c>, <c>random</c> or <c>at</c>.</summary>
    public required string Sort { get; init; }

    /// <summary>When it began.</summary>
    public required string From { get; init; }

    /// <summary>When it ended.</summary>
    public required string Until { get; init; }

    /// <summary>Period of a timer.</summary>
    public double? PeriodSeconds { get; init; }

    /// <summary>Half-width of a timer's uniform jitter.</summary>
    public double? JitterSeconds { get; init; }

    /// <summary>Share of a timer's beats that were missed.</summary>
    public double? MissedShare { get; init; }

    /// <summary>Rate of random demand at level 1 and factor 1, least and most of its series.</summary>
    public IReadOnlyList<double>? PerHour { get; init; }

    /// <summary>Levels that random demand followed; its own is nameless.</summary>
    public IReadOnlyList<string>? Follows { get; init; }

    /// <summary>The level of its own, or null.</summary>
    public LevelTruth? Level { get; init; }

    /// <summary>Mean number of contacts that one caused, or null.</summary>
    public double? ChildrenMean { get; init; }

    /// <summary>Their mean delay, or null.</summary>
    public double? ChildrenWithinSeconds { get; init; }

    /// <summary>Waits of the retry ladder, or null.</summary>
    public IReadOnlyList<double>? RetryAfterSeconds { get; init; }

    /// <summary>Share of the attempts that failed, or null.</summary>
    public double? FailingShare { get; init; }

    /// <summary>Exact instants, or null.</summary>
    public IReadOnlyList<string>? At { get; init; }

    /// <summary>The truth of an entry.</summary>
    internal static DemandTruth Of(DemandSpecification demand, IReadOnlyList<double?> perHour)
    {
        var (timer, random, exact) = (demand as TimerDemand, demand as RandomDemand, demand as ExactDemand);
        return new DemandTruth
        {
            Sort = timer is { Sleeps: true } ? "sleep" : timer is not null ? "schedule" : random is not null ? "random" : "at",
            From = UnixTime.Format(demand.From),
            Until = UnixTime.Format(demand.To),
            PeriodSeconds = timer?.PeriodSeconds,
            JitterSeconds = timer?.JitterSeconds,
            MissedShare = timer?.MissedShare,
            PerHour = random is null ? null : [perHour.Min()!.Value, perHour.Max()!.Value],
            Follows = random?.Follows,
            Level = random is { Level.IsFlat: false } ? LevelTruth.Of(random.Level) : null,
            ChildrenMean = random?.Children?.Mean,
            ChildrenWithinSeconds = random?.Children?.WithinSeconds,
            RetryAfterSeconds = demand.Retries?.AfterSeconds,
            FailingShare = demand.Retries?.FailingShare,
            At = exact is null ? null : [.. exact.At.Select(UnixTime.Format)],
        };
    }
}

/// <summary>How strong demand was over time.</summary>
public sealed record LevelTruth
{
    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Hours of full strength, as the specification writes them.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    /// <summary>Zone of the hours.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Strength outside the hours.</summary>
    public double? Otherwise { get; init; }

    /// <summary>Steps, bursts and quiets.</summary>
    public required IReadOnlyList<ChangeTruth> Changes { get; init; }

    /// <summary>Standard deviation of the drift's logarithm, or null.</summary>
    public double? DriftSpread { get; init; }

    /// <summary>Memory of the drift, or null.</summary>
    public double? DriftMemorySeconds { get; init; }

    /// <summary>The truth of a level.</summary>
    internal static LevelTruth Of(LevelSpecification level) => new()
    {
        Name = level.Name.Length == 0 ? null : level.Name,
        Open = level.Hours is { } hours ? [.. hours.Open.Spans.Select(s => s.ToString())] : null,
        TimeZone = level.Hours?.Open.Zone.Id,
        Otherwise = level.Hours?.Otherwise,
        Changes = [.. level.Changes.Select(c => new ChangeTruth(UnixTime.Format(c.From), UnixTime.Format(c.To), c.Times))],
        DriftSpread = level.Drift?.Spread,
        DriftMemorySeconds = level.Drift?.MemorySeconds,
    };
}

/// <summary>A stretch in which demand was so many times as strong.</summary>
/// <param name="From">Start.</param>
/// <param name="Until">End.</param>
/// <param name="Times">How many times.</param>
public sealed record ChangeTruth(string From, string Until, double Times);

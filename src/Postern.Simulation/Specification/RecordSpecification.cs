using Postern.Contacts;

namespace Postern.Simulation.Specification;

/// <summary>What a record is to be made of: a specification file, read. Times are nanoseconds since 1970-01-01T00:00:00Z.</summary>
public sealed record RecordSpecification
{
    /// <summary>Path of the file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>What the record is called; null when nobody said.</summary>
    public string? Name { get; init; }

    /// <summary>Start of the record.</summary>
    public required long From { get; init; }

    /// <summary>End of the record, exclusive.</summary>
    public required long To { get; init; }

    /// <summary>Zone of dates, of times without an offset, and of hours that name none.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Seed of every draw unless the caller has another.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Step that stamps are cut to (ns).</summary>
    public long Resolution { get; init; } = UnixTime.Second;

    /// <summary>Order of the contacts.</summary>
    public RecordOrder Order { get; init; }

    /// <summary>When the sensor was not listening.</summary>
    public IReadOnlyList<TimeSpanNs> SensorOff { get; init; } = [];

    /// <summary>Levels that the demand of several parties follows.</summary>
    public IReadOnlyList<LevelSpecification> Levels { get; init; } = [];

    /// <summary>Who makes contacts.</summary>
    public required IReadOnlyList<PartySpecification> Parties { get; init; }
}

/// <summary>Order in which contacts stand in a record.</summary>
public enum RecordOrder
{
    /// <summary>By time.</summary>
    Sorted,

    /// <summary>In no order at all.</summary>
    Shuffled,
}

/// <summary>How strong demand is over time: the product of its parts, 1 where nothing is said.</summary>
public sealed record LevelSpecification
{
    /// <summary>Name; empty for the level that stands in a demand itself.</summary>
    public string Name { get; init; } = "";

    /// <summary>Hours of work, or null.</summary>
    public HoursSpecification? Hours { get; init; }

    /// <summary>Stretches in which demand is so many times as strong.</summary>
    public IReadOnlyList<ChangeSpecification> Changes { get; init; } = [];

    /// <summary>Slow random change, or null.</summary>
    public DriftSpecification? Drift { get; init; }

    /// <summary>Whether it says nothing.</summary>
    public bool IsFlat => Hours is null && Changes.Count == 0 && Drift is null;
}

/// <summary>Hours of the week with full demand.</summary>
/// <param name="Open">The hours.</param>
/// <param name="Otherwise">Strength outside them, 0 to 1.</param>
public sealed record HoursSpecification(Settings.WeeklyHours Open, double Otherwise);

/// <summary>A stretch in which demand is <paramref name="Times"/> as strong: a step, a burst, a quiet.</summary>
public sealed record ChangeSpecification(long From, long To, double Times);

/// <summary>A level whose logarithm is an Ornstein-Uhlenbeck process, scaled to a mean of 1.</summary>
/// <param name="Spread">Standard deviation of the logarithm.</param>
/// <param name="MemorySeconds">Time in which the correlation falls to 1/e.</param>
public sealed record DriftSpecification(double Spread, double MemorySeconds);

using Postern.Contacts;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Truth;

/// <summary>What is true of a simulated record: the object that <c>postern simulate --truth</c> writes.</summary>
/// <remarks>Times are RFC 3339 UTC text, durations seconds, shares 0 to 1; what does not apply is left out.</remarks>
public sealed record RecordTruth
{
    /// <summary>Name and version of this contract.</summary>
    public string Schema { get; init; } = "postern.truth/1";

    /// <summary>Always true: nobody made these contacts.</summary>
    public bool Synthetic { get; init; } = true;

    /// <summary>What the record is called.</summary>
    public string? Name { get; init; }

    /// <summary>SHA-256 of the specification, hexadecimal.</summary>
    public required string SpecificationSha256 { get; init; }

    /// <summary>Seed of every draw.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Format that the record was written in.</summary>
    public required string Format { get; init; }

    /// <summary>Start of the record.</summary>
    public required string From { get; init; }

    /// <summary>End of the record, exclusive.</summary>
    public required string Until { get; init; }

    /// <summary>Step of the stamps, seconds.</summary>
    public required double ResolutionSeconds { get; init; }

    /// <summary><c>sorted</c> or <c>shuffled</c>.</summary>
    public required string Order { get; init; }

    /// <summary>Contacts in the record.</summary>
    public required int Contacts { get; init; }

    /// <summary>When the sensor was not listening.</summary>
    public required IReadOnlyList<StretchTruth> SensorOff { get; init; }

    /// <summary>The levels that several parties follow.</summary>
    public required IReadOnlyList<LevelTruth> Levels { get; init; }

    /// <summary>Who made the contacts, and how.</summary>
    public required IReadOnlyList<PartyTruth> Parties { get; init; }

    /// <summary>What stands in the record, by source and target.</summary>
    public required IReadOnlyList<PairTruth> Pairs { get; init; }

    /// <summary>The truth of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sha256">SHA-256 of the specification, hexadecimal.</param>
    /// <param name="format">Name of the format that it is written in.</param>
    /// <param name="step">Finest step that the format keeps (ns).</param>
    public static RecordTruth Of(SimulatedRecord record, string sha256, string format, long step)
    {
        var specification = record.Specification;
        var resolution = Math.Max(step, specification.Resolution);
        return new RecordTruth
        {
            Name = specification.Name,
            SpecificationSha256 = sha256,
            Seed = record.Seed,
            Format = format,
            From = UnixTime.Format(specification.From),
            Until = UnixTime.Format(specification.To),
            ResolutionSeconds = resolution / 1e9,
            Order = specification.Order == RecordOrder.Sorted ? "sorted" : "shuffled",
            Contacts = record.Contacts.Count,
            SensorOff = [.. specification.SensorOff.Select(StretchTruth.Of)],
            Levels = [.. specification.Levels.Select(LevelTruth.Of)],
            Parties = [.. record.Accounts.Select(PartyTruth.Of)],
            Pairs = PairTruth.Of(record, resolution),
        };
    }
}

/// <summary>A stretch of time.</summary>
/// <param name="From">Start.</param>
/// <param name="Until">End, exclusive.</param>
public sealed record StretchTruth(string From, string Until)
{
    /// <summary>The stretch of two instants.</summary>
    internal static StretchTruth Of(TimeSpanNs stretch) => new(UnixTime.Format(stretch.From), UnixTime.Format(stretch.To));
}

/// <summary>The contacts of one source with one target.</summary>
public sealed record PairTruth
{
    /// <summary>Source.</summary>
    public required string Source { get; init; }

    /// <summary>Target.</summary>
    public required string Target { get; init; }

    /// <summary>Kind, such as <c>dns-lookup</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Contacts in the record.</summary>
    public required int Contacts { get; init; }

    /// <summary>First contact.</summary>
    public required string First { get; init; }

    /// <summary>Last contact.</summary>
    public required string Last { get; init; }

    /// <summary>Names of the parties that made them.</summary>
    public required IReadOnlyList<string> Parties { get; init; }

    /// <summary>The pairs of a record, by target and source.</summary>
    internal static IReadOnlyList<PairTruth> Of(SimulatedRecord record, long resolution)
    {
        var times = new (int Count, long First, long Last)[record.Pairs.Count];
        Array.Fill(times, (0, long.MaxValue, long.MinValue));
        foreach (var contact in record.Contacts)
        {
            ref var own = ref times[contact.Pair];
            own = (own.Count + 1, Math.Min(own.First, contact.Time), Math.Max(own.Last, contact.Time));
        }
        return
        [
            .. record.Pairs.Select((pair, i) => new PairTruth
            {
                Source = pair.Source,
                Target = pair.Target,
                Kind = pair.Kind.Word(),
                Contacts = times[i].Count,
                First = UnixTime.Format(times[i].First / resolution * resolution),
                Last = UnixTime.Format(times[i].Last / resolution * resolution),
                Parties = [.. record.Accounts.Where(a => a.Pairs.Contains(i)).Select(a => a.Party.Name)],
            }).OrderBy(p => p.Target, StringComparer.Ordinal).ThenBy(p => p.Source, StringComparer.Ordinal).ThenBy(p => p.Kind, StringComparer.Ordinal),
        ];
    }
}

using Postern.Contacts;

namespace Postern.Logs.Tables;

/// <summary>Which field of a row holds what; -1 where the table has no such field.</summary>
sealed record RowMap
{
    /// <summary>The instant.</summary>
    public required int Time { get; init; }

    /// <summary>Who made the contact.</summary>
    public required int Source { get; init; }

    /// <summary>What was contacted.</summary>
    public required int Target { get; init; }

    /// <summary>Port of the source.</summary>
    public int SourcePort { get; init; } = -1;

    /// <summary>Port of the target.</summary>
    public int TargetPort { get; init; } = -1;

    /// <summary>Outcome word.</summary>
    public int Outcome { get; init; } = -1;

    /// <summary>Size, octets.</summary>
    public int Bytes { get; init; } = -1;

    /// <summary>Kind's word; if -1, every row is of <see cref="FixedKind"/>.</summary>
    public int Kind { get; init; } = -1;

    /// <summary>Kind of every row.</summary>
    public ContactKind FixedKind { get; init; }

    /// <summary>Members of the detail and their fields.</summary>
    public IReadOnlyList<(byte[] Name, int Field)> Details { get; init; } = [];

    /// <summary>All fields that are looked at.</summary>
    public IEnumerable<int> Used =>
        new[] { Time, Source, Target, SourcePort, TargetPort, Outcome, Bytes, Kind }
            .Concat(Details.Select(d => d.Field)).Where(f => f >= 0).Distinct();
}

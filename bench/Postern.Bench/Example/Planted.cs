using System.Text.Json.Serialization;
using Postern.Testing.Traffic;

namespace Postern.Bench.Example;

/// <summary>One pair of the example and what is true of it; the fields that say something become its entry in the truth file.</summary>
sealed record Planted
{
    public required string Source { get; init; }

    public required string Target { get; init; }

    /// <summary>Kind of contact, as findings name it.</summary>
    public required string Kind { get; init; }

    /// <summary>What it plays: <c>poller</c>, <c>implant</c>, <c>cached</c>, <c>stops</c>, <c>burst</c>, <c>ordinary</c>, …</summary>
    public required string Part { get; init; }

    public string? Clock { get; init; }

    public double? PeriodSeconds { get; init; }

    public double? TtlSeconds { get; init; }

    /// <summary>RFC 3339 start of what happens: an outage, a burst; or the first contact where that is the point.</summary>
    public string? From { get; init; }

    /// <summary>Its end; for what stops, the moment after which nothing comes.</summary>
    public string? Until { get; init; }

    /// <summary>Contacts in the log, after the sensor's hole.</summary>
    public int Contacts => Times.Length;

    /// <summary>Times (ns).</summary>
    [JsonIgnore]
    public long[] Times { get; init; } = [];

    /// <summary>The same without what falls into [from, until) (ns).</summary>
    public Planted Without(long from, long until) => this with { Times = [.. Times.Where(t => t < from || t >= until)] };

    /// <summary>A pair with nothing in it to find: traffic of a family.</summary>
    public static Planted Ordinary(string source, string target, TrafficFamily family, ulong seed, int count) => new()
    {
        Source = source,
        Target = target,
        Kind = "dns-lookup",
        Part = "ordinary",
        Times = BackgroundTraffic.Simulate(family, seed, count, ExampleWeek.Seconds, ExampleWeek.From, 1_000).Times,
    };
}

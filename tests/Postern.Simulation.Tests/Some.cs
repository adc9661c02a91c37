using Postern.Simulation.Specification;

namespace Postern.Simulation.Tests;

/// <summary>Specifications and records for tests.</summary>
static class Some
{
    /// <summary>The first four lines of most specifications: four weeks from a Monday on.</summary>
    public const string Head = "from: 2026-03-02\nto: 2026-03-29\nresolution: 1 us\n";

    /// <summary>A specification that is right.</summary>
    public static RecordSpecification Specification(string text)
    {
        var read = SpecificationReader.Read("some.yaml", text, out var problems);
        Assert.True(read is not null, string.Join('\n', problems));
        return read;
    }

    /// <summary>What is wrong with a specification.</summary>
    public static string[] Problems(string text)
    {
        Assert.Null(SpecificationReader.Read("some.yaml", text, out var problems));
        return [.. problems.Select(p => p.ToString())];
    }

    /// <summary>The record of a specification.</summary>
    public static SimulatedRecord Record(string text, ulong seed = 1) => Record(Specification(text), seed);

    /// <summary>The record of a specification.</summary>
    public static SimulatedRecord Record(RecordSpecification specification, ulong seed = 1)
    {
        var record = new Simulator(specification).Run(seed, out var problem);
        Assert.True(record is not null, problem?.ToString());
        return record;
    }

    /// <summary>The record of one party, given by what stands in it, one line or flow map each.</summary>
    public static SimulatedRecord Party(string lines, ulong seed = 1, string head = Head) => Record($"{head}parties:\n  p:\n{Indented(lines)}", seed);

    /// <summary>Lines of one party.</summary>
    public static string Indented(string lines) => string.Concat(lines.Split('\n').Select(line => $"    {line}\n"));

    /// <summary>Times of a source's contacts, seconds from the record's start, ascending.</summary>
    public static double[] Seconds(this SimulatedRecord record, string? source = null) =>
        [.. record.Contacts.Where(c => source is null || record.Pairs[c.Pair].Source == source).Select(c => (c.Time - record.Specification.From) / 1e9).Order()];

    /// <summary>Differences of neighbours.</summary>
    public static double[] Gaps(this double[] times) => [.. times.Zip(times.Skip(1), (a, b) => b - a)];
}

using Postern.Analysis.Silence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>How a whole record was watched: its coverage, its clock, and who witnesses that the sensor listened.</summary>
sealed class RecordWatch
{
    static readonly double[] Steps = [1, 1e-3, 1e-6, 1e-9];
    readonly Watch record;
    readonly Watch[] coarser;

    RecordWatch(Watch record, Witnesses witnesses, string from, string text)
    {
        this.record = record;
        (Witnesses, From, Text) = (witnesses, from, text);
        coarser = [.. Steps.Where(step => step > record.ResolutionSeconds).Select(step => new Watch(record.Coverage, step))];
    }

    /// <summary>When the observer was listening.</summary>
    public Coverage Coverage => record.Coverage;

    /// <summary>Finest step of the record's stamps, seconds.</summary>
    public double ResolutionSeconds => record.ResolutionSeconds;

    /// <summary>All other pairs.</summary>
    public Witnesses Witnesses { get; }

    /// <summary>Where the coverage comes from: <c>given</c>, <c>inferred</c> or <c>assumed</c>.</summary>
    public string From { get; }

    /// <summary>The same in a sentence.</summary>
    public string Text { get; }

    /// <summary>The watch of a record: its coverage as given, else as its sources witness it.</summary>
    public static RecordWatch Of(ContactTable table, Coverage? given)
    {
        var resolution = SeriesResolution.Of(table);
        var pooled = PooledCounts.Of(table);
        if (given is not null)
            return new(new Watch(given, resolution), new Witnesses(pooled, given), "given", "Coverage is as given.");
        var inferred = CoverageInference.Of(table, pooled, resolution);
        return new(new Watch(inferred.Coverage, resolution), new Witnesses(pooled, inferred.Coverage),
            inferred.Witnessed ? "inferred" : "assumed", inferred.Text);
    }

    /// <summary>The watch of one series, whose own stamps may be coarser than the record's.</summary>
    public Watch Of(ReadOnlySpan<long> times)
    {
        var step = SeriesResolution.Of(times, record.ResolutionSeconds);
        foreach (var watch in coarser)
            if (watch.ResolutionSeconds == step)
                return watch;
        return record;
    }
}

using Postern.Analysis.Changes;
using Postern.Analysis.Rate;

namespace Postern.Analysis.Charts;

/// <summary>A stretch of one rate between first and last contact.</summary>
/// <param name="FromSeconds">Its start, seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ToSeconds">Its end.</param>
/// <param name="Contacts">Contacts in it.</param>
/// <param name="PerHour">Contacts per covered hour.</param>
public sealed record RateBlock(double FromSeconds, double ToSeconds, int Contacts, double PerHour)
{
    /// <summary>Fewest contacts that are divided.</summary>
    const int Fewest = 12;

    /// <summary>The blocks of a series, in time order; none for few contacts.</summary>
    public static IReadOnlyList<RateBlock> Each(ReadOnlySpan<long> times, Watch watch)
    {
        if (times.Length < Fewest)
            return [];
        var contacts = new double[times.Length];
        var count = CoveredTime.Fill(times, watch.Coverage, contacts);
        if (count < Fewest || !(contacts[count - 1] > contacts[0]))
            return [];
        var series = new ChangeSeries(times, contacts.AsSpan(0, count), watch, ChangeAnalysis.Finest);
        double[] edges = [0, .. Segmentation.Borders(series.Contacts, series.Length, screened: false), series.Length];
        List<RateBlock> blocks = [];
        for (var i = 1; i < edges.Length; i++)
        {
            var inside = series.Count(edges[i - 1], edges[i]);
            blocks.Add(new RateBlock(
                Seconds(series, edges[i - 1]), Seconds(series, edges[i]), inside, Math.Round(inside / (edges[i] - edges[i - 1]) * 3_600, 6)));
        }
        return blocks;
    }

    static double Seconds(ChangeSeries series, double covered) => Math.Round(series.Instant(covered) / 1e9, 3);
}

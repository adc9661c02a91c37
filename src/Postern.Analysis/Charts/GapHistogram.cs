using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Charts;

/// <summary>Lengths of the gaps between the occasions of a pair, on a logarithmic scale, only the filled cells.</summary>
public sealed record GapHistogram
{
    /// <summary>Gaps that were watched throughout.</summary>
    public required int Gaps { get; init; }

    /// <summary>Gaps left out because the observer was away in between.</summary>
    public required int Broken { get; init; }

    /// <summary>Cells in a factor of ten: cell k holds gaps from 10^(k/n) to 10^((k+1)/n) seconds.</summary>
    public required int PerDecade { get; init; }

    /// <summary>Number k of the first filled cell; negative for gaps below a second.</summary>
    public required int First { get; init; }

    /// <summary>Pairs of numbers: how many cells to go on from the last filled one, and the gaps there.</summary>
    public required IReadOnlyList<int> Runs { get; init; }

    /// <summary>Shortest gap, those with 5, 25, 50, 75 and 95 % of all at or below, and the longest; seconds.</summary>
    public required IReadOnlyList<double> Quantiles { get; init; }

    /// <summary>The shares of <see cref="Quantiles"/>.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0, .05, .25, .5, .75, .95, 1];

    /// <summary>The gaps of a series; null when none was watched throughout.</summary>
    /// <param name="times">Contacts in time order, nanoseconds.</param>
    /// <param name="coverage">When the observer was listening.</param>
    /// <param name="perDecade">Cells in a factor of ten.</param>
    public static GapHistogram? Of(ReadOnlySpan<long> times, Coverage coverage, int perDecade)
    {
        var starts = Occasions.Starts(times, Occasions.Gap(times));
        var gaps = new double[Math.Max(0, starts.Length - 1)];
        var watched = 0;
        for (var i = 1; i < starts.Length; i++)
            if (coverage.Unbroken(starts[i - 1], starts[i]))
                gaps[watched++] = (starts[i] - starts[i - 1]) / 1e9;
        if (watched == 0)
            return null;
        Array.Resize(ref gaps, watched);
        Array.Sort(gaps);
        var first = Cell(gaps[0], perDecade);
        return new GapHistogram
        {
            Gaps = watched,
            Broken = starts.Length - 1 - watched,
            PerDecade = perDecade,
            First = first,
            Runs = CellRuns.Of(gaps.Select(gap => Cell(gap, perDecade)), first),
            Quantiles = [.. Shares.Select(share => gaps[Math.Max(0, (int)Math.Ceiling(share * gaps.Length) - 1)])],
        };
    }

    /// <summary>The cell of a gap; a hair is added so that 10, 100 and 1,000 s begin their cells whatever the logarithm rounds to.</summary>
    static int Cell(double seconds, int perDecade) => (int)Math.Floor(Math.Log10(seconds) * perDecade + 1e-9);
}

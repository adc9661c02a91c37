using Postern.Analysis.Cadence;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Cadence;

public sealed class SpectrumTestTests
{
    readonly CadenceWorkspace workspace = new();

    /// <summary>Poisson noise, noise with a beat, bursts; of several sizes, over hours and over days.</summary>
    public static TheoryData<int, double, string> Series()
    {
        var data = new TheoryData<int, double, string>();
        foreach (var n in new[] { 8, 13, 30, 120, 700, 1500 })
        {
            foreach (var seconds in new[] { 9_000.0, 900_000 })
            {
                foreach (var family in new[] { "chance", "beat", "bursts" })
                    data.Add(n, seconds, family);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Series))]
    public void Looking_only_where_a_cell_may_win_finds_what_looking_everywhere_finds(int n, double seconds, string family)
    {
        workspace.Series.Load(Draw(n, seconds, family), new Watch(Coverage.Whole(0, (long)(seconds * UnixTime.Second)), 1e-3));
        var fast = SpectrumTest.Run(workspace.Series, workspace);
        var everywhere = Exhaustive(Spectrum.Of(workspace.Series, workspace));
        Assert.Equal(everywhere.LnP, fast.LnP, 1e-9 * Math.Max(1, -everywhere.LnP));
        Assert.Equal(everywhere.Bin, fast.Bin);
        Assert.Equal(everywhere.Width, fast.Width);
        Assert.Equal(everywhere.Trials, fast.Trials);
    }

    [Fact]
    public void Background_is_the_median_of_its_window()
    {
        var random = new SplitMix64(11);
        double[] values = [.. Enumerable.Range(0, 999).Select(_ => random.NextExponential())];
        foreach (var length in new[] { 1, 2, 64, 65, 300, 998, 999 })
        {
            double[] part = values[..length], sorted = [.. part.Order()], buffer = new double[length];
            var expected = length % 2 == 1 ? sorted[length / 2] : (sorted[length / 2 - 1] + sorted[length / 2]) / 2;
            foreach (var guess in new[] { double.NaN, 1e-9, 0.69, expected, 40 })
                Assert.Equal(expected, Median.Of(part, buffer, guess));
        }
    }

    [Fact]
    public void Times_on_a_lattice_give_no_false_line()
    {
        // METHODS §0: without the dither, Poisson times cut to whole seconds make lines of p ~ 1e-40.
        var random = new SplitMix64(4);
        long[] times = [.. Enumerable.Range(0, 30_000).Select(_ => (long)(random.NextDouble() * 1_000_000) * UnixTime.Second).Order()];
        workspace.Series.Load(times, new Watch(Coverage.Whole(0, 1_000_000 * UnixTime.Second), 1));
        Assert.True(SpectrumTest.Run(workspace.Series, workspace).LnP > Math.Log(0.01));
    }

    [Fact]
    public void A_hole_in_coverage_makes_no_line()
    {
        // Watched on even hours only: without the covered mean, a line at 2 hours.
        var random = new SplitMix64(8);
        var hour = 3600 * UnixTime.Second;
        var coverage = new Coverage(Enumerable.Range(0, 20).Select(h => new TimeSpanNs(2 * h * hour, (2 * h + 1) * hour)));
        long[] times = [.. Enumerable.Range(0, 4000).Select(_ => (long)(random.NextDouble() * 40 * hour)).Where(coverage.Contains).Order()];
        workspace.Series.Load(times, new Watch(coverage, 1));
        Assert.True(SpectrumTest.Run(workspace.Series, workspace).LnP > Math.Log(0.01));
    }

    static long[] Draw(int n, double seconds, string family)
    {
        var random = new SplitMix64((ulong)(n + family.Length) * 1000 + (ulong)seconds);
        List<double> times = [];
        for (var i = 0; times.Count < n; i++)
        {
            var time = family == "beat" && i % 2 == 0
                ? (i + 0.1 * random.NextNormal()) * seconds / n
                : random.NextDouble() * seconds;
            var size = family == "bursts" ? 1 + random.NextPoisson(4) : 1;
            for (var k = 0; k < size; k++)
                times.Add(Math.Clamp(time + k * random.NextExponential(seconds / n / 20), 0, seconds - 1));
        }
        return [.. times.Take(n).Select(t => (long)(t * 1e9)).Order()];
    }

    /// <summary>METHODS §2.3 A steps 4 and 5 as they stand there: every cell, nothing left out.</summary>
    static SpectrumResult Exhaustive(Spectrum spectrum)
    {
        var whitened = spectrum.Whitened.ToArray();
        var top = 2 * spectrum.Bins;
        var best = (LnP: double.PositiveInfinity, Bin: 0.0, Width: 1);
        double trials = 0;
        for (var j = 10; j <= top; j++)
            Cell(ref best, ref trials, Tails.FAbove(whitened[j], 2, 2 * Freedom(spectrum, j / 2.0)), j / 2.0, 1, 1);
        for (var m = 2; m <= 256 && m <= spectrum.Bins / 6; m *= 2)
        {
            double correlated = 1;
            for (var d = 1; d < m; d++)
                correlated += 2 * (1 - (double)d / m) * spectrum.Correlation[d];
            for (var k = 1; k + m - 1 <= spectrum.Bins; k += Math.Max(1, m / 4))
            {
                var centre = k + (m - 1) / 2.0;
                if (centre < 1.5 * m || centre < 5)
                    continue;
                var mean = Enumerable.Range(k, m).Average(b => whitened[2 * b]);
                var second = 2 * Math.Max(Freedom(spectrum, centre), m / 2.0) / correlated;
                Cell(ref best, ref trials, Tails.FAbove(mean, 2 * m / correlated, second), centre, m, 0.5);
            }
        }
        foreach (var m in new[] { 2, 4, 8 })
        {
            for (var j = 10; m * (j + 1) < top; j++)
            {
                var sum = whitened[j] + Enumerable.Range(2, m - 1).Sum(h => whitened[(h * j - 1)..(h * j + 2)].Max());
                Cell(ref best, ref trials, Tails.FAbove(sum / (1 + 1.55 * (m - 1)), 2 * m, 2 * Freedom(spectrum, j / 2.0)), j / 2.0, -m, 1);
            }
        }
        return new SpectrumResult(Math.Min(0, best.LnP + Math.Log(Math.Max(1, trials))), best.Bin, best.Width, trials, 1, 1);
    }

    static void Cell(ref (double LnP, double Bin, int Width) best, ref double trials, double lnP, double bin, int width, double weight)
    {
        trials += weight;
        if (lnP < best.LnP)
            best = (lnP, bin, width);
    }

    static double Freedom(Spectrum spectrum, double k)
    {
        var centres = spectrum.Background.Centres;
        for (var i = 1; i < centres.Length; i++)
        {
            if (k < centres[i])
            {
                var part = (k - centres[i - 1]) / (centres[i] - centres[i - 1]);
                return (1 - part) * spectrum.Background.Freedom[i - 1] + part * spectrum.Background.Freedom[i];
            }
        }
        return spectrum.Background.Freedom[^1];
    }
}

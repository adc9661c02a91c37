using System.Collections.Concurrent;
using Postern.Analysis.Silence;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Silence;

/// <summary>Random looks at living sources, and stops at random times (METHODS §12, S9), seeds fixed.</summary>
public sealed class EndCalibrationTests
{
    const double Day = 86_400;
    const int Records = 150;

    static readonly TrafficFamily[] Families =
    [
        TrafficFamily.Poisson, TrafficFamily.OfficeHours, TrafficFamily.Sessions, TrafficFamily.Weibull, TrafficFamily.Hawkes,
        TrafficFamily.MarkovModulated, TrafficFamily.CoxOneDay, TrafficFamily.CoxFiveDays,
    ];

    static readonly ConcurrentDictionary<TrafficFamily, Look[]> Made = new();

    [Fact]
    public void A_living_source_is_called_silent_at_most_as_often_as_stated()
    {
        var (all, rejected) = (0, 0);
        foreach (var family in Families)
        {
            var ofFamily = Looks(family).Count(look => look.End(look.Until).PValue <= EndAnalysis.Level);
            // Each family within three standard errors of the level; all together within .06.
            Assert.InRange(ofFamily, 0, Records * EndAnalysis.Level + 3 * Math.Sqrt(Records * EndAnalysis.Level * (1 - EndAnalysis.Level)));
            (all, rejected) = (all + Records, rejected + ofFamily);
        }
        Assert.InRange((double)rejected / all, .02, .06);
    }

    [Fact]
    public void The_test_of_the_sighting_literature_would_be_fooled_by_bursts()
    {
        // Solow 1993: ((t_n - t_1) / (B - t_1))^(n-1), right for Poisson only.
        var rejected = Looks(TrafficFamily.MarkovModulated).Count(look =>
            (look.Times.Length - 1) * Math.Log((double)(look.Times[^1] - look.Times[0]) / (look.Until - look.Times[0])) <= Math.Log(.05));
        Assert.InRange((double)rejected / Records, .15, 1);
    }

    [Fact]
    public void The_limit_of_the_stop_holds_the_truth_as_often_as_stated()
    {
        var (limits, held) = (0, 0);
        foreach (var family in Families)
        {
            foreach (var look in Looks(family))
            {
                var end = look.End(look.Until + (long)(90 * Day * 1e9));
                if (end.StoppedBefore is not { } before)
                    continue;
                limits++;
                held += look.Until <= before ? 1 : 0;
            }
        }
        Assert.InRange(limits, .9 * Families.Length * Records, Families.Length * Records);
        Assert.InRange((double)held / limits, .93, .97);
    }

    /// <summary>Records that end at a random instant of a longer one; made once, for all tests.</summary>
    static Look[] Looks(TrafficFamily family) => Made.GetOrAdd(family, _ => [.. Simulate(family)]);

    static IEnumerable<Look> Simulate(TrafficFamily family)
    {
        for (var i = 0; i < Records; i++)
        {
            var series = BackgroundTraffic.Simulate(family, (ulong)(i * 7_919 + 17), 400, 90 * Day);
            // Golden-ratio steps: looks spread evenly over the last 60 %.
            var until = series.From + (long)((.4 + .6 * (i * .618033988749895 % 1)) * (series.To - series.From));
            yield return new([.. series.Times.Where(time => time < until)], series.From, until);
        }
    }

    sealed record Look(long[] Times, long From, long Until)
    {
        public SourceEnd End(long watchedUntil) => EndAnalysis.Of(Times, new Watch(Coverage.Whole(From, watchedUntil), 1), witnesses: null);
    }
}

using Postern.Analysis.Cadence;
using Postern.Analysis.Caching;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Cadence;

/// <summary>Studies S1, S4 and S5 of METHODS §12 in a size that runs in seconds; the full size is in <c>bench/</c>.</summary>
public sealed class CadenceCalibrationTests
{
    readonly CadenceWorkspace workspace = new();

    /// <summary>Every family, in the numbers and windows of S1.</summary>
    public static TheoryData<TrafficFamily, int, double, int> Nulls()
    {
        var data = new TheoryData<TrafficFamily, int, double, int>();
        foreach (var family in Enum.GetValues<TrafficFamily>())
        {
            data.Add(family, 20, 12_000, 100);
            data.Add(family, 100, 90_000, 50);
            data.Add(family, 1000, 300_000, 8);
            data.Add(family, 1000, 3_000_000, 8);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Nulls))]
    public void Traffic_without_a_clock_is_called_periodic_at_most_as_often_as_stated(TrafficFamily family, int count, double seconds, int series)
    {
        double[] levels = [0.05, 0.01, 0.001];
        var rejected = new int[levels.Length];
        var periodic = 0;
        for (var i = 0; i < series; i++)
        {
            var (evidence, cadence) = Describe(BackgroundTraffic.Simulate(family, 1000 + (ulong)i, count, seconds));
            for (var k = 0; k < levels.Length; k++)
                rejected[k] += evidence.LnP <= Math.Log(levels[k]) ? 1 : 0;
            periodic += cadence.Verdict == "periodic" ? 1 : 0;
        }
        for (var k = 0; k < levels.Length; k++)
            Assert.True(rejected[k] <= MostAt(levels[k], series), $"{rejected[k]} of {series} at {levels[k]}");
        Assert.True(periodic <= rejected[^1], "periodic without p < .001");
    }

    /// <summary>Lifetime, look-ups, series of each demand: most where it is hardest to tell.</summary>
    public static TheoryData<double, int, int> Caches()
    {
        var data = new TheoryData<double, int, int>();
        foreach (var ttl in new[] { 300.0, 3600 })
        {
            foreach (var (count, series) in new[] { (12, 250), (30, 600), (60, 200), (120, 80), (300, 30), (1000, 10) })
                data.Add(ttl, count, series);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public void Chance_behind_a_cache_is_called_periodic_at_most_as_often_as_the_level(double ttl, int count, int series)
    {
        int periodic = 0, regular = 0;
        double[] demands = [0.2, 1, 5, 20, 100];
        foreach (var demand in demands)
        {
            for (var i = 0; i < series; i++)
            {
                var seen = CachedTraffic.Poisson(70 + (ulong)i, count, ttl, demand);
                var (evidence, cadence) = OfLookUps(seen);
                regular += evidence.LnP <= Math.Log(1e-3) ? 1 : 0;
                periodic += cadence.Verdict == "periodic" ? 1 : 0;
            }
        }
        Assert.True(regular > demands.Length * series / 3, "hardly a series is regular: the test shows nothing");
        Assert.True(periodic <= MostAt(1e-3, demands.Length * series), $"{periodic} of {demands.Length * series}");
    }

    [Theory]
    [InlineData(BeaconClock.Schedule, 31, 0.75)]
    [InlineData(BeaconClock.Schedule, 51, 0.95)]
    [InlineData(BeaconClock.Sleep, 51, 0.8)]
    [InlineData(BeaconClock.Sleep, 101, 0.97)]
    public void A_timer_that_has_the_period_of_a_usual_lifetime_is_still_found(BeaconClock clock, int beats, double least)
    {
        const int series = 60;
        var found = 0;
        for (var i = 0; i < series; i++)
        {
            var timer = new Beacon { Clock = clock, Beats = beats, PeriodSeconds = i % 2 == 0 ? 300 : 3600, Jitter = new[] { 0.01, 0.03, 0.1 }[i % 3] };
            found += OfLookUps(timer.Simulate((ulong)i)).Cadence.Verdict == "periodic" ? 1 : 0;
        }
        Assert.True(found >= least * series, $"{found} of {series}");
    }

    [Fact]
    public void A_test_against_a_level_spectrum_fails_on_bursty_traffic()
    {
        // The control of METHODS §12: Fisher's g against white noise must call bursts periodic, or the traffic is not bursty.
        const int series = 40;
        var naive = 0;
        for (var i = 0; i < series; i++)
        {
            var bursts = BackgroundTraffic.Simulate(TrafficFamily.Sessions, 500 + (ulong)i, 300, 90_000);
            const int bins = 4096;
            double[] even = new double[bins], odd = new double[bins], power = new double[bins / 2];
            foreach (var time in bursts.Times)
            {
                var bin = (int)((time - bursts.From) / (bursts.Seconds * 1e9) * bins);
                (bin % 2 == 0 ? even : odd)[bin / 2]++;
            }
            RealFft.Power(even, odd, power);
            var lnP = Math.Log(power.Length / 2.0) - Enumerable.Range(5, power.Length / 2 - 5).Max(k => power[2 * k]) / 300;
            naive += lnP <= Math.Log(0.05) ? 1 : 0;
        }
        Assert.True(naive >= 0.2 * series, $"{naive} of {series}");
    }

    /// <summary>Least power of p below .001 that METHODS §12 states (S4: jitter to 10 %, a fifth missed; S5: sleep, jitter 30 %).</summary>
    public static TheoryData<int, double, double, int, string> Powers() => new()
    {
        { 20, 0, 0.8, 48, "S4" }, { 50, 0, 0.98, 48, "S4" }, { 200, 0, 1, 24, "S4" }, { 1000, 0, 1, 8, "S4" },
        { 50, 1, 0.65, 48, "S4" }, { 200, 1, 0.95, 24, "S4" }, { 1000, 1, 1, 8, "S4" },
        { 200, 5, 0.6, 24, "S4" }, { 1000, 5, 0.9, 8, "S4" },
        { 50, 0, 0.95, 48, "S5" }, { 1000, 0.5, 0.95, 12, "S5" },
    };

    [Theory]
    [MemberData(nameof(Powers))]
    public void Beacons_are_found_with_the_power_that_METHODS_states(int beats, double noise, double power, int series, string study)
    {
        var found = 0;
        for (var i = 0; i < series; i++)
        {
            var beacon = Beacon.WithDrawnPeriod((ulong)i, beats) with
            {
                Clock = study == "S5" || i % 2 == 1 ? BeaconClock.Sleep : BeaconClock.Schedule,
                Jitter = study == "S5" ? 0.3 : (i / 2 % 3) * 0.05,
                Missing = study == "S5" ? 0.2 : (i / 6 % 2) * 0.2,
                NoisePerBeat = noise,
                Noise = AllNoise[i % AllNoise.Length],
            };
            var simulated = beacon.Simulate(900 + (ulong)i);
            var evidence = CadenceTests.Weigh(simulated.Times, new Watch(Coverage.Whole(simulated.From, simulated.To), 1), workspace);
            found += evidence.LnP < Math.Log(1e-3) ? 1 : 0;
        }
        var least = power * series - 3 * Math.Sqrt(power * (1 - power) * series);
        Assert.True(found >= least, $"{found} of {series}, stated {power}");
    }

    /// <summary>Clock, beats, jitter, missed, noise a beat; least share with the period within the latitude.</summary>
    public static TheoryData<BeaconClock, int, double, double, double, double, double> Periods() => new()
    {
        { BeaconClock.Schedule, 20, 0.1, 0, 0, 0.02, 0.95 },
        { BeaconClock.Schedule, 200, 0.1, 0.4, 0, 0.001, 0.95 },
        { BeaconClock.Schedule, 200, 0.3, 0.4, 0, 0.01, 0.8 },
        { BeaconClock.Schedule, 200, 0.1, 0.2, 1, 0.01, 0.85 },
        { BeaconClock.Schedule, 1000, 0.3, 0.4, 1, 0.001, 0.8 },
        { BeaconClock.Sleep, 20, 0.1, 0, 0, 0.05, 0.95 },
        { BeaconClock.Sleep, 50, 0.1, 0.2, 0, 0.05, 0.9 },
        { BeaconClock.Sleep, 200, 0.1, 0.2, 0.5, 0.02, 0.9 },
        { BeaconClock.Sleep, 200, 0.3, 0.4, 0, 0.05, 0.8 },
        { BeaconClock.Sleep, 1000, 0.3, 0, 0, 0.02, 0.9 },
        { BeaconClock.Sleep, 1000, 0.1, 0.3, 1, 0.02, 0.8 },
    };

    [Theory]
    [MemberData(nameof(Periods))]
    public void Beacons_get_the_right_period(
        BeaconClock clock, int beats, double jitter, double missing, double noise, double latitude, double share)
    {
        var series = beats > 200 ? 8 : 16;
        int right = 0, other = 0;
        for (var i = 0; i < series; i++)
        {
            var beacon = Beacon.WithDrawnPeriod(40 + (ulong)i, beats) with
            {
                Clock = clock,
                Jitter = jitter,
                Missing = missing,
                NoisePerBeat = noise,
                Noise = AllNoise[i % AllNoise.Length],
            };
            var (_, cadence) = Describe(beacon.Simulate(300 + (ulong)i));
            right += Math.Abs((cadence.PeriodSeconds ?? 0) / beacon.PeriodSeconds - 1) <= latitude ? 1 : 0;
            other += cadence.Clock == (clock == BeaconClock.Schedule ? "sleep" : "schedule") ? 1 : 0;
        }
        Assert.True(right >= share * series - 3 * Math.Sqrt(share * (1 - share) * series), $"{right} of {series} right");
        if (beats >= 200)
            Assert.True(other <= 0.2 * series, $"{other} of {series} given to the other clock");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.85)]
    public void Lognormal_gaps_are_regular_spacing_without_a_period(double sigma)
    {
        var regular = 0;
        for (var i = 0; i < 20; i++)
        {
            var random = new SplitMix64(60 + (ulong)i);
            var times = new long[400];
            double seconds = 0;
            for (var k = 0; k < times.Length; k++)
                times[k] = (long)(seconds += 500 * Math.Exp(sigma * random.NextNormal())) * UnixTime.Second;
            var (evidence, cadence) = Describe(new SimulatedSeries(times, 0, times[^1] + UnixTime.Second));
            Assert.Equal("irregular", cadence.Verdict);
            if (evidence.LnP > Math.Log(1e-3))
                continue;
            regular++;
            Assert.StartsWith("Regular spacing, no fixed period", cadence.Text, StringComparison.Ordinal);
        }
        Assert.True(regular >= (sigma < 0.8 ? 15 : 1), $"{regular} of 20 regular");
    }

    [Fact]
    public void Leaving_dear_tests_out_changes_no_verdict()
    {
        var lnSingle = Math.Log(1e-3);
        int left = 0, called = 0;
        for (var i = 0; i < 600; i++)
        {
            var beats = 8 + i % 33;
            var series = i % 2 == 0
                ? BackgroundTraffic.Simulate(AllNoise[i % AllNoise.Length], (ulong)i, beats, 20_000)
                : new Beacon { Beats = beats, PeriodSeconds = 300, Jitter = 0.1 * (i % 4), Missing = 0.1 * (i % 3) }.Simulate((ulong)i);
            var watch = new Watch(Coverage.Whole(series.From, series.To), 1);
            var all = CadenceTests.Weigh(series.Times, watch, workspace);
            var some = CadenceTests.Weigh(series.Times, watch, workspace, lnSingle - Math.Log(100));
            var level = lnSingle - Math.Log(100);
            Assert.Equal(all.LnP <= level, some.LnP <= level);
            if (all.LnP <= level)
                Assert.Equal(all.LnP, some.LnP);
            left += double.IsNaN(some.LnSpectrum) && !double.IsNaN(some.LnP) ? 1 : 0;
            called += all.LnP <= level ? 1 : 0;
        }
        Assert.True(left > 20 && called > 50, $"{left} left out, {called} called: the test shows nothing");
    }

    [Fact]
    public void No_spectrum_goes_below_its_stated_reach()
    {
        for (var n = 8; n < 30; n++)
        {
            // The purest of combs, all in phase, some beats missing: as strong as lines and their harmonics get.
            for (var kind = 0; kind < 3; kind++)
            {
                var random = new SplitMix64((ulong)(n + 100 * kind));
                var step = 0;
                long[] times = [.. Enumerable.Range(0, n).Select(_ => (step += 1 + (kind == 0 ? 0 : random.Next(3 * kind))) * 1000 * UnixTime.Second)];
                workspace.Series.Load(times, new Watch(Coverage.Whole(0, times[^1] + 1000 * UnixTime.Second), 1));
                Assert.True(SpectrumTest.Run(workspace.Series, workspace).LnP >= SpectrumReach.LnLeast(n, 1));
            }
        }
    }

    static readonly TrafficFamily[] AllNoise =
    [
        TrafficFamily.Poisson, TrafficFamily.DayWave, TrafficFamily.Sessions, TrafficFamily.Weibull, TrafficFamily.LogNormal, TrafficFamily.Hawkes,
    ];

    static double MostAt(double level, int series) => level * series + 3 * Math.Sqrt(level * (1 - level) * series);

    /// <summary>As a pair's look-ups are described: METHODS §3 is asked before a beat is claimed.</summary>
    (CadenceEvidence Evidence, CadenceFindings Cadence) OfLookUps(SimulatedSeries series)
    {
        var watch = new Watch(Coverage.Whole(series.From, series.To), 1);
        var evidence = CadenceTests.Weigh(series.Times, watch, workspace);
        if (!(evidence.LnP <= Math.Log(1e-3)))
            return (evidence, CadenceAnalysis.Describe(series.Times, watch, evidence, evidence.LnP, 0.05, null, workspace));
        var spacing = Spacing.Of(series.Times, watch);
        var verdict = CacheAnalysis.Judge(spacing);
        return (evidence, CadenceAnalysis.Describe(
            series.Times, watch, evidence, evidence.LnP, 0.05, verdict == CacheVerdict.Limited ? 300 : null, workspace,
            verdict == CacheVerdict.Undetermined ? CacheAnalysis.GainOf(spacing) : null));
    }

    (CadenceEvidence Evidence, CadenceFindings Cadence) Describe(SimulatedSeries series)
    {
        var watch = new Watch(Coverage.Whole(series.From, series.To), 1);
        var evidence = CadenceTests.Weigh(series.Times, watch, workspace);
        return (evidence, CadenceAnalysis.Describe(series.Times, watch, evidence, evidence.LnP, 0.05, null, workspace));
    }
}

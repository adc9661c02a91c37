namespace Postern.Analysis.Caching;

/// <summary>Gaps of a beacon that misses beats: peaks at P, 2P, … 6P (METHODS §3, step 2).</summary>
/// <param name="Period">P, seconds.</param>
/// <param name="Spread">Standard deviation of a gap of one beat, seconds.</param>
/// <param name="Missed">Chance of a beat to be missed, 0 to 1.</param>
/// <param name="Fit">Fit over all gaps.</param>
readonly record struct BeaconGaps(double Period, double Spread, double Missed, GapFit Fit)
{
    const int Beats = 6, Steps = 40;

    /// <summary>Gain of log-likelihood a step below which nothing more is decided: laws differ by 3 at least.</summary>
    const double Enough = 5e-3;

    /// <summary>Weight of gaps that belong to no peak (nights, strays). Fixed: were it free, a few peaks in a wide heap would be a beacon.</summary>
    const double Others = .02;

    /// <summary>Most beats missed: beyond this the first peak is a minority and any heap of gaps has some period's multiples in it.</summary>
    const double MostMissed = .5;

    /// <summary>Widest peak, in periods: a uniform jitter of 35 %. Wider ones run into each other and fit anything.</summary>
    const double Widest = .2;

    /// <summary>The best of three: a schedule (every peak as wide as the first), a sleep (variance grows with the beats), and a
    /// sleep whose jitter is uniform, so that the first peak has edges instead of tails.</summary>
    public static BeaconGaps Of(ReadOnlySpan<double> gaps, double tick)
    {
        var sorted = gaps.ToArray();
        Array.Sort(sorted);
        var quartile = sorted[sorted.Length / 4];
        var near = CacheFloor.FirstNotBelow(sorted, 1.5 * quartile);
        var period = sorted[Math.Max(0, near - 1) / 2];
        var best = default(BeaconGaps);
        foreach (var grows in new[] { false, true })
        {
            foreach (var spread in new[] { .02, .2 })
            {
                var fit = new Peaks(grows, tick, sorted[^1]).Fit(gaps, period, spread * period);
                if (best.Fit.Parameters == 0 || fit.Fit.Bic(gaps.Length) < best.Fit.Bic(gaps.Length))
                    best = fit;
            }
        }
        return best;
    }

    /// <summary>A mixture of peaks and an even rest, fitted by expectation and maximisation.</summary>
    ref struct Peaks(bool grows, double tick, double longest)
    {
        readonly double[] density = new double[Beats];
        readonly double[] factor = new double[Beats]; // weight x normalising constant of each peak
        double period, spread, missed;

        public BeaconGaps Fit(ReadOnlySpan<double> gaps, double startPeriod, double startSpread)
        {
            (period, spread, missed) = (startPeriod, startSpread, .2);
            var logLikelihood = double.NegativeInfinity;
            for (var step = 0; ; step++)
            {
                Prepare();
                var before = logLikelihood;
                double members = 0, beats = 0, shift = 0, square = 0, deviation = 0;
                logLikelihood = 0;
                foreach (var gap in gaps)
                {
                    var sum = Densities(gap);
                    logLikelihood += Math.Log(sum);
                    for (var k = 1; k <= Beats; k++)
                    {
                        var r = density[k - 1] / sum;
                        if (r == 0)
                            continue;
                        var off = gap - k * period;
                        members += r;
                        beats += r * k;
                        shift += grows ? r * off : r * off * k;
                        square += grows ? r * k : r * k * k;
                        deviation += grows ? r * off * off / k : r * off * off;
                    }
                }
                if (members < 1 || step == Steps || logLikelihood - before < Enough)
                    break;
                // Least squares about the old period, so that nothing cancels when the peaks are a million times narrower than P.
                shift /= square;
                period += shift;
                spread = Math.Sqrt(Math.Max(0, deviation - shift * shift * square) / members);
                missed = Math.Min(MostMissed, 1 - members / beats);
            }
            var tails = new GapFit(logLikelihood, 3);
            if (!grows)
                return new BeaconGaps(period, spread, missed, tails);
            var edges = new GapFit(WithEdges(gaps), 4);
            return new BeaconGaps(period, spread, missed, edges.Bic(gaps.Length) < tails.Bic(gaps.Length) ? edges : tails);
        }

        void Prepare()
        {
            spread = Math.Max(Math.Min(spread, Widest * period), .3 * tick);
            for (var k = 1; k <= Beats; k++)
                factor[k - 1] = (1 - Others) * (1 - missed) * Math.Pow(missed, k - 1) / (spread * Math.Sqrt(2 * Math.PI * (grows ? k : 1)));
        }

        /// <summary>Fills the density of each peak at a gap; returns their sum with the rest.</summary>
        readonly double Densities(double gap)
        {
            var sum = Others / longest;
            for (var k = 1; k <= Beats; k++)
            {
                var z = (gap - k * period) / spread;
                var exponent = z * z / (grows ? 2 * k : 2);
                sum += density[k - 1] = exponent < 60 ? factor[k - 1] * Math.Exp(-exponent) : 0;
            }
            return sum;
        }

        /// <summary>Log-likelihood with the first peak even between its outermost members.</summary>
        readonly double WithEdges(ReadOnlySpan<double> gaps)
        {
            var (low, high) = (double.PositiveInfinity, 0.0);
            foreach (var gap in gaps)
            {
                if (Densities(gap) < 2 * density[0])
                    (low, high) = (Math.Min(low, gap), Math.Max(high, gap));
            }
            if (high < low)
                return double.NegativeInfinity;
            var even = (1 - Others) * (1 - missed) / (high - low + tick);
            var sum = 0.0;
            foreach (var gap in gaps)
                sum += Math.Log(Densities(gap) - density[0] + (gap >= low && gap <= high ? even : 0));
            return sum;
        }
    }
}

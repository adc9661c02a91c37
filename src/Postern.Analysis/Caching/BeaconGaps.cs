using System.Runtime.Intrinsics;

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
                var fit = new Peaks(grows, tick, sorted).Fit(period, spread * period);
                if (best.Fit.Parameters == 0 || fit.Fit.Bic(gaps.Length) < best.Fit.Bic(gaps.Length))
                    best = fit;
            }
        }
        return best;
    }

    /// <summary>A mixture of peaks and an even rest, fitted by expectation and maximisation; four gaps at once.</summary>
    /// <param name="grows">Whether the variance of a peak grows with its beats.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    /// <param name="gaps">Gaps, ascending, seconds.</param>
    ref struct Peaks(bool grows, double tick, ReadOnlySpan<double> gaps)
    {
        const int Lanes = 4;

        /// <summary>A peak adds nothing to a gap so many times its variance away (e^-60).</summary>
        const double Far = 60;

        readonly ReadOnlySpan<double> gaps = gaps;
        readonly double[] factor = new double[Beats]; // weight x normalising constant of each peak
        double period, spread, missed;

        public BeaconGaps Fit(double startPeriod, double startSpread)
        {
            (period, spread, missed) = (startPeriod, startSpread, .2);
            var logLikelihood = double.NegativeInfinity;
            for (var step = 0; ; step++)
            {
                Prepare();
                var before = logLikelihood;
                (logLikelihood, var sums) = Expect();
                if (sums.Members < 1 || step == Steps || logLikelihood - before < Enough)
                    break;
                // Least squares about the old period, so that nothing cancels when the peaks are a million times narrower than P.
                var shift = sums.Shift / sums.Square;
                period += shift;
                spread = Math.Sqrt(Math.Max(0, sums.Deviation - shift * shift * sums.Square) / sums.Members);
                missed = Math.Min(MostMissed, 1 - sums.Members / sums.Beats);
            }
            var tails = new GapFit(logLikelihood, 3);
            if (!grows)
                return new BeaconGaps(period, spread, missed, tails);
            var edges = new GapFit(WithEdges(), 4);
            return new BeaconGaps(period, spread, missed, edges.Bic(gaps.Length) < tails.Bic(gaps.Length) ? edges : tails);
        }

        void Prepare()
        {
            spread = Math.Max(Math.Min(spread, Widest * period), .3 * tick);
            for (var k = 1; k <= Beats; k++)
                factor[k - 1] = (1 - Others) * (1 - missed) * Math.Pow(missed, k - 1) / (spread * Math.Sqrt(2 * Math.PI * (grows ? k : 1)));
        }

        /// <summary>Log-likelihood, and what the peaks' members sum to.</summary>
        readonly (double LogLikelihood, Sums Sums) Expect()
        {
            Span<Vector256<double>> density = stackalloc Vector256<double>[Beats];
            Vector256<double> members = default, beats = default, shift = default, square = default, deviation = default, logs = default;
            for (var i = 0; i < gaps.Length; i += Lanes)
            {
                var (gap, counted) = Four(i);
                var sum = Densities(gap, density);
                logs += counted & Vector256.Log(sum);
                for (var k = 1; k <= Beats; k++)
                {
                    if (density[k - 1] == Vector256<double>.Zero)
                        continue;
                    var r = counted & (density[k - 1] / sum);
                    var off = gap - Vector256.Create(k * period);
                    members += r;
                    beats += r * k;
                    shift += grows ? r * off : r * off * k;
                    square += grows ? r * k : r * (k * k);
                    deviation += grows ? r * off * off / k : r * off * off;
                }
            }
            return (Vector256.Sum(logs), new(Vector256.Sum(members), Vector256.Sum(beats), Vector256.Sum(shift), Vector256.Sum(square), Vector256.Sum(deviation)));
        }

        /// <summary>Four gaps, and all bits set for those that are there.</summary>
        readonly (Vector256<double> Gaps, Vector256<double> Counted) Four(int from)
        {
            if (from + Lanes <= gaps.Length)
                return (Vector256.Create(gaps[from..]), Vector256<double>.AllBitsSet);
            Span<double> last = stackalloc double[Lanes];
            last.Fill(gaps[^1]);
            gaps[from..].CopyTo(last);
            return (Vector256.Create<double>(last), Vector256.LessThan(Vector256.Create(0L, 1, 2, 3), Vector256.Create((long)gaps.Length - from)).AsDouble());
        }

        /// <summary>Fills the density of each peak at four gaps; returns their sum with the rest.</summary>
        readonly Vector256<double> Densities(Vector256<double> gap, Span<Vector256<double>> density)
        {
            var sum = Vector256.Create(Others / gaps[^1]);
            for (var k = 1; k <= Beats; k++)
            {
                var z = (gap - Vector256.Create(k * period)) / spread;
                var exponent = z * z / (grows ? 2 * k : 2);
                var near = Vector256.LessThan(exponent, Vector256.Create(Far));
                if (near.AsInt64() == Vector256<long>.Zero)
                {
                    density[k - 1] = Vector256<double>.Zero;
                    continue;
                }
                density[k - 1] = near & (factor[k - 1] * Vector256.Exp(-exponent));
                sum += density[k - 1];
            }
            return sum;
        }

        /// <summary>Log-likelihood with the first peak even between its outermost members.</summary>
        readonly double WithEdges()
        {
            Span<Vector256<double>> density = stackalloc Vector256<double>[Beats];
            var (low, high) = (double.PositiveInfinity, 0.0);
            for (var i = 0; i < gaps.Length; i += Lanes)
            {
                var (gap, counted) = Four(i);
                var sum = Densities(gap, density);
                var first = counted & Vector256.LessThan(sum, 2 * density[0]);
                for (var lane = 0; lane < Lanes; lane++)
                {
                    if (first.AsInt64()[lane] != 0)
                        (low, high) = (Math.Min(low, gap[lane]), Math.Max(high, gap[lane]));
                }
            }
            if (high < low)
                return double.NegativeInfinity;
            var even = Vector256.Create((1 - Others) * (1 - missed) / (high - low + tick));
            var logs = Vector256<double>.Zero;
            for (var i = 0; i < gaps.Length; i += Lanes)
            {
                var (gap, counted) = Four(i);
                var inside = Vector256.GreaterThanOrEqual(gap, Vector256.Create(low)) & Vector256.LessThanOrEqual(gap, Vector256.Create(high));
                logs += counted & Vector256.Log(Densities(gap, density) - density[0] + (inside & even));
            }
            return Vector256.Sum(logs);
        }

        /// <summary>What the step of maximisation needs, weighed by how surely each gap belongs to each peak.</summary>
        readonly record struct Sums(double Members, double Beats, double Shift, double Square, double Deviation);
    }
}

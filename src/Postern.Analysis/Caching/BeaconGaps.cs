namespace Postern.Analysis.Caching;

/// <summary>Gaps of a beacon that misses beats: peaks at P, 2P, … 6P (METHODS §3, step 2).</summary>
/// <param name="Period">P, seconds.</param>
/// <param name="Spread">Standard deviation of a gap of one beat, seconds.</param>
/// <param name="Missed">Chance of a beat to be missed, 0 to 1.</param>
/// <param name="Others">Share of gaps that belong to no peak (nights, strays), at least .02.</param>
/// <param name="Fit">Fit over all gaps.</param>
readonly record struct BeaconGaps(double Period, double Spread, double Missed, double Others, GapFit Fit)
{
    const int Beats = 6, Steps = 40;
    const double LeastOthers = .02;

    /// <summary>The better of a schedule (every peak as wide as the first) and a sleep (variance grows with the beats).</summary>
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
                var fit = Fitted(gaps, period, spread * period, grows, tick, sorted[^1]);
                if (best.Fit.Parameters == 0 || fit.Fit.LogLikelihood > best.Fit.LogLikelihood)
                    best = fit;
            }
        }
        return best;
    }

    static BeaconGaps Fitted(ReadOnlySpan<double> gaps, double period, double spread, bool grows, double tick, double longest)
    {
        Span<double> density = stackalloc double[Beats];
        Span<double> factor = stackalloc double[Beats]; // weight x normalising constant of each peak
        var (missed, others, logLikelihood) = (.2, LeastOthers, 0.0);
        for (var step = 0; ; step++)
        {
            spread = Math.Max(spread, .3 * tick);
            for (var k = 1; k <= Beats; k++)
                factor[k - 1] = (1 - others) * (1 - missed) * Math.Pow(missed, k - 1) / (spread * Math.Sqrt(2 * Math.PI * (grows ? k : 1)));
            double members = 0, beats = 0, shift = 0, square = 0, deviation = 0;
            logLikelihood = 0;
            foreach (var gap in gaps)
            {
                var sum = others / longest;
                for (var k = 1; k <= Beats; k++)
                {
                    var z = (gap - k * period) / spread;
                    sum += density[k - 1] = factor[k - 1] * Math.Exp(-z * z / (grows ? 2 * k : 2));
                }
                logLikelihood += Math.Log(sum);
                for (var k = 1; k <= Beats; k++)
                {
                    var r = density[k - 1] / sum;
                    var off = gap - k * period;
                    members += r;
                    beats += r * k;
                    shift += grows ? r * off : r * off * k;
                    square += grows ? r * k : r * k * k;
                    deviation += grows ? r * off * off / k : r * off * off;
                }
            }
            if (members < 1 || step == Steps)
                break;
            // Least squares about the old period, so that nothing cancels when the peaks are a million times narrower than P.
            shift /= square;
            period += shift;
            spread = Math.Sqrt(Math.Max(0, deviation - shift * shift * square) / members);
            (missed, others) = (1 - members / beats, Math.Max(LeastOthers, 1 - members / gaps.Length));
        }
        return new BeaconGaps(period, spread, missed, others, new GapFit(logLikelihood, others > LeastOthers ? 4 : 3));
    }
}

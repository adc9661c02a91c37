namespace Postern.Analysis.Cadence;

/// <summary>A sleep seen through its gaps alone (METHODS §3, model ii): each gap is k periods long, k - 1 beats missed between.</summary>
/// <remarks>The gap of k periods is normal about kP with variance k s²; a few gaps may be anything (exponential). Where next to
/// nothing but the beat is there, this is the whole likelihood, and its jitter is not cut short as that of a chain is.</remarks>
static class GapMixtureFit
{
    const int MostPeriods = 6;
    const int MostSteps = 40;
    /// <summary>Gaps that the steps are made on; of longer series every so many-th, and one last step on all.</summary>
    const int Sample = 500;
    const double Negligible = 40;
    /// <summary>With more strays a gap is no longer a number of periods: other fits are for that.</summary>
    const double MostStrays = 0.3;
    const double RootTwoPi = 2.5066282746310002;

    /// <summary>Fits from a start; null when there are too few gaps or the fit falls apart.</summary>
    /// <param name="times">Seconds, ascending.</param>
    /// <param name="near">A period within some ten per cent.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public static Beat? Of(ReadOnlySpan<double> times, double near, double tick)
    {
        var n = times.Length - 1;
        if (n < 5 || !(near >= 4 * tick))
            return null;
        var mean = (times[^1] - times[0]) / n;
        var exponential = -n * Math.Log(mean) - n;
        double period = near, spread = 0.15 * near, missed = 0.1, stray = 0.02, gain = double.NegativeInfinity;
        var periods = new byte[n]; // the likeliest k of each gap, 0 for a stray
        Span<double> density = stackalloc double[MostPeriods + 1], factor = stackalloc double[MostPeriods + 1], scale = stackalloc double[MostPeriods + 1];
        var stride = Math.Max(1, n / Sample);
        for (var step = 0; step < MostSteps; step++)
        {
            double total = 0, weight = 0, steps = 0, squares = 0, strays = 0, along = 0;
            var share = (1 - stray) * (1 - missed);
            for (var k = 1; k <= MostPeriods; k++, share *= missed)
                (factor[k], scale[k]) = (share / (spread * Math.Sqrt(k) * RootTwoPi), 1 / (2 * k * spread * spread));
            for (var i = 0; i < n; i += stride)
            {
                var gap = times[i + 1] - times[i];
                density[0] = stray * Math.Exp(-gap / mean) / mean;
                var sum = density[0];
                var likeliest = 0;
                for (var k = 1; k <= MostPeriods; k++)
                {
                    var deviation = gap - k * period;
                    var exponent = deviation * deviation * scale[k];
                    density[k] = exponent > Negligible ? 0 : factor[k] * Math.Exp(-exponent);
                    sum += density[k];
                    if (density[k] > density[likeliest])
                        likeliest = k;
                }
                periods[i] = (byte)likeliest;
                if (!(sum > 0))
                    return null;
                total += Math.Log(sum);
                strays += density[0] / sum;
                for (var k = 1; k <= MostPeriods; k++)
                {
                    if (density[k] == 0)
                        continue;
                    var posterior = density[k] / sum;
                    var deviation = gap - k * period;
                    weight += posterior;
                    steps += posterior * k;
                    along += posterior * gap;
                    squares += posterior * deviation * deviation / k;
                }
            }
            var whole = stride == 1;
            var seen = (n + stride - 1) / stride;
            var done = total - gain < 0.01;
            gain = total;
            if (weight < 3)
                return null;
            if (done && whole)
                break;
            if (done || step == MostSteps - 2)
                (stride, gain) = (1, double.NegativeInfinity); // the last steps on all
            period = along / steps;
            spread = Math.Max(Math.Sqrt(squares / weight), 0.3 * tick);
            missed = Math.Clamp(1 - weight / steps, 1e-3, 0.95);
            stray = Math.Max(strays / seen, 0.5 / n);
            if (stray > MostStrays)
                return null;
        }
        return Measure(times, periods, period, spread, gain - exponential);
    }

    static Beat? Measure(ReadOnlySpan<double> times, byte[] periods, double period, double spread, double gain)
    {
        List<int> members = [];
        List<long> numbers = [];
        long beats = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var k = i > 0 ? periods[i - 1] : 0; // periods since the occasion before, 0 when it was no beat's
            beats += k;
            if (k == 0 && (i == periods.Length || periods[i] == 0))
                continue;
            numbers.Add(members.Count == 0 ? 0
                : numbers[^1] + (k > 0 ? k : Math.Max(1, (long)Math.Round((times[i] - times[members[^1]]) / period))));
            members.Add(i);
        }
        if (members.Count < 4)
            return null;
        return new Beat
        {
            Clock = BeatClock.Sleep,
            Period = period,
            PeriodError = spread / Math.Sqrt(beats),
            Jitter = spread,
            Scheduled = numbers[^1] + 1,
            Kept = members.Count,
            Members = [.. members],
            Numbers = [.. numbers],
            Gain = gain,
        };
    }
}

namespace Postern.Analysis.Cadence;

/// <summary>Changes of the period (METHODS §2.4, 5): where two stretches, fitted apart, say much more than one fit of both.</summary>
/// <remarks>A change is proposed where the beat runs farthest from one even period (observed less calculated), and where the
/// gaps change their size most; it is taken when the fits on both sides gain enough over the fit of the whole. So a
/// schedule that drifts by a thousandth is found as well as a sleep that is halved.</remarks>
static class PeriodSteps
{
    const int LeastOccasions = 16;
    const int Deepest = 3;
    /// <summary>What a change must gain beside its parameters' price; a wrong one does once in some thousand series.</summary>
    const double LeastGain = 8;
    /// <summary>Standard deviations beyond which a step of a chain is no step but a bridge.</summary>
    const double MostDeviation = 6;

    /// <summary>The best beat, in pieces if its period changed, and the changes; earliest first.</summary>
    public static (Beat Beat, IReadOnlyList<PeriodStep> Steps) Refine(ReadOnlySpan<double> times, BeatFits fits, double tick)
    {
        var pieces = Split(times, 0, fits, tick, Deepest);
        if (pieces.Count == 1)
            return (fits.Best!, []);
        List<PeriodStep> steps = [];
        for (var i = 1; i < pieces.Count; i++)
            steps.Add(new PeriodStep(pieces[i].Offset + pieces[i].Beat.Members[0], pieces[i - 1].Beat.Period, pieces[i].Beat.Period));
        return (Join(times, pieces), steps);
    }

    static List<(Beat Beat, int Offset)> Split(ReadOnlySpan<double> times, int offset, BeatFits fits, double tick, int depth)
    {
        var whole = fits.Best!;
        if (depth > 0 && times.Length >= 2 * LeastOccasions)
        {
            var best = (Gain: whole.Gain + LeastGain, Cut: 0, Before: fits, After: fits);
            foreach (var cut in new[] { RunsFarthest(times, fits), ChangesSize(times) })
            {
                if (cut == best.Cut || cut < LeastOccasions || times.Length - cut < LeastOccasions)
                    continue;
                BeatFits before = Fit(times[..cut], whole, tick), after = Fit(times[cut..], whole, tick);
                if (before.Best is not { } left || after.Best is not { } right || !BeatEstimate.IsPlausible(left, tick) || !BeatEstimate.IsPlausible(right, tick))
                    continue;
                var apart = Math.Abs(left.Period - right.Period);
                var error = Math.Sqrt(left.PeriodError * left.PeriodError + right.PeriodError * right.PeriodError);
                var gain = left.Gain + right.Gain - 2 * Math.Log(times.Length);
                if (gain > best.Gain && apart > 3 * error)
                    best = (gain, cut, before, after);
            }
            if (best.Cut > 0)
                return [.. Split(times[..best.Cut], offset, best.Before, tick, depth - 1), .. Split(times[best.Cut..], offset + best.Cut, best.After, tick, depth - 1)];
        }
        return [(whole, offset)];
    }

    static BeatFits Fit(ReadOnlySpan<double> times, Beat whole, double tick)
    {
        // Near the whole's period, and near this stretch's own middle gap.
        var chain = SleepFit.Of(times, whole.Period, tick)?.Period ?? whole.Period;
        var fits = BeatFits.None.With(times, chain, chain, tick);
        var gaps = new double[times.Length - 1];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = times[i + 1] - times[i];
        gaps.AsSpan().Sort();
        var middle = gaps[gaps.Length / 2];
        if (Math.Abs(middle - chain) < 0.02 * chain)
            return fits;
        var own = SleepFit.Of(times, middle, tick)?.Period ?? middle;
        return fits.With(times, own, own, tick);
    }

    /// <summary>The occasion at which the beat is farthest from one even period; -1 when it never strays farther than its clock lets it.</summary>
    /// <remarks>A sleep strays like a Brownian bridge: 1.6 standard deviations of its end once in 80. A schedule, or one in pieces
    /// taken for a sleep, shows by steps that undo each other: it may stray by a few steps' jitter.</remarks>
    static int RunsFarthest(ReadOnlySpan<double> times, BeatFits fits)
    {
        var chain = fits.Best!;
        double apart = 0, beats = 0;
        for (var i = 1; i < chain.Members.Length; i++)
        {
            var steps = chain.Numbers[i] - chain.Numbers[i - 1];
            if (steps > SleepFit.LongestStep)
                continue;
            apart += times[chain.Members[i]] - times[chain.Members[i - 1]];
            beats += steps;
        }
        double run = 0, most = 6 * chain.Jitter, before = 0, squares = 0, products = 0;
        var at = -1;
        for (var i = 1; i < chain.Members.Length; i++)
        {
            var steps = chain.Numbers[i] - chain.Numbers[i - 1];
            if (steps > SleepFit.LongestStep)
                continue;
            var deviation = times[chain.Members[i]] - times[chain.Members[i - 1]] - steps * apart / beats;
            if (Math.Abs(deviation) > MostDeviation * chain.Jitter * Math.Sqrt(steps))
                continue; // a bridge
            (squares, products, before) = (squares + deviation * deviation, products + deviation * before, deviation);
            run += deviation;
            if (Math.Abs(run) > most)
                (most, at) = (Math.Abs(run), chain.Members[i]);
        }
        return products < -0.2 * squares || most > 1.6 * chain.Jitter * Math.Sqrt(beats) ? at : -1;
    }

    /// <summary>The occasion at which the logarithms of the gaps change their mean most; -1 when chance would do as much once in 100.</summary>
    static int ChangesSize(ReadOnlySpan<double> times)
    {
        var n = times.Length - 1;
        double sum = 0, squares = 0;
        for (var i = 1; i <= n; i++)
        {
            var log = Math.Log(times[i] - times[i - 1]);
            sum += log;
            squares += log * log;
        }
        var mean = sum / n;
        // The largest excursion of a Brownian bridge passes 1.63 once in 100.
        double run = 0, most = 1.63 * Math.Sqrt(Math.Max(0, squares - n * mean * mean));
        var at = -1;
        for (var i = 1; i <= n; i++)
        {
            run += Math.Log(times[i] - times[i - 1]) - mean;
            if (Math.Abs(run) > most)
                (most, at) = (Math.Abs(run), i);
        }
        return at;
    }

    static Beat Join(ReadOnlySpan<double> times, List<(Beat Beat, int Offset)> pieces)
    {
        List<int> members = [];
        List<long> numbers = [];
        foreach (var (beat, offset) in pieces)
        {
            var start = members.Count == 0 ? 0
                : numbers[^1] + Math.Max(1, (long)Math.Round((times[beat.Members[0] + offset] - times[members[^1]]) / beat.Period));
            members.AddRange(beat.Members.Select(m => m + offset));
            numbers.AddRange(beat.Numbers.Select(k => k + start));
        }
        var kept = pieces.Sum(p => p.Beat.Kept);
        return pieces.MaxBy(p => p.Beat.Kept).Beat with
        {
            Jitter = Math.Sqrt(pieces.Sum(p => p.Beat.Kept * p.Beat.Jitter * p.Beat.Jitter) / kept),
            Scheduled = numbers[^1] + 1,
            Kept = Math.Min(kept, numbers[^1] + 1),
            Members = [.. members],
            Numbers = [.. numbers],
            Gain = pieces.Sum(p => p.Beat.Gain) - (pieces.Count - 1) * 2 * Math.Log(times.Length),
        };
    }
}

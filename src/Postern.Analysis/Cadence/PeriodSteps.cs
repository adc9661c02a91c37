namespace Postern.Analysis.Cadence;

delegate Beat? BeatFitter(ReadOnlySpan<double> times, double period);

/// <summary>Changes of the period (METHODS §2.4, 5), found in how far a chain of contacts runs from one even beat.</summary>
static class PeriodSteps
{
    const int LeastLinks = 8;
    /// <summary>Largest excursion of observed less calculated times, in standard deviations of their end. A Brownian bridge
    /// passes 2.3 once in 20,000; a schedule's runs bounded, far below.</summary>
    const double Threshold = 2.3;

    /// <summary>Where the period of a chain changes, by splitting again and again; earliest first.</summary>
    public static List<PeriodStep> Of(ReadOnlySpan<double> times, Beat chain)
    {
        List<int> cuts = [];
        Split(times, chain, 0, chain.Members.Length - 1, cuts);
        cuts.Sort();
        List<PeriodStep> steps = [];
        for (var c = 0; c < cuts.Count; c++)
        {
            var (from, to) = (c == 0 ? 0 : cuts[c - 1], c + 1 == cuts.Count ? chain.Members.Length - 1 : cuts[c + 1]);
            steps.Add(new PeriodStep(chain.Members[cuts[c]], Mean(times, chain, from, cuts[c]), Mean(times, chain, cuts[c], to)));
        }
        return steps;
    }

    /// <summary>One beat out of fits on both sides of every step; null when a side has none.</summary>
    public static Beat? Joined(ReadOnlySpan<double> times, Beat chain, List<PeriodStep> steps, BeatFitter fit)
    {
        List<(Beat Beat, int Offset)> parts = [];
        for (var i = 0; i <= steps.Count; i++)
        {
            var from = i == 0 ? 0 : steps[i - 1].At;
            var to = i == steps.Count ? times.Length : steps[i].At;
            if (fit(times[from..to], i == 0 ? steps[0].Before : steps[i - 1].After) is not { } beat)
                return null;
            parts.Add((beat, from));
        }
        var longest = parts.MaxBy(p => p.Beat.Scheduled).Beat;
        List<int> members = [];
        List<long> numbers = [];
        foreach (var (beat, offset) in parts)
        {
            if (beat.Members.Length == 0)
                return null;
            var start = members.Count == 0 ? 0
                : numbers[^1] + Math.Max(1, (long)Math.Round((times[beat.Members[0] + offset] - times[members[^1]]) / beat.Period));
            members.AddRange(beat.Members.Select(m => m + offset));
            numbers.AddRange(beat.Numbers.Select(k => k + start));
        }
        return longest with
        {
            Pieces = parts.Count,
            Jitter = Math.Sqrt(parts.Sum(p => p.Beat.Kept * p.Beat.Jitter * p.Beat.Jitter) / parts.Sum(p => p.Beat.Kept)),
            Scheduled = numbers[^1] + 1,
            Kept = parts.Sum(p => p.Beat.Kept),
            Members = [.. members],
            Numbers = [.. numbers],
            // Each piece pays for its own parameters.
            Gain = parts.Sum(p => p.Beat.Gain) - (parts.Count - 1) * 2 * Math.Log(times.Length),
        };
    }

    static void Split(ReadOnlySpan<double> times, Beat chain, int from, int to, List<int> cuts)
    {
        if (to - from < 2 * LeastLinks)
            return;
        var period = Mean(times, chain, from, to);
        double most = 0, squares = 0, run = 0, beats = 0;
        int at = -1, links = 0;
        for (var i = from + 1; i <= to; i++)
        {
            var steps = chain.Numbers[i] - chain.Numbers[i - 1];
            if (steps > SleepFit.LongestStep)
                continue;
            var deviation = times[chain.Members[i]] - times[chain.Members[i - 1]] - steps * period;
            squares += deviation * deviation / steps;
            beats += steps;
            run += deviation;
            links++;
            if (i - from >= LeastLinks && to - i >= LeastLinks && Math.Abs(run) > most)
                (most, at) = (Math.Abs(run), i);
        }
        var end = Math.Sqrt(squares / Math.Max(1, links) * beats);
        if (at < 0 || most <= Threshold * end)
            return;
        cuts.Add(at);
        Split(times, chain, from, at, cuts);
        Split(times, chain, at, to, cuts);
    }

    static double Mean(ReadOnlySpan<double> times, Beat chain, int from, int to)
    {
        double apart = 0, beats = 0;
        for (var i = from + 1; i <= to; i++)
        {
            var steps = chain.Numbers[i] - chain.Numbers[i - 1];
            if (steps > SleepFit.LongestStep)
                continue;
            apart += times[chain.Members[i]] - times[chain.Members[i - 1]];
            beats += steps;
        }
        return beats > 0 ? apart / beats : chain.Period;
    }
}

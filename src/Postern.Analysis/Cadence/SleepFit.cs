namespace Postern.Analysis.Cadence;

/// <summary>The model of a sleep (METHODS §2.4, 3): the next contact comes one jittered period after the last, so that jitter adds up.</summary>
/// <remarks>The beat is the longest chain of contacts whose steps are one to four periods; found by dynamic programming in
/// one pass, with the best predecessor for each number of periods kept in a sliding window. A pause of any other length (the machine
/// was off, many beats in a row were missed, or the loop was started anew out of its turn) may be bridged at the cost of three
/// contacts; nothing is learned from such a bridge.</remarks>
static class SleepFit
{
    /// <summary>Most periods in one step of a chain; a longer one is a bridge.</summary>
    public const int LongestStep = 4;
    const double StepCost = 0.3;
    const double BridgeCost = 3;
    const int Sample = 500;
    static readonly double[] Spreads = [0.02, 0.05, 0.1, 0.15];

    /// <summary>Fits a sleep near a period; null when no chain of at least 4 contacts is found.</summary>
    /// <param name="times">Seconds, ascending.</param>
    /// <param name="near">A period within a few per cent.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public static Beat? Of(ReadOnlySpan<double> times, double near, double tick)
    {
        if (times.Length < 4 || !(near >= 4 * tick))
            return null;
        // The width of the steps is chosen on the middle of a long series.
        var part = times.Length > 2 * Sample ? times.Slice((times.Length - Sample) / 2, Sample) : times;
        Beat? best = null;
        var bestSpread = 0.0;
        foreach (var spread in Spreads)
        {
            var fit = Twice(part, near, spread, tick);
            if (fit is not null && (best is null || fit.Gain > best.Gain))
                (best, bestSpread) = (fit, spread);
        }
        if (best is not null && part.Length < times.Length)
            best = Twice(times, best.Period, bestSpread, tick);
        return best is null ? null : Narrowed(times, best, tick);
    }

    /// <summary>A chain, and another from the period that it gave: a start a few per cent off loses links.</summary>
    static Beat? Twice(ReadOnlySpan<double> times, double near, double spread, double tick)
    {
        var fit = Chain(times, near, spread, tick);
        return fit is null ? null : Better(fit, Chain(times, fit.Period, spread, tick));
    }

    /// <summary>A chain about the middle step, as narrow as most steps are: a loop that is exact but now and then started anew
    /// leaves a few steps that are none, and these must not widen the others.</summary>
    static Beat Narrowed(ReadOnlySpan<double> times, Beat fit, double tick)
    {
        List<double> steps = [];
        for (var i = 1; i < fit.Members.Length; i++)
        {
            var m = fit.Numbers[i] - fit.Numbers[i - 1];
            if (m <= LongestStep)
                steps.Add((times[fit.Members[i]] - times[fit.Members[i - 1]]) / m);
        }
        if (steps.Count < 4)
            return fit;
        var apart = steps.ToArray();
        var middle = Median.Select(apart, apart.Length / 2);
        for (var i = 0; i < apart.Length; i++)
            apart[i] = Math.Abs(steps[i] - middle);
        var deviation = Math.Max(1.4826 * Median.Select(apart, apart.Length / 2), 0.3 * tick);
        return 2 * deviation < fit.Jitter ? Better(fit, Twice(times, middle, 2 * deviation / middle, tick)) : fit;
    }

    static Beat Better(Beat fit, Beat? other) => other is not null && other.Gain > fit.Gain ? other : fit;

    static Beat? Chain(ReadOnlySpan<double> times, double period, double spread, double tick)
    {
        var n = times.Length;
        var score = new double[n];
        var previous = new int[n];
        var steps = new byte[n];
        var windows = new Window[LongestStep];
        for (var m = 1; m <= LongestStep; m++)
            windows[m - 1] = new Window(m * period, Math.Min(3 * spread * period * Math.Sqrt(m) + tick, 0.45 * period), n);
        var last = 0; // the best end of a chain so far
        for (var i = 0; i < n; i++)
        {
            double most = 0;
            previous[i] = -1;
            if (i > 0 && score[last] - BridgeCost > 0)
                (most, previous[i], steps[i]) = (score[last] - BridgeCost, last, 0);
            for (var m = 1; m <= LongestStep; m++)
            {
                var j = windows[m - 1].Best(times, score, i);
                if (j >= 0 && score[j] - StepCost * (m - 1) > most)
                    (most, previous[i], steps[i]) = (score[j] - StepCost * (m - 1), j, (byte)m);
            }
            score[i] = 1 + most;
            if (score[i] > score[last])
                last = i;
        }
        return Measure(times, previous, steps, last, tick);
    }

    static Beat? Measure(ReadOnlySpan<double> times, int[] previous, byte[] steps, int last, double tick)
    {
        List<int> members = [];
        for (var i = last; i >= 0; i = previous[i])
            members.Add(i);
        members.Reverse();
        if (members.Count < 4)
            return null;
        double apart = 0, beats = 0;
        for (var i = 1; i < members.Count; i++)
        {
            if (steps[members[i]] == 0)
                continue;
            apart += times[members[i]] - times[members[i - 1]];
            beats += steps[members[i]];
        }
        var period = apart / beats;
        var numbers = new long[members.Count];
        double squares = 0, roots = 0;
        var links = 0;
        for (var i = 1; i < numbers.Length; i++)
        {
            var wait = times[members[i]] - times[members[i - 1]];
            var m = steps[members[i]];
            numbers[i] = numbers[i - 1] + (m > 0 ? m : Math.Max(1, (long)Math.Round(wait / period)));
            if (m == 0)
                continue;
            links++;
            squares += (wait - m * period) * (wait - m * period) / m;
            roots += 0.5 * Math.Log(m);
        }
        if (links < 3)
            return null;
        var spread = Math.Max(Math.Sqrt(squares / links) / period, 0.3 * tick / period);
        var span = times[^1] - times[0];
        var rate = times.Length / span;
        var scheduled = Math.Max(span / period, numbers[^1] + 1);
        var kept = Math.Min(0.999, members.Count / scheduled);
        var gain = members.Count * Math.Log(kept) + (scheduled - members.Count) * Math.Log(1 - kept)
            - squares / (2 * spread * spread * period * period)
            - roots - links * Math.Log(rate * period * spread * Math.Sqrt(2 * Math.PI))
            - (numbers.Length - 1 - links) * Math.Log(times.Length) // a bridge lands anywhere
            + members.Count + Strays(times.Length - members.Count, times.Length);
        return new Beat
        {
            Clock = BeatClock.Sleep,
            Period = period,
            PeriodError = spread * period / Math.Sqrt(beats),
            Jitter = spread * period,
            Scheduled = numbers[^1] + 1,
            Kept = members.Count,
            Members = [.. members],
            Numbers = numbers,
            Gain = gain,
        };
    }

    /// <summary>What the strays' own, lower rate gains over the rate of all.</summary>
    static double Strays(double strays, double all) => strays > 0 ? strays * Math.Log(strays / all) : 0;

    /// <summary>The contacts between centre - half and centre + half before the current one, the best score of them first.</summary>
    sealed class Window(double centre, double half, int capacity)
    {
        readonly int[] queue = new int[capacity];
        int head;
        int tail;
        int next;

        public int Best(ReadOnlySpan<double> times, double[] score, int i)
        {
            for (; next < i && times[next] <= times[i] - centre + half; next++)
            {
                while (tail > head && score[queue[tail - 1]] <= score[next])
                    tail--;
                queue[tail++] = next;
            }
            while (head < tail && times[queue[head]] < times[i] - centre - half)
                head++;
            return head < tail ? queue[head] : -1;
        }
    }
}

namespace Postern.Analysis.Changes;

/// <summary>The test of one stretch of a series against the rest.</summary>
static class WindowTest
{
    /// <summary>Shorter than this share of what it is compared with, a stretch is a spike, compared with single stretches like it; else a level.</summary>
    const double ShortShare = 1.0 / 8;

    // How many independent windows the search amounts to, in units of the windows of this length that fit side by side:
    // set by simulation so that innocent traffic of no family is listed more often than ChangeAnalysis.Level.
    const double SpikeTries = 4;
    const double LevelTries = 6;

    // Batches of neighbouring levels are cut from the whole series, so that they stay long against the memory of the traffic.
    const double NeighbourBatches = 16;

    /// <summary>The change that [start, end) would be within [from, until); null when the counts do not even differ by Poisson chance.</summary>
    public static RateChange? Of(ChangeSeries series, double start, double end, double from, double until)
    {
        var (node, width) = (until - from, end - start);
        var (touchesStart, touchesEnd) = (start <= from, end >= until);
        if (touchesStart && width > node / 2)
            (start, end, touchesStart, touchesEnd) = (end, until, false, true);
        else if (touchesEnd && width > node / 2)
            (start, end, touchesStart, touchesEnd) = (from, start, true, false);
        width = end - start;
        var isSpike = width < ShortShare * node;
        var tries = isSpike ? SpikeTries * series.Length / Math.Max(width, series.Shortest) : LevelTries * LevelTest.Batches;
        if (Gain(series, start, end, from, until) < Math.Log(tries) + 1)
            return null; // exp(-gain) bounds the Poisson chance, which the habit only raises; far above the level already
        var (lnP, phi) = isSpike ? Spike(series, start, end, from, until) : Level(series, start, end, from, until, node / LevelTest.Batches);
        lnP = Math.Min(0, lnP + Math.Log(tries));
        if (lnP <= Math.Log(ChangeAnalysis.Level))
            lnP = Math.Max(lnP, GapHabit.LogP(series.Contacts, start, end, from, until));
        // A level at the start of the stretch is a change at its end.
        return touchesStart && !isSpike ? new(end, until, from, until, lnP, phi) : new(start, end, from, until, lnP, phi);
    }

    /// <summary>The change from one level to the next; null when the counts do not even differ by Poisson chance.</summary>
    /// <remarks>Tried are as many independent windows more as stretches of this length fit into the series.</remarks>
    public static RateChange? OfNeighbours(ChangeSeries series, double from, double border, double until)
    {
        var tries = LevelTries * LevelTest.Batches * series.Length / (until - from);
        if (Gain(series, border, until, from, until) < Math.Log(tries) + 1)
            return null;
        var (lnP, phi) = Level(series, border, until, from, until, series.Length / NeighbourBatches);
        lnP = Math.Min(0, lnP + Math.Log(tries));
        if (lnP <= Math.Log(ChangeAnalysis.Level))
            lnP = Math.Max(lnP, Math.Max(GapHabit.LogP(series.Contacts, border, until, from, until), GapHabit.LogP(series.Contacts, from, border, from, until)));
        return new(border, until, from, until, lnP, phi);
    }

    /// <summary>Shortest stretch that is a level of its own beside its neighbours, seconds.</summary>
    public static double LeastLevel(ChangeSeries series) => ShortShare * series.Length;

    /// <summary>Gain of log likelihood by giving the window a rate of its own.</summary>
    static double Gain(ChangeSeries series, double start, double end, double from, double until)
    {
        var (inside, all) = (series.Count(start, end), series.Count(from, until));
        var (width, node) = (end - start, until - from);
        return OptimalPartition.Fitness(inside, width) + OptimalPartition.Fitness(all - inside, node - width) - OptimalPartition.Fitness(all, node);
    }

    static (double LogP, double Phi) Spike(ChangeSeries series, double start, double end, double from, double until)
    {
        if (end - start < series.Shortest)
        {
            var middle = Math.Clamp((start + end) / 2, from + series.Shortest / 2, until - series.Shortest / 2);
            (start, end) = (middle - series.Shortest / 2, middle + series.Shortest / 2);
        }
        Span<int> room = stackalloc int[528];
        var habit = room[..series.Habit(start, end, from, until, room)];
        double sum = 0, squares = 0;
        foreach (var count in habit)
        {
            sum += count;
            squares += (double)count * count;
        }
        var mean = sum / habit.Length;
        var phi = sum > 0 && habit.Length > 1 ? Math.Max(1, (squares - sum * mean) / (habit.Length - 1) / mean) : 1;
        return (HabitTest.LogP(series.Count(start, end), habit), phi);
    }

    static (double LogP, double Phi) Level(ChangeSeries series, double start, double end, double from, double until, double batch)
    {
        var test = new LevelTest();
        Add(ref test, series, from, start, batch, inside: false);
        Add(ref test, series, start, end, batch, inside: true);
        Add(ref test, series, end, until, batch, inside: false);
        return (test.LogP(), test.Phi);
    }

    static void Add(ref LevelTest test, ChangeSeries series, double from, double until, double batch, bool inside)
    {
        var batches = (int)Math.Round((until - from) / batch);
        var width = (until - from) / batches;
        for (var i = 0; i < batches; i++)
            test.Add(series.Count(from + i * width, i == batches - 1 ? until : from + (i + 1) * width), width, inside);
    }
}

using Postern.Analysis.Numerics;

namespace Postern.Analysis.Rhythm;

/// <summary>The contacts of a series by local day and hour, kept sparse: the hours that hold any.</summary>
sealed class DayHours
{
    /// <summary>Random draws of each interval and test (METHODS §4).</summary>
    public const int Draws = 999;

    /// <summary>No chance by these draws is told below this one.</summary>
    public const double LeastChance = 1 / (Draws + 1.0);

    const int Quiet = 6;
    readonly LocalDays days;
    readonly int[] firstOf; // first cell of each active day, one more for the end
    readonly int[] hours;
    readonly int[] counts;
    readonly int[] active; // day numbers

    /// <summary>Counts the contacts that lie in the days.</summary>
    public DayHours(LocalDays days, ReadOnlySpan<long> times)
    {
        this.days = days;
        var cells = days.Tally(times);
        List<int> first = [], hour = [], count = [], day = [];
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i] == 0)
                continue;
            if (day.Count == 0 || day[^1] != i / LocalDays.Hours)
            {
                first.Add(hour.Count);
                day.Add(i / LocalDays.Hours);
            }
            hour.Add(i % LocalDays.Hours);
            count.Add((int)cells[i]);
        }
        first.Add(hour.Count);
        (firstOf, hours, counts, active) = ([.. first], [.. hour], [.. count], [.. day]);
        OfWeek = [.. days.Week(cells).Select(c => (int)c)];
    }

    /// <summary>Local days that hold a contact.</summary>
    public int ActiveDays => active.Length;

    /// <summary>Contacts by hour of the week, Monday 00 first.</summary>
    public int[] OfWeek { get; }

    /// <summary>Contacts per covered hour at each hour of the day, of the weekdays asked for.</summary>
    public double?[] Rates(Func<int, bool> weekday)
    {
        var rates = new double?[LocalDays.Hours];
        var covered = days.OfWeek();
        for (var hour = 0; hour < rates.Length; hour++)
        {
            double sum = 0, seconds = 0;
            for (var day = 0; day < LocalDays.WeekDays; day++)
                if (weekday(day))
                    (sum, seconds) = (sum + OfWeek[day * LocalDays.Hours + hour], seconds + covered[day * LocalDays.Hours + hour]);
            rates[hour] = seconds > 0 ? sum / (seconds / 3_600) : null;
        }
        return rates;
    }

    /// <summary>Contacts per covered hour on each weekday.</summary>
    public double?[] WeekdayRates()
    {
        var covered = days.OfWeek();
        return [.. Enumerable.Range(0, LocalDays.WeekDays).Select(day =>
        {
            var (first, end) = (day * LocalDays.Hours, (day + 1) * LocalDays.Hours);
            var seconds = covered[first..end].Sum();
            return seconds > 0 ? OfWeek[first..end].Sum() / (seconds / 3_600) : (double?)null;
        })];
    }

    /// <summary>95 % limits of the hourly rates, days resampled.</summary>
    public (double?[] Low, double?[] High) Limits(SplitMix64 random)
    {
        var covered = new double[LocalDays.Hours];
        for (var i = 0; i < days.Covered.Length; i++)
            covered[i % LocalDays.Hours] += days.Covered[i];
        var drawn = new double[LocalDays.Hours][];
        for (var hour = 0; hour < drawn.Length; hour++)
            drawn[hour] = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var i = 0; i < days.Count; i++)
            {
                // A day drawn that holds nothing adds nothing.
                var at = random.Next(days.Count);
                if (at >= active.Length)
                    continue;
                for (var cell = firstOf[at]; cell < firstOf[at + 1]; cell++)
                    drawn[hours[cell]][draw] += counts[cell];
            }
        }
        var (low, high) = (new double?[LocalDays.Hours], new double?[LocalDays.Hours]);
        for (var hour = 0; hour < drawn.Length; hour++)
        {
            if (covered[hour] <= 0)
                continue;
            Array.Sort(drawn[hour]);
            low[hour] = drawn[hour][(int)(.025 * Draws)] / (covered[hour] / 3_600);
            high[hour] = drawn[hour][(int)(.975 * Draws)] / (covered[hour] / 3_600);
        }
        return (low, high);
    }

    /// <summary>The quiet window; null when an hour of the day was never watched.</summary>
    /// <param name="random">Turns the days; without it the chance is left out.</param>
    public Findings.QuietWindow? QuietWindow(SplitMix64? random)
    {
        var weight = new double[LocalDays.Hours];
        for (var i = 0; i < days.Covered.Length; i++)
            weight[i % LocalDays.Hours] += days.Covered[i];
        if (weight.Min() <= 0 || counts.Length == 0)
            return null;
        var scale = weight.Average();
        for (var hour = 0; hour < weight.Length; hour++)
            weight[hour] = scale / weight[hour];
        var sums = new double[LocalDays.Hours];
        for (var cell = 0; cell < hours.Length; cell++)
            sums[hours[cell]] += counts[cell];
        var (from, least) = Least(sums, weight);
        if (random is null)
            return new Findings.QuietWindow(from, least, null);
        var asQuiet = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            Array.Clear(sums);
            for (var day = 0; day < active.Length; day++)
            {
                var turn = random.Next(LocalDays.Hours);
                for (var cell = firstOf[day]; cell < firstOf[day + 1]; cell++)
                    sums[(hours[cell] + turn) % LocalDays.Hours] += counts[cell];
            }
            asQuiet += Least(sums, weight).Share <= least ? 1 : 0;
        }
        return new Findings.QuietWindow(from, least, (1 + asQuiet) * LeastChance);
    }

    static (int From, double Share) Least(double[] sums, double[] weight)
    {
        double total = 0, run = 0;
        for (var hour = 0; hour < sums.Length; hour++)
        {
            sums[hour] *= weight[hour];
            total += sums[hour];
            run += hour < Quiet ? sums[hour] : 0;
        }
        var (from, least) = (0, run);
        for (var hour = 1; hour < sums.Length; hour++)
        {
            run += sums[(hour + Quiet - 1) % sums.Length] - sums[hour - 1];
            if (run < least - 1e-9)
                (from, least) = (hour, run);
        }
        return (from, least > 1e-9 * total ? least / total : 0); // what is left of nothing by rounding is nothing
    }
}

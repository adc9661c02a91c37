using Postern.Contacts;

namespace Postern.Analysis.Charts;

/// <summary>Contacts of a pair in each hour of the week.</summary>
/// <param name="TimeZone">Zone in which the hours are told.</param>
/// <param name="Contacts">168 counts, from Monday 00:00 to Sunday 23:00.</param>
public sealed record WeekProfile(string TimeZone, IReadOnlyList<int> Contacts)
{
    /// <summary>Fewest contacts of a pair whose week is told.</summary>
    public const int FewestContacts = 20;

    /// <summary>The profile of a series in a zone.</summary>
    public static WeekProfile Of(ReadOnlySpan<long> times, TimeZoneInfo zone)
    {
        var counts = new int[WeekHours.Count];
        var clock = new WeekHours(zone);
        foreach (var time in times)
            counts[clock.Of(time)]++;
        return new WeekProfile(zone.Id, counts);
    }
}

/// <summary>How long one observer watched in each hour of the week.</summary>
/// <param name="Kinds">Kinds of contacts that it saw.</param>
/// <param name="TimeZone">Zone in which the hours are told.</param>
/// <param name="Hours">168 numbers of covered hours, from Monday 00:00 to Sunday 23:00.</param>
public sealed record WatchedWeek(IReadOnlyList<string> Kinds, string TimeZone, IReadOnlyList<double> Hours)
{
    /// <summary>The week of a coverage in a zone.</summary>
    public static WatchedWeek Of(IReadOnlyList<string> kinds, Coverage coverage, TimeZoneInfo zone)
    {
        var hours = new double[WeekHours.Count];
        var clock = new WeekHours(zone);
        foreach (var stretch in coverage.Stretches)
        {
            // Whole weeks of one offset are alike, but offsets change: a quarter of an hour at a time is quick enough for centuries.
            for (var from = stretch.From; from < stretch.To;)
            {
                var until = Math.Min(stretch.To, (Floor.Div(from, WeekHours.Quarter) + 1) * WeekHours.Quarter);
                hours[clock.Of(from)] += (until - from) / 3.6e12;
                from = until;
            }
        }
        return new WatchedWeek(kinds, zone.Id, [.. hours.Select(h => Math.Round(h, 4))]);
    }
}

/// <summary>Finds the hour of the week of instants that come mostly in order.</summary>
/// <remarks>Offsets of zones change on quarters of an hour, as they have everywhere since 1972.</remarks>
sealed class WeekHours(TimeZoneInfo zone)
{
    /// <summary>Hours of a week.</summary>
    public const int Count = 168;

    /// <summary>A quarter of an hour, nanoseconds.</summary>
    public const long Quarter = 900 * UnixTime.Second;

    long quarter = long.MinValue;
    int hour;

    /// <summary>Hour of the week of an instant (ns), 0 for Monday 00:00 to 01:00.</summary>
    public int Of(long time)
    {
        var block = Floor.Div(time, Quarter);
        if (block == quarter)
            return hour;
        quarter = block;
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(block * 900), zone);
        hour = ((int)local.DayOfWeek + 6) % 7 * 24 + local.Hour;
        return hour;
    }
}

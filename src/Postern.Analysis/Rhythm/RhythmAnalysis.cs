using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>Do contacts follow the hours of the day and the days of the week, and whose (METHODS §4).</summary>
static class RhythmAnalysis
{
    const int SlotsADay = 288;

    /// <summary>Fewest contacts whose hours are told where no rhythm could be tested.</summary>
    const int FewestShown = 20;

    /// <summary>Says all of one series.</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    /// <param name="frames">Frames of its observer, a zone each; the first is the one the figures are for.</param>
    /// <param name="lnQ">ln of the corrected p of the daily and the weekly rhythm, NaN where one was not tested; null when the series stands for itself.</param>
    /// <param name="level">Level of both.</param>
    /// <param name="cadence">What was found of the beat, for the question of man or machine.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static RhythmFindings Of(
        ReadOnlySpan<long> times, IReadOnlyList<RhythmFrame> frames, (double Daily, double Weekly)? lnQ, double level, CadenceFindings? cadence, ulong seed)
    {
        var frame = frames[0];
        var tests = frame.Test(times);
        var hours = new DayHours(frame.Days, times);
        if (double.IsNaN(tests.LnDaily))
        {
            return new RhythmFindings
            {
                TimeZone = frame.Days.Clock.Name,
                Hours = hours.Rates(_ => true),
                Weekdays = hours.WeekdayRates(),
                Verdict = "too-few",
                ActiveDays = hours.ActiveDays,
                Zones = Counted(times, frames),
                Text = RhythmText.TooFew(times.Length, hours.ActiveDays),
            };
        }
        var (dailyP, weeklyP) = (Chance(tests.LnDaily), Chance(tests.LnWeekly));
        var (dailyQ, weeklyQ) = (Chance(lnQ?.Daily), Chance(lnQ?.Weekly));
        var daily = (dailyQ ?? dailyP) <= level;
        var weekly = (weeklyQ ?? weeklyP) <= level;
        var zones = new ZoneProfile[frames.Count];
        for (var i = 0; i < zones.Length; i++)
            zones[i] = Profile(times, frames[i], i == 0 ? hours : new DayHours(frames[i].Days, times), daily || weekly, new SplitMix64(seed + (ulong)i));
        var found = new RhythmFindings
        {
            TimeZone = frame.Days.Clock.Name,
            Hours = zones[0].Hours,
            Weekdays = hours.WeekdayRates(),
            Verdict = (daily, weekly) switch
            {
                (true, true) => "daily-and-weekly",
                (true, false) => "daily",
                (false, true) => "weekly",
                _ => "no-rhythm",
            },
            PValue = dailyP,
            QValue = dailyQ,
            WeeklyPValue = weeklyP,
            WeeklyQValue = weeklyQ,
            ActiveDays = tests.Days,
            Weekend = WeekendTest.Of(frame.Days, times, new SplitMix64(~seed)),
            Holidays = HolidayTest.Of(frame.Days, frame.Classes, times, new SplitMix64(seed ^ 0x484F_4C49_4441_5953)),
            DailyDispersion = DayCounts.Of(frame.Days, times),
            ZonesThatFit = daily && weekly ? WorkingHours.Of(times, [.. frames.Where(f => f.Days.Clock.Name != "UTC").Select(f => f.Days.Clock)]) : null,
            BusiestSlot = Busiest(times, frame.Days.Clock),
            Zones = zones,
            Text = "",
        };
        var (driver, reasons) = Drivers.Of(found, cadence);
        found = found with { Driver = driver, Reasons = reasons };
        return found with { Text = RhythmText.Say(found) };
    }

    /// <summary>What was counted, without limits and tests: enough to draw.</summary>
    static List<ZoneProfile> Counted(ReadOnlySpan<long> times, IReadOnlyList<RhythmFrame> frames)
    {
        List<ZoneProfile> zones = [];
        for (var i = 0; i < frames.Count && times.Length >= FewestShown; i++)
        {
            var hours = new DayHours(frames[i].Days, times);
            zones.Add(new ZoneProfile
            {
                TimeZone = frames[i].Days.Clock.Name,
                Contacts = hours.OfWeek,
                Hours = hours.Rates(_ => true),
                WorkdayHours = hours.Rates(day => day < 5),
                WeekendHours = hours.Rates(day => day >= 5),
            });
        }
        return zones;
    }

    static ZoneProfile Profile(ReadOnlySpan<long> times, RhythmFrame frame, DayHours hours, bool rhythm, SplitMix64 random)
    {
        // Draws cost most: they are made where there is a rhythm to give limits for.
        var (low, high) = rhythm ? hours.Limits(random) : (null, null);
        return new ZoneProfile
        {
            TimeZone = frame.Days.Clock.Name,
            Contacts = hours.OfWeek,
            Hours = hours.Rates(_ => true),
            HoursLow = low,
            HoursHigh = high,
            WorkdayHours = hours.Rates(day => day < 5),
            WeekendHours = hours.Rates(day => day >= 5),
            Quiet = hours.QuietWindow(rhythm ? random : null),
            ClockChange = rhythm ? ClockChangeTest.Of(times, frame.Days.Clock) : null,
        };
    }

    static BusiestSlot Busiest(ReadOnlySpan<long> times, ZoneClock clock)
    {
        var slots = new int[SlotsADay];
        foreach (var time in times)
        {
            var local = clock.ToLocal(time);
            slots[(int)((local - LocalDays.Day(local) * UnixTime.Day) / (UnixTime.Day / SlotsADay))]++;
        }
        var most = Array.IndexOf(slots, slots.Max());
        const int Hour = SlotsADay / LocalDays.Hours;
        var ofHour = slots.AsSpan(most / Hour * Hour, Hour);
        var sum = 0;
        foreach (var count in ofHour)
            sum += count;
        return new BusiestSlot($"{most / Hour:D2}:{most % Hour * 5:D2}", (double)slots[most] / times.Length, (double)slots[most] / sum);
    }

    /// <summary>A chance as it is told, never nothing; null where it is none.</summary>
    static double? Chance(double? lnP) => lnP is { } known && !double.IsNaN(known) ? Math.Max(Math.Exp(Math.Min(0, known)), 1e-300) : null;
}

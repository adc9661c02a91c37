using Postern.Analysis.Findings;

namespace Postern.Analysis.Rhythm;

/// <summary>Man or machine (METHODS §4): no single number, but the lines that speak for either.</summary>
/// <remarks>Machine-like: a beat, spacing or days more even than chance, and nights as busy as days. Human-like: quiet nights and
/// other weekends. Everything else is undecided.</remarks>
static class Drivers
{
    const double QuietNight = .1, BusyNight = .2, QuietLevel = .01, EvenLevel = 1e-3;
    const double WeekendLow = .7, WeekendHigh = 1.4;

    /// <summary>The word and its reasons.</summary>
    public static (string Driver, IReadOnlyList<string> Reasons) Of(RhythmFindings found, CadenceFindings? cadence)
    {
        List<string> reasons = [];
        var profile = found.Zones[0];
        var even = cadence is { Verdict: "periodic" or "irregular", PValue: <= EvenLevel };
        // A cache makes days even too, and of several sources nobody asked what spaces them.
        var evenDays = cadence is { Verdict: not "cache-limited" } && found.DailyDispersion is { PValueEven: <= EvenLevel };
        if (profile.Quiet is { } quiet)
            reasons.Add($"the quietest six hours, {quiet.FromHour:D2} to {(quiet.FromHour + 6) % 24:D2}, hold {Phrase.Percent(quiet.Share)} (25 % expected{(quiet.PValue is { } p ? $"; chance {Phrase.AtMost(Math.Log(p), Math.Log(DayHours.LeastChance))}" : "")})");
        if (found.Weekend is { } weekend)
            reasons.Add(Weekends(weekend));
        if (found.Holidays is { } holidays)
            reasons.Add(Holidays(holidays));
        if (found.DailyDispersion is { } days)
            reasons.Add(Days(days));
        foreach (var zone in found.Zones.Where(zone => zone.ClockChange is not null))
            reasons.Add(Clock(zone));
        reasons.Add(cadence switch
        {
            null => "whether it keeps a beat was not asked",
            { Verdict: "periodic" } => "it keeps a beat",
            { Verdict: "cache-limited" } => "its spacing is that of a cache, which says nothing of who asks",
            _ => even ? "it is more evenly spaced than chance" : "it keeps no beat",
        });
        if (found.BusiestSlot is { ShareOfHour: >= .5 } slot)
            reasons.Add($"{Phrase.Percent(slot.ShareOfHour)} of the contacts of its hour come in the five minutes from {slot.At}, as a timer's do");
        var driver = (even || evenDays) && profile.Quiet is { Share: > BusyNight } ? "machine-like"
            : profile.Quiet is { Share: < QuietNight, PValue: < QuietLevel } && found.Weekend is { Ratio: null or < WeekendLow or > WeekendHigh } ? "human-like"
            : "undecided";
        return (driver, reasons);
    }

    static string Weekends(WeekendEffect weekend)
    {
        var limits = weekend is { Low: { } low, High: { } high } ? $"95 %: {Phrase.Interval(low, high)}; " : "";
        return (weekend.Ratio is { } ratio ? $"a weekend day has {Phrase.Number(ratio, 2)} times the contacts of a weekday" : "all contacts come on weekends")
            + $" ({limits}chance {Phrase.Chance(Math.Log(Math.Max(weekend.PValue, 1e-300)))}, {weekend.Weeks} weeks)";
    }

    static string Holidays(HolidayEffect holidays)
    {
        var limits = holidays is { Low: { } low, High: { } high } ? $"95 %: {Phrase.Interval(low, high)}; " : "";
        var many = holidays.Ratio == 0 ? "none of the contacts of the same weekdays within four weeks"
            : holidays.Ratio is { } ratio ? $"{Phrase.Number(ratio, 2)} times the contacts of the same weekdays within four weeks"
            : holidays.Contacts == 0 ? "no contacts, as the same weekdays within four weeks" : "contacts, and the same weekdays within four weeks have none";
        return $"{(holidays.Days == 1 ? "the one holiday has" : $"the {holidays.Days} holidays have")} {many} "
            + $"({holidays.Contacts:#,0} against {Phrase.Number(holidays.Expected, 3)}; {limits}chance {Phrase.Chance(Math.Log(Math.Max(holidays.PValue, 1e-300)), holidays.PValueIsBound)})";
    }

    static string Days(DailyDispersion days)
    {
        var varies = $"counts of days vary {Phrase.Number(days.Phi, 2)} times as much as independent contacts would make them ({days.Days} days";
        return days.PValueEven <= EvenLevel ? $"{varies}; so even by chance {Phrase.Chance(Math.Log(days.PValueEven))})"
            : days.PValueUneven <= EvenLevel ? $"{varies}; so uneven by chance {Phrase.Chance(Math.Log(days.PValueUneven))})"
            : $"{varies}: as chance does)";
    }

    static string Clock(ZoneProfile zone)
    {
        var change = zone.ClockChange!;
        var moved = $"{Phrase.Number(Math.Abs(change.ShiftSeconds), 2)} s {(change.ShiftSeconds < 0 ? "earlier" : "later")} in UTC (standard error {Phrase.Number(change.ErrorSeconds, 2)} s)";
        return change.Verdict switch
        {
            "follows" => $"across the clock change of {zone.TimeZone} on {change.At[..10]} it moved {moved}: it follows that clock",
            "ignores" => $"across the clock change of {zone.TimeZone} on {change.At[..10]} it moved {moved}: it does not follow that clock",
            _ => $"across the clock change of {zone.TimeZone} on {change.At[..10]} it moved {moved}: that decides nothing",
        };
    }
}

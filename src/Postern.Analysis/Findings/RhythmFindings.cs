namespace Postern.Analysis.Findings;

/// <summary>Whether contacts follow the hours of the day and the days of the week (METHODS §4).</summary>
public sealed record RhythmFindings
{
    /// <summary>Zone of the figures below: the first that was asked for.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Kind of the contacts, of a target as a whole that of its first pair: its observer's hours in <see cref="ClockFindings.Observers"/> are those of the rates.</summary>
    public string? Kind { get; init; }

    /// <summary>Contacts per covered hour at each hour of the local day, 0 to 23; null where an hour was never watched.</summary>
    public required IReadOnlyList<double?> Hours { get; init; }

    /// <summary>Contacts per covered hour on each weekday, Monday first.</summary>
    public required IReadOnlyList<double?> Weekdays { get; init; }

    /// <summary><c>daily</c>, <c>weekly</c>, <c>daily-and-weekly</c>, <c>no-rhythm</c> or <c>too-few</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Probability of so strong a rhythm of the day where there is none, days taken as units.</summary>
    public double? PValue { get; init; }

    /// <summary><see cref="PValue"/> corrected over all pairs tested, for a target as a whole over all targets (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>The same for a rhythm of the week, weeks taken as units.</summary>
    public double? WeeklyPValue { get; init; }

    /// <summary><see cref="WeeklyPValue"/> corrected over all pairs, or all targets, tested.</summary>
    public double? WeeklyQValue { get; init; }

    /// <summary>Days with a contact.</summary>
    public int ActiveDays { get; init; }

    /// <summary><c>human-like</c>, <c>machine-like</c> or <c>undecided</c>; null where nothing was tested.</summary>
    public string? Driver { get; init; }

    /// <summary>What speaks for and against <see cref="Driver"/>, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Weekends against weekdays; null below three whole weeks.</summary>
    public WeekendEffect? Weekend { get; init; }

    /// <summary>Holidays against the same weekdays around them; null unless holidays were given and the record has some to compare.</summary>
    public HolidayEffect? Holidays { get; init; }

    /// <summary>How much the counts of days vary; null below ten whole days with enough contacts.</summary>
    public DailyDispersion? DailyDispersion { get; init; }

    /// <summary>Where people who work days would have to live; null unless there is a rhythm of day and week.</summary>
    public FittingZones? ZonesThatFit { get; init; }

    /// <summary>The five minutes of the day with most contacts: a cron job at a fixed minute shows here.</summary>
    public BusiestSlot? BusiestSlot { get; init; }

    /// <summary>The profile in each zone that was asked for.</summary>
    public IReadOnlyList<ZoneProfile> Zones { get; init; } = [];

    /// <summary>The rhythm in one or a few sentences.</summary>
    public required string Text { get; init; }
}

/// <summary>Hours and weekdays on one zone's clock.</summary>
public sealed record ZoneProfile
{
    /// <summary>IANA name, or <c>UTC</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Contacts by hour of the week, Monday 00 first, 168 of them.</summary>
    public required IReadOnlyList<int> Contacts { get; init; }

    /// <summary>Contacts per covered hour at each hour of the day.</summary>
    public required IReadOnlyList<double?> Hours { get; init; }

    /// <summary>Lower 95 % limits (bootstrap of days); null without a rhythm.</summary>
    public IReadOnlyList<double?>? HoursLow { get; init; }

    /// <summary>Upper 95 % limits.</summary>
    public IReadOnlyList<double?>? HoursHigh { get; init; }

    /// <summary>The same rates on Mondays to Fridays alone.</summary>
    public required IReadOnlyList<double?> WorkdayHours { get; init; }

    /// <summary>The same on Saturdays and Sundays alone.</summary>
    public required IReadOnlyList<double?> WeekendHours { get; init; }

    /// <summary>The six hours in a row with least.</summary>
    public QuietWindow? Quiet { get; init; }

    /// <summary>How the rhythm went across a change of the clock; null when there was none with enough on both sides.</summary>
    public ClockChangeEffect? ClockChange { get; init; }
}

/// <summary>The six hours in a row with the least share of the contacts; a quarter is expected without a rhythm.</summary>
/// <param name="FromHour">First hour, local.</param>
/// <param name="Share">Share of the contacts, hours weighed by how long they were watched.</param>
/// <param name="PValue">Chance of so quiet a window when every day is turned by a random number of hours; null without a rhythm.</param>
public sealed record QuietWindow(int FromHour, double Share, double? PValue);

/// <summary>Variance of the counts of days against their mean, weekdays and weekends apart.</summary>
/// <param name="Phi">1 for independent contacts; below 1 the days are more even than chance.</param>
/// <param name="Days">Whole days between the first and the last contact.</param>
/// <param name="PValueEven">Chance that independent contacts give days so even.</param>
/// <param name="PValueUneven">Chance that they give days so uneven.</param>
public sealed record DailyDispersion(double Phi, int Days, double PValueEven, double PValueUneven);

/// <summary>Contacts of a weekend day against those of a weekday.</summary>
/// <param name="Ratio">Ratio of the means; null when all contacts of whole weeks come on weekends.</param>
/// <param name="Low">Lower 95 % limit (bootstrap of weeks).</param>
/// <param name="High">Upper 95 % limit.</param>
/// <param name="PValue">Chance of a weekend so different, up or down, when each week is turned by a random number of days.</param>
/// <param name="Weeks">Whole weeks, Monday to Sunday.</param>
public sealed record WeekendEffect(double? Ratio, double? Low, double? High, double PValue, int Weeks);

/// <summary>Contacts of holidays against those of the same weekdays within four weeks.</summary>
/// <param name="Ratio">Contacts over <paramref name="Expected"/>; null when the other days have none.</param>
/// <param name="Low">Lower 95 % limit (bootstrap of holidays, neighbours together); null below three.</param>
/// <param name="High">Upper 95 % limit.</param>
/// <param name="PValue">Chance of so different a number, up or down, when the holidays are moved to those days.</param>
/// <param name="PValueIsBound">Whether no list of days that they can be moved to goes as far, so that the chance is at most so large.</param>
/// <param name="Days">Holidays compared: those watched, with another day to be moved to.</param>
/// <param name="Contacts">Contacts on them.</param>
/// <param name="Expected">Mean of the same weekdays.</param>
public sealed record HolidayEffect(double? Ratio, double? Low, double? High, double PValue, bool PValueIsBound, int Days, long Contacts, double Expected);

/// <summary>Zones in which the contacts fall into working hours about as well as in the best.</summary>
/// <param name="Offsets">Hours east of UTC of the zones within two standard errors of the best.</param>
/// <param name="Best">The best of them.</param>
/// <param name="Named">Those of the zones asked for that fit as well.</param>
/// <param name="Text">The same in a sentence, with what it supposes.</param>
public sealed record FittingZones(IReadOnlyList<int> Offsets, int Best, IReadOnlyList<string> Named, string Text);

/// <summary>How far a rhythm moved when a zone's clock was changed.</summary>
/// <param name="At">The change, RFC 3339 UTC.</param>
/// <param name="ShiftSeconds">How much later, in UTC, the contacts came after it.</param>
/// <param name="ErrorSeconds">Its standard error (jackknife over days).</param>
/// <param name="ExpectedSeconds">What somebody who lives by that clock would show.</param>
/// <param name="Verdict"><c>follows</c>, <c>ignores</c> or <c>undetermined</c>.</param>
public sealed record ClockChangeEffect(string At, double ShiftSeconds, double ErrorSeconds, double ExpectedSeconds, string Verdict);

/// <summary>The five minutes of the local day with most contacts.</summary>
/// <param name="At">Their start, HH:MM.</param>
/// <param name="Share">Their share of all contacts.</param>
/// <param name="ShareOfHour">Their share of the contacts of their hour; a twelfth is expected.</param>
public sealed record BusiestSlot(string At, double Share, double ShareOfHour);

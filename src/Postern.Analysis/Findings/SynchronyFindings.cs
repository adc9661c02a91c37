namespace Postern.Analysis.Findings;

/// <summary>Whether two sources of one target act together (METHODS §7).</summary>
public sealed record SynchronyFindings
{
    /// <summary>The two sources; figures are of the occasions of the first, the one with fewer.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary><c>one</c>, <c>shared-times</c>, <c>shared-level</c>, <c>independent</c> or <c>too-few</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Occasions of each.</summary>
    public required IReadOnlyList<int> Occasions { get; init; }

    /// <summary>Median lag of the second behind the first over matched occasions, seconds; null unless times are shared.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Lower 95 % limit (bootstrap of days).</summary>
    public double? LagLow { get; init; }

    /// <summary>Upper 95 % limit.</summary>
    public double? LagHigh { get; init; }

    /// <summary>How near two occasions must be to be matched, seconds: the tolerance that told most.</summary>
    public double? ToleranceSeconds { get; init; }

    /// <summary>Share of the first's occasions with one of the second within the tolerance.</summary>
    public double? Share { get; init; }

    /// <summary>The same of the second's with the first's.</summary>
    public double? ShareOfOther { get; init; }

    /// <summary>Mean of <see cref="Share"/> when the second is shifted by minutes to hours.</summary>
    public double? ShareExpected { get; init; }

    /// <summary>Mean of <see cref="ShareOfOther"/> over the same shifts; null unless times are shared.</summary>
    public double? ShareOfOtherExpected { get; init; }

    /// <summary>Chance of so many matches when the second is shifted, tolerances counted.</summary>
    public double? PValue { get; init; }

    /// <summary>Whether no shift matches as well, so that the chance is at most so large: more shifts might give less.</summary>
    public bool PValueIsBound { get; init; }

    /// <summary>The same with all pairs of sources of the record counted, beyond the resolution of the shifts by a negative binomial law.</summary>
    public double? PAdjusted { get; init; }

    /// <summary>Shifts that were tried.</summary>
    public int Shifts { get; init; }

    /// <summary>Chance by shifts of whole weeks, which keep hours and weekdays; null below three weeks.</summary>
    public double? WeeksPValue { get; init; }

    /// <summary>Chance that daily counts go up and down together so much; null below four weeks.</summary>
    public double? LevelPValue { get; init; }

    /// <summary>Correlation of the daily counts, weekday and month taken out.</summary>
    public double? LevelCorrelation { get; init; }

    /// <summary>Other sources of the record that were compared with the first in the same way, by their contacts with any target.</summary>
    public int? Strangers { get; init; }

    /// <summary>Those of them that match it as well: a common cause moves strangers too.</summary>
    public int? StrangersAsClose { get; init; }

    /// <summary>Differences second less first, by class of time; null unless times are shared.</summary>
    public LagHistogram? Lags { get; init; }

    /// <summary>The beat that both keep; null unless both keep schedules whose periods agree and whose phases do not drift apart.</summary>
    public SharedBeat? Beat { get; init; }

    /// <summary>Whether they are away at the same times; null where that could not be asked.</summary>
    public SharedAbsences? Absences { get; init; }

    /// <summary>The verdict in a few sentences.</summary>
    public required string Text { get; init; }
}

/// <summary>Differences of times in equal classes from <paramref name="FromSeconds"/>.</summary>
public sealed record LagHistogram(double FromSeconds, double WidthSeconds, IReadOnlyList<int> Counts);

/// <summary>A beat of two sources.</summary>
/// <param name="PeriodSeconds">Its period.</param>
/// <param name="PhaseSeconds">How far the second's beats lie behind the first's, at the start of the time that both share or where one hands over to the other.</param>
/// <param name="PValue">Chance of phases so near.</param>
/// <param name="CommonPeriod">Whether everybody sets this period, so that sharing it says nothing.</param>
public sealed record SharedBeat(double PeriodSeconds, double PhaseSeconds, double PValue, bool CommonPeriod);

/// <summary>Slots of time in which neither was there.</summary>
/// <param name="SlotSeconds">Length of a slot.</param>
/// <param name="Slots">Slots compared.</param>
/// <param name="First">Those without the first.</param>
/// <param name="Second">Those without the second.</param>
/// <param name="Both">Those without either.</param>
/// <param name="PValue">Chance of so many without either, beyond what hours and weekdays give, when the second is turned about the record.</param>
/// <param name="Turns">Turns that could be compared: no chance is told below one of them.</param>
public sealed record SharedAbsences(double SlotSeconds, int Slots, int First, int Second, int Both, double PValue, int Turns);

/// <summary>One source ended where another began.</summary>
public sealed record HandOver
{
    /// <summary>Who ended.</summary>
    public required string From { get; init; }

    /// <summary>Who began.</summary>
    public required string To { get; init; }

    /// <summary>Last contact of the one, RFC 3339 UTC.</summary>
    public required string Ended { get; init; }

    /// <summary>First contact of the other.</summary>
    public required string Began { get; init; }

    /// <summary>Seconds from the end to the beginning; negative when they overlap.</summary>
    public double GapSeconds { get; init; }

    /// <summary>Chance that a beginning lies so near to an end.</summary>
    public double PValue { get; init; }

    /// <summary>The beat of the one that goes on in the other; null unless both keep schedules whose periods agree.</summary>
    public SharedBeat? Beat { get; init; }

    /// <summary><see cref="PValue"/>, and that of the phase of an odd beat, with all pairs of an end and a beginning in the record counted.</summary>
    public double PAdjusted { get; init; }

    /// <summary>Pairs of an end and a beginning in the record.</summary>
    public long Tried { get; init; }

    /// <summary>The finding in a sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>The circle read a second time, sources that act as one counted as one.</summary>
/// <param name="Groups">Sources that count as one, the largest of each first.</param>
/// <param name="Maps">The options that make it so: <c>--map A=B</c>.</param>
/// <param name="Sources">Parties with their shares, largest first.</param>
/// <param name="EffectiveSources">Effective number of parties.</param>
/// <param name="SourcesFor99Percent">Fewest parties that make 99 %.</param>
/// <param name="Text">The same in a sentence.</param>
public sealed record CircleAsOne(
    IReadOnlyList<IReadOnlyList<string>> Groups, IReadOnlyList<string> Maps, IReadOnlyList<PartyShare> Sources,
    double EffectiveSources, int SourcesFor99Percent, string Text);

/// <summary>A party with its contacts, and its occasions when those of its sources that come together count once.</summary>
public sealed record PartyShare(string Party, long Contacts, double Share, int Occasions);

namespace Postern.Analysis.Findings;

/// <summary>Whether one target's contacts, changes and end line up with dated events (METHODS §8 and §9).</summary>
public sealed record CoincidenceFindings
{
    /// <summary>Contacts in the windows of all events.</summary>
    public required OverallCoincidence Overall { get; init; }

    /// <summary>Each event by itself.</summary>
    public required IReadOnlyList<EventCoincidence> Events { get; init; }

    /// <summary>The overall chance without each event, in the order of <see cref="Events"/>; empty for lists of one event or more than a hundred.</summary>
    public required IReadOnlyList<LeftOutEvent> LeaveOneOut { get; init; }

    /// <summary>The overall chance with the whole list moved by a day.</summary>
    public required IReadOnlyList<ShiftedEvents> ShiftedByDays { get; init; }

    /// <summary>Changes of rate and the events next to them.</summary>
    public required IReadOnlyList<ChangeCoincidence> Changes { get; init; }

    /// <summary>Events that have a change near them, all together; null without changes.</summary>
    public ChangesNearEvents? ChangesNearEvents { get; init; }

    /// <summary>Start, end and changes against the nearest event.</summary>
    public required IReadOnlyList<LeadLagFindings> LeadLag { get; init; }

    /// <summary>Lists of random dates for comparison; null unless asked for.</summary>
    public DecoyFindings? Decoys { get; init; }

    /// <summary>Statistics tried on this target: two windows in two directions, events, moved lists, changes, starts and ends.</summary>
    public int TestsTried { get; init; }

    /// <summary>What they are, and which of them each corrected chance counts.</summary>
    public required string TestsText { get; init; }
}

/// <summary>Contacts in the windows of all events together.</summary>
public sealed record OverallCoincidence
{
    /// <summary><c>coincident</c>, <c>not-coincident</c> or <c>too-few</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Contacts inside the windows: the event itself, or the 24 hours that begin with it where it is an instant.</summary>
    public long ContactsInside { get; init; }

    /// <summary>Contacts of the target in watched time.</summary>
    public long Contacts { get; init; }

    /// <summary>Mean number inside when the list is re-dated.</summary>
    public double Expected { get; init; }

    /// <summary>Rate inside the windows over the rate outside.</summary>
    public double? Ratio { get; init; }

    /// <summary>Lower 95 % limit, widened by the dispersion.</summary>
    public double? Low { get; init; }

    /// <summary>Upper 95 % limit.</summary>
    public double? High { get; init; }

    /// <summary>Chance of a number as far out, more or fewer, under <see cref="NullModel"/>.</summary>
    public double? PValue { get; init; }

    /// <summary>Whether no other list or turn comes as far: then the chance is at most <see cref="PValue"/>, and no more can be told.</summary>
    public bool PValueIsBound { get; init; }

    /// <summary>Chance of at least as many, by re-dating.</summary>
    public double? PMore { get; init; }

    /// <summary>Chance of at most as many, by re-dating.</summary>
    public double? PFewer { get; init; }

    /// <summary>The same chance with both windows and both directions counted (Westfall and Young 1993).</summary>
    public double? PAdjusted { get; init; }

    /// <summary>Whether <see cref="PAdjusted"/> is as small as the draws can tell, so that it is a bound.</summary>
    public bool PAdjustedIsBound { get; init; }

    /// <summary>Corrected over all targets of the record as well (Benjamini and Yekutieli 2001).</summary>
    public double? QValue { get; init; }

    /// <summary>The same of <see cref="QValue"/>.</summary>
    public bool QValueIsBound { get; init; }

    /// <summary>Lists or turns that <see cref="NullModel"/> can make; no chance is smaller than one in so many. JSON null: every turn, without end.</summary>
    public double Placements { get; init; }

    /// <summary><c>tied-redating</c>, <c>circular-shift</c> or <c>whole-weeks</c>: the one that the chance is from.</summary>
    public required string NullModel { get; init; }

    /// <summary>The other null models that were asked, with their chance.</summary>
    public IReadOnlyList<NullFindings> OtherNulls { get; init; } = [];

    /// <summary>The window of 24 hours before to 24 hours after each event.</summary>
    public WindowCoincidence? Around { get; init; }

    /// <summary>Contacts inside over the re-dated lists, to draw; null when there was nothing to re-date.</summary>
    public NullHistogram? Null { get; init; }

    /// <summary>Whether the list was declared <c>before</c> or <c>after</c> the traffic was seen.</summary>
    public required string Declared { get; init; }

    /// <summary>The finding in a few sentences.</summary>
    public required string Text { get; init; }
}

/// <summary>A null model, its chance, the lists or turns that it can make, and whether the chance is a bound because none of them comes as far.</summary>
public sealed record NullFindings(string NullModel, double PValue, double Placements, bool IsBound);

/// <summary>Another window about the events.</summary>
public sealed record WindowCoincidence(
    long ContactsInside, double Expected, double PValue, double PAdjusted, bool PValueIsBound, bool PAdjustedIsBound);

/// <summary>How often re-dated lists hold so many contacts: counts of equal classes from <paramref name="From"/> by <paramref name="Width"/>.</summary>
public sealed record NullHistogram(long From, long Width, IReadOnlyList<int> Counts, int Draws);

/// <summary>One event. Times are RFC 3339 UTC; expected and ratio are against its cluster's other dates. The adjusted chance counts all events in both directions.</summary>
public sealed record EventCoincidence(
    string Label, string From, string To, long Contacts, double Expected, double? Ratio, double PValue, double PAdjusted, int Placements,
    int Line, bool PValueIsBound, bool PAdjustedIsBound);

/// <summary>The overall chance without one event.</summary>
public sealed record LeftOutEvent(string Label, double PValue, int Line, bool IsBound);

/// <summary>The overall chance with the list moved by whole days.</summary>
public sealed record ShiftedEvents(int Days, double? PValue, bool IsBound = false);

/// <summary>A change of rate and the events next to it.</summary>
public sealed record ChangeCoincidence
{
    /// <summary>The nearest event.</summary>
    public required string Label { get; init; }

    /// <summary>The change: <c>rise</c>, <c>fall</c>, <c>burst</c> or <c>quiet</c>.</summary>
    public required string Change { get; init; }

    /// <summary>Whose rate changed.</summary>
    public required string Source { get; init; }

    /// <summary>When it began, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>Days from the change to the event, from the farther end of the change's interval; negative when the event was first, 0 inside it.</summary>
    public double DistanceDays { get; init; }

    /// <summary>Chance that a random instant lies as near to one of the events, either side.</summary>
    public double PValue { get; init; }

    /// <summary>The same with all changes counted.</summary>
    public double PAdjusted { get; init; }

    /// <summary>Other events as near to the change, or within a day of it.</summary>
    public required IReadOnlyList<string> Rivals { get; init; }
}

/// <summary>How many events have a change near them.</summary>
/// <param name="Events">Events.</param>
/// <param name="WithChange">Those with the start of a change from 24 hours before to 24 hours after them (trigger rate: the share).</param>
/// <param name="Changes">Changes.</param>
/// <param name="NearEvent">Changes that lie so near to an event (precursor rate: the share).</param>
/// <param name="PValue">Chance of at least so many events with a change when the list is re-dated.</param>
/// <param name="PoissonPValue">The chance by the formula of Donges et al. (2016), for comparison: it supposes that nothing clusters.</param>
/// <param name="Text">The same in a sentence.</param>
/// <param name="IsBound">Whether no re-dated list has as many, so that <paramref name="PValue"/> is a bound.</param>
public sealed record ChangesNearEvents(int Events, long WithChange, int Changes, int NearEvent, double PValue, double PoissonPValue, string Text, bool IsBound);

/// <summary>A start, an end or a change against the nearest event.</summary>
public sealed record LeadLagFindings
{
    /// <summary><c>start</c>, <c>end</c>, or the word of a change.</summary>
    public required string Of { get; init; }

    /// <summary>Whose, where it is not the target as a whole.</summary>
    public string? Source { get; init; }

    /// <summary>When, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>The nearest event.</summary>
    public required string Label { get; init; }

    /// <summary>Days to the event, from the farther end of what is known of the instant; negative when the event was first, 0 inside it.</summary>
    public double DistanceDays { get; init; }

    /// <summary>The same from the nearer end.</summary>
    public double LeastDistanceDays { get; init; }

    /// <summary>Chance that a random instant lies as near to one of the events, either side.</summary>
    public double Chance { get; init; }

    /// <summary>The same for a side that was declared beforehand: only events that follow count. Null when none follows.</summary>
    public double? ChanceBefore { get; init; }

    /// <summary>The same as <see cref="Chance"/> among days of the same weekday class only.</summary>
    public double? ChanceSameWeekday { get; init; }

    /// <summary>The finding in a sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>Lists of as many events at random dates.</summary>
/// <param name="Lists">How many were made.</param>
/// <param name="AsGood">How many match this target at least as well.</param>
/// <param name="Text">The same in a sentence.</param>
public sealed record DecoyFindings(int Lists, int AsGood, string Text);

/// <summary>The list of events that was given.</summary>
public sealed record EventListFindings
{
    /// <summary>File as given.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>csv</c> or <c>icalendar</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Whether the user says that it was fixed before the traffic was seen.</summary>
    public bool DeclaredBefore { get; init; }

    /// <summary>The holidays that are a class of days of their own; null when none were given.</summary>
    public HolidayListFindings? Holidays { get; init; }

    /// <summary>Zone on whose days the list is re-dated.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Events in the file.</summary>
    public int Count { get; init; }

    /// <summary>Events of it that nobody watched, or only in part: they take no part in counts.</summary>
    public int NotWatched { get; init; }

    /// <summary>Targets whose contacts were compared with the list.</summary>
    public int TargetsTested { get; init; }

    /// <summary>The events, in time order.</summary>
    public required IReadOnlyList<EventFindings> Events { get; init; }
}

/// <summary>A list of holidays: file as given, SHA-256 in lower-case hex, <c>csv</c> or <c>icalendar</c>, and how many days it makes holidays.</summary>
public sealed record HolidayListFindings(string Path, string Sha256, string Format, int Days);

/// <summary>An event, RFC 3339 UTC; an instant has equal ends.</summary>
public sealed record EventFindings(string Label, string From, string To, int Line);

using Postern.Contacts;

namespace Postern.Logs.Mail;

/// <summary>Compares stamps without year or zone with the absolute times that queue ids and message ids hide (formats.md §7):
/// finds the true year, and a clock that is not the zone it is read in.</summary>
/// <param name="context">What the user said.</param>
sealed class KnownTimes(ReadContext context)
{
    const long Year = (long)(365.2425 * UnixTime.Day);
    const long QuarterHour = 900 * UnixTime.Second;
    const long Earliest = 946_684_800 * UnixTime.Second;

    bool known;
    long ahead;
    int? firstYear;

    /// <summary>Whether an id has told the time.</summary>
    public bool Known => known;

    /// <summary>Year that the first stamp should have had, or null when it had that or the user gave one.</summary>
    public int? BetterYear =>
        known && context.Options.LogYear is null && YearsAhead != 0 && firstYear is { } year ? year - YearsAhead : null;

    int YearsAhead => (int)Math.Round((double)ahead / Year);

    /// <summary>Notes where a stamp without a year was placed; only the first counts.</summary>
    public void NoteYear(long stamp) => firstYear ??= DateTime.UnixEpoch.AddTicks(stamp / 100).Year;

    /// <summary>Notes that a stamp of the wall clock was written at a known time; only the first counts.</summary>
    /// <param name="stamp">Where the stamp was placed.</param>
    /// <param name="instant">When the id was made, at most minutes earlier.</param>
    public void Note(long stamp, long instant)
    {
        if (known || instant < Earliest || instant > context.WrittenAt + UnixTime.Day)
            return;
        known = true;
        ahead = stamp - instant;
    }

    /// <summary>Says what does not fit.</summary>
    public void Finish(ContactSink sink)
    {
        if (!known || BetterYear is not null)
            return;
        var years = YearsAhead;
        if (years != 0)
        {
            sink.Warn($"the message ids say the log is of {firstYear - years}, not {firstYear}");
            return;
        }
        var quarters = (long)Math.Round((double)ahead / QuarterHour);
        if (quarters == 0 || Math.Abs(quarters) > 14 * 4 || Math.Abs(ahead - quarters * QuarterHour) > 120 * UnixTime.Second)
            return;
        var minutes = Math.Abs(quarters) * 15;
        sink.Warn($"the message ids say that the log's clock stands {minutes / 60}:{minutes % 60:D2} h "
            + $"{(quarters > 0 ? "ahead of" : "behind")} the zone it was read in: give --log-zone");
    }
}

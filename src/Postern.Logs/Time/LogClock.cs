using Postern.Contacts;

namespace Postern.Logs.Time;

/// <summary>Places the stamps of one file on the time line, in the order of its lines: zone, gap and fold of the clock, missing
/// years (formats.md §3.4). Remembers what it had to assume and says so once, in <see cref="Finish"/>.</summary>
sealed class LogClock
{
    /// <summary>What is said when stamps without a zone are read as UTC unasked.</summary>
    public const string UtcAssumed = "the times carry no zone: read as UTC (--log-zone gives another)";

    const long Day = 86_400;
    const long FoldReach = 3 * 3600;
    const long FirstSecond = long.MinValue / UnixTime.Second + 1;
    const long LastSecond = long.MaxValue / UnixTime.Second - 1;

    readonly YearCarry years;
    readonly ZoneRule? zone;
    readonly bool zoneGiven;

    Stamp dated;
    long dayStart;
    long lastWall = long.MinValue;
    long secondFrom = long.MinValue;
    long last = ContactRow.NoTime;
    long backward;
    long skipped;
    bool repeated;
    bool local;
    bool yearless;
    bool cut;

    /// <summary>A clock for one file.</summary>
    public LogClock(ReadContext context)
    {
        years = new YearCarry(context);
        zoneGiven = context.Options.LogZone is not null;
        if (context.Options.LogZone is { } given && !given.HasSameRules(TimeZoneInfo.Utc))
            zone = new ZoneRule(given);
    }

    /// <summary>Instant of the last stamp placed, or null: what <see cref="LineReader.LastStamp"/> asks for.</summary>
    public long? LastStamp => last == ContactRow.NoTime ? null : last;

    /// <summary>After the last stamp: what <see cref="LineReader.BetterYear"/> asks for.</summary>
    public int? BetterYear => years.Better();

    /// <summary>Places a stamp. Every stamp of the file should come by here, also those of lines without a contact: the year and the
    /// repeated hour are told from the stamp before.</summary>
    /// <param name="stamp">The stamp.</param>
    /// <param name="time">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="problem">Why it cannot be placed; one of few texts.</param>
    public bool TryPlace(in Stamp stamp, out long time, out string problem)
    {
        time = ContactRow.NoTime;
        problem = "";
        var year = stamp.Year;
        if (stamp.Year == 0)
        {
            yearless = true;
            if (dated.Year == 0 && stamp.Month == dated.Month && stamp.Day == dated.Day)
                year = 0;
            else if (!years.TryYear(in stamp, out year, out problem))
                return false;
        }
        if (stamp.Month != dated.Month || stamp.Day != dated.Day || stamp.Year != dated.Year)
        {
            dayStart = YearCarry.DayNumber(year, stamp.Month, stamp.Day) * Day;
            dated = stamp;
        }
        var wall = dayStart + stamp.Second;
        if (!InRange(wall))
        {
            dated = default;
            problem = "time outside 1677 to 2262";
            return false;
        }
        cut |= stamp.Cut;
        years.Note(wall);
        time = (wall - (stamp.HasOffset ? stamp.Offset : LocalOffset(wall))) * UnixTime.Second + stamp.Nanosecond;
        Note(time);
        return true;
    }

    /// <summary>Places a stamp with a year by its offset, or as UTC when it has none: for times that tell nothing about the order of the lines.</summary>
    public static bool TryUtc(in Stamp stamp, out long time)
    {
        time = ContactRow.NoTime;
        if (stamp.Year == 0)
            return false;
        var wall = YearCarry.DayNumber(stamp.Year, stamp.Month, stamp.Day) * Day + stamp.Second;
        if (!InRange(wall))
            return false;
        time = (wall - stamp.Offset) * UnixTime.Second + stamp.Nanosecond;
        return true;
    }

    /// <summary>Notes an instant that the log gives outright, as epoch seconds.</summary>
    public void Place(long time, bool cutDigits = false)
    {
        cut |= cutDigits;
        Note(time);
    }

    /// <summary>Says what was assumed and what was odd.</summary>
    public void Finish(ContactSink sink)
    {
        if (local && !zoneGiven)
            sink.Assume(UtcAssumed);
        if (yearless && years.Inferred)
            sink.Assume($"the times carry no year: the first was taken as of {years.FirstYear} (--log-year gives another)");
        else if (yearless && years.Continued)
            sink.Assume("the times carry no year: carried on from the file before");
        // Where the file can be read again it will be, and this is not seen.
        if (years.Better() is { } better)
            sink.Warn($"the first year should have been {better}, as what follows shows: give it with --log-year");
        if (repeated)
            sink.Assume($"times in the hour that {zone!.Id} has twice: told apart by the order of the lines");
        if (skipped > 0)
            sink.Warn($"times that the clock of {zone!.Id} skips were moved on by the size of the gap: {skipped}");
        if (backward > 0)
            sink.Warn($"steps back in time of more than a second: {backward}");
        if (cut)
            sink.Warn("times have more than 9 fractional digits: cut to nanoseconds");
    }

    // A day is more than any offset.
    static bool InRange(long wall) => wall is >= FirstSecond + Day and <= LastSecond - Day;

    // Steps back within a second are threads that overtake each other, or rounding; more is a clock that was set.
    void Note(long time)
    {
        if (last != ContactRow.NoTime && time < last - UnixTime.Second)
            backward++;
        last = time;
    }

    int LocalOffset(long wall)
    {
        local = true;
        if (zone is null)
            return 0;
        var meaning = zone.Read(wall);
        var before = lastWall;
        lastWall = wall;
        switch (meaning.Kind)
        {
            case WallKind.Twice:
                repeated = true;
                // Half of what the clock is put back by: 30 minutes nearly everywhere.
                if (before != long.MinValue && wall < before - (meaning.First - meaning.Second) / 2)
                    secondFrom = wall;
                return secondFrom != long.MinValue && Math.Abs(wall - secondFrom) < FoldReach ? meaning.Second : meaning.First;
            case WallKind.Never:
                skipped++;
                return meaning.First;
            default:
                return meaning.First;
        }
    }
}

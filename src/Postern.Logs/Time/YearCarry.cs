using Postern.Contacts;

namespace Postern.Logs.Time;

/// <summary>Gives stamps without a year theirs (formats.md §3.4): the first takes the year that is given or inferred, every
/// further one the year that puts it nearest to the stamp before it.</summary>
/// <remarks>Walls are seconds since 1970-01-01T00:00:00 of the writing machine's own clock.</remarks>
sealed class YearCarry(ReadContext context)
{
    const long Day = 86_400;

    // One month and day in three neighbouring years: the nearest is at most half a leap year away, unless 29 February
    // exists in a farther one only.
    const long Half = 184 * Day;

    // The zone of the stamps may be unknown, so a stamp may lie up to 14 hours after the time the file was written.
    readonly long latest = context.WrittenAt / UnixTime.Second + Day;

    long? last = context.PrecedingStamp / UnixTime.Second;
    int leapMissedIn;

    /// <summary>Whether the year of the first stamp had to be inferred from when the file was written.</summary>
    public bool Inferred { get; private set; }

    /// <summary>The year of the first stamp when <see cref="Inferred"/>.</summary>
    public int FirstYear { get; private set; }

    /// <summary>Whether the year was carried on from the file before.</summary>
    public bool Continued { get; private set; }

    /// <summary>Notes a stamp that has been placed, with or without a year of its own.</summary>
    public void Note(long wall) => last = wall;

    /// <summary>Year of a stamp that carries none.</summary>
    /// <returns>False, with the reason, when only 29 February in a common year is left.</returns>
    public bool TryYear(in Stamp stamp, out int year, out string problem)
    {
        var found = last is { } before ? TryNearest(in stamp, before, out year) : TryFirst(in stamp, out year);
        problem = found ? "" : $"29 February, but the year is taken as {year}";
        return found;
    }

    /// <summary>Year that the first stamp should have had, when a year was inferred and the file shows that it was too late or that its
    /// 29 February needs another; else null.</summary>
    public int? Better()
    {
        if (!Inferred || last is not { } end)
            return null;
        for (var back = 0; back <= 100; back++)
        {
            var moved = DateTime.UnixEpoch.AddSeconds(end).AddYears(-back);
            var inTime = (moved - DateTime.UnixEpoch).TotalSeconds <= latest;
            if (inTime && (leapMissedIn == 0 || DateTime.IsLeapYear(leapMissedIn - back)))
                return back == 0 ? null : FirstYear - back;
        }
        return null;
    }

    bool TryFirst(in Stamp stamp, out int year)
    {
        if (context.Options.LogYear is { } given)
        {
            year = given;
            return TryWall(in stamp, given, out _);
        }
        Inferred = true;
        FirstYear = year = DateTime.UnixEpoch.AddSeconds(latest).Year;
        for (; FirstYear > year - 9; FirstYear--)
        {
            if (TryWall(in stamp, FirstYear, out var wall) && wall <= latest)
            {
                year = FirstYear;
                return true;
            }
        }
        return false;
    }

    bool TryNearest(in Stamp stamp, long before, out int year)
    {
        Continued |= context.PrecedingStamp is not null;
        var around = DateTime.UnixEpoch.AddSeconds(before).Year;
        year = around;
        var nearest = long.MaxValue;
        foreach (var candidate in (ReadOnlySpan<int>)[around, around - 1, around + 1])
        {
            if (!TryWall(in stamp, candidate, out var wall) || Math.Abs(wall - before) >= nearest)
                continue;
            nearest = Math.Abs(wall - before);
            year = candidate;
        }
        if (nearest <= Half)
            return true;
        var march = stamp with { Month = 3, Day = 1 };
        TryNearest(in march, before, out year);
        leapMissedIn = year;
        return false;
    }

    static bool TryWall(in Stamp stamp, int year, out long wall)
    {
        wall = 0;
        if (year is < 1 or > 9998 || stamp is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year))
            return false;
        wall = DayNumber(year, stamp.Month, stamp.Day) * Day + stamp.Second;
        return true;
    }

    /// <summary>Days from 1970-01-01 to a date that exists.</summary>
    public static long DayNumber(int year, int month, int day) =>
        new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}

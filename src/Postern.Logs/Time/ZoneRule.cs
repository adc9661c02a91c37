namespace Postern.Logs.Time;

/// <summary>What a wall-clock time means in a zone, remembered by the hour because a log asks the same hour again and again.</summary>
sealed class ZoneRule(TimeZoneInfo zone)
{
    const int Hour = 3600;
    const int Day = 86_400;

    long cachedFrom = long.MaxValue;
    long cachedUntil = long.MinValue;
    WallMeaning cached;

    /// <summary>Name of the zone.</summary>
    public string Id => zone.Id;

    /// <summary>Meaning of a wall-clock time, given as seconds since 1970-01-01T00:00:00 of the same wall clock.</summary>
    public WallMeaning Read(long wall)
    {
        if (wall >= cachedFrom && wall < cachedUntil)
            return cached;
        var start = wall - (wall % Hour + Hour) % Hour;
        var meaning = Ask(wall);
        // No zone changes twice within an hour: equal ends mean an hour of one meaning.
        (cachedFrom, cachedUntil) = Ask(start) == meaning && Ask(start + Hour - 1) == meaning
            ? (start, start + Hour)
            : (wall, wall + 1);
        return cached = meaning;
    }

    // The offsets a day before and a day after are the only ones that can be meant; each is right if it holds at the instant
    // it leads to. Asking by UTC is exact also where a zone changed its base offset, which asking by local time is not.
    WallMeaning Ask(long wall)
    {
        int before = OffsetAt(wall - Day), after = OffsetAt(wall + Day);
        var beforeHolds = OffsetAt(wall - before) == before;
        if (before == after)
            return new WallMeaning(WallKind.Once, before, before);
        var afterHolds = OffsetAt(wall - after) == after;
        return (beforeHolds, afterHolds) switch
        {
            (true, true) => new WallMeaning(WallKind.Twice, Math.Max(before, after), Math.Min(before, after)),
            (true, false) => new WallMeaning(WallKind.Once, before, before),
            (false, true) => new WallMeaning(WallKind.Once, after, after),
            // Counting on with the old offset moves a skipped time on by the size of the gap.
            _ => new WallMeaning(WallKind.Never, before, before),
        };
    }

    int OffsetAt(long seconds) => (int)zone.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(seconds)).TotalSeconds;
}

/// <summary>How often a wall-clock time occurs.</summary>
enum WallKind
{
    /// <summary>Once, as nearly all do.</summary>
    Once,

    /// <summary>Twice: the clock is put back over it.</summary>
    Twice,

    /// <summary>Never: the clock is put forward over it.</summary>
    Never,
}

/// <summary>What a wall-clock time means.</summary>
/// <param name="Kind">How often it occurs.</param>
/// <param name="First">Seconds east of UTC at its first occurrence.</param>
/// <param name="Second">Seconds east of UTC at its second; the same as <paramref name="First"/> unless it occurs twice.</param>
readonly record struct WallMeaning(WallKind Kind, int First, int Second);

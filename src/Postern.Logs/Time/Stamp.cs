namespace Postern.Logs.Time;

/// <summary>A time stamp as a log writes it, every field in range, not yet placed on the time line (<see cref="LogClock"/> does that).</summary>
struct Stamp
{
    /// <summary>Year, or 0 when the stamp has none.</summary>
    public int Year;

    /// <summary>Month, 1 to 12.</summary>
    public int Month;

    /// <summary>Day of the month; 29 February is let through when the year is unknown.</summary>
    public int Day;

    /// <summary>Second of the day. A leap second (<c>:60</c>) is :59 and one more; ISO's 24:00:00 is 86400.</summary>
    public int Second;

    /// <summary>Part of a second, nanoseconds.</summary>
    public int Nanosecond;

    /// <summary>Seconds east of UTC; meaningful with <see cref="HasOffset"/>.</summary>
    public int Offset;

    /// <summary>Whether the stamp says its offset; if not, it is the wall clock of the machine that wrote it.</summary>
    public bool HasOffset;

    /// <summary>Whether digits beyond the ninth of the fraction were cut.</summary>
    public bool Cut;
}

/// <summary>What reading a stamp came to.</summary>
enum StampRead
{
    /// <summary>The text does not have the shape.</summary>
    None,

    /// <summary>The shape is there, but no such time exists (30 February, 25:00).</summary>
    Impossible,

    /// <summary>Read.</summary>
    Ok,
}

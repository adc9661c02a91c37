using System.Globalization;
using System.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Tables;

/// <summary>How a table writes its times: <c>iso8601</c>, <c>epoch-seconds</c>, <c>epoch-millis</c>, <c>epoch-micros</c>,
/// <c>epoch-nanos</c>, or a .NET pattern such as <c>dd.MM.yyyy HH:mm:ss</c>.</summary>
sealed class TableTime
{
    const string Iso = "iso8601";

    static readonly string[] EpochUnits = ["epoch-seconds", "epoch-millis", "epoch-micros", "epoch-nanos"];

    readonly LogClock clock;
    readonly byte? decimalMark;
    readonly bool exponents;
    readonly int unit;
    readonly bool patternHasZone;

    /// <summary>Reads times of a format.</summary>
    /// <param name="format">A word above, or a pattern that <see cref="Problem"/> has nothing against.</param>
    /// <param name="decimalMark">The only mark of a fraction; null for comma or point.</param>
    /// <param name="exponents">Whether numbers may have exponents, as in JSON.</param>
    /// <param name="context">Zone.</param>
    public TableTime(string format, byte? decimalMark, bool exponents, ReadContext context)
    {
        Format = format;
        clock = new LogClock(context);
        this.decimalMark = decimalMark;
        this.exponents = exponents;
        unit = Array.IndexOf(EpochUnits, format);
        patternHasZone = format.AsSpan().ContainsAny('z', 'K');
    }

    /// <summary>The word or pattern.</summary>
    public string Format { get; }

    /// <summary>Instant of the last time read.</summary>
    public long? LastStamp => clock.LastStamp;

    /// <summary>What is wrong with a format, or null.</summary>
    public static string? Problem(string format)
    {
        if (format == Iso || Array.IndexOf(EpochUnits, format) >= 0)
            return null;
        var words = $"give {Iso}, {string.Join(", ", EpochUnits)}, or a .NET pattern such as dd.MM.yyyy HH:mm:ss";
        var hasDay = format.Contains("yy", StringComparison.Ordinal) && format.Contains('M') && format.Contains('d')
            && format.AsSpan().ContainsAny('H', 'h');
        try
        {
            _ = DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            hasDay = false;
        }
        return hasDay ? null : $"time-format={format} is no format of date and time: {words}";
    }

    /// <summary>The format that all given texts have, or the one that most have; null when there is none.</summary>
    /// <param name="texts">Values of one column; empty ones do not count.</param>
    /// <param name="all">Whether one exception is one too many.</param>
    /// <param name="plausible">Whether epoch numbers must fall between 1990 and 2100: digits alone could be anything.</param>
    public static string? Infer(IEnumerable<byte[]> texts, bool all, bool plausible)
    {
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        foreach (var text in texts.Where(t => t.Length > 0))
        {
            count++;
            if (FormatOf(text, plausible) is { } format)
                votes[format] = votes.GetValueOrDefault(format) + 1;
        }
        if (votes.Count == 0)
            return null;
        var (best, most) = votes.MaxBy(v => v.Value);
        return most == count || !all && most * 2 > count ? best : null;
    }

    /// <summary>Reads one time.</summary>
    public bool TryRead(scoped ReadOnlySpan<byte> text, out long time)
    {
        time = ContactRow.NoTime;
        if (text.Length is 0 or > 64)
            return false;
        Span<byte> copy = stackalloc byte[text.Length];
        if (unit < 0 && Format != Iso)
            return TryPattern(text, out var written) && clock.TryPlace(in written, out time, out _);
        if (text.Contains((byte)','))
        {
            if (decimalMark == '.')
                return false;
            text.Replace(copy, (byte)',', (byte)'.');
            text = copy;
        }
        else if (decimalMark == ',' && unit >= 0 && text.Contains((byte)'.'))
        {
            return false;
        }
        if (unit >= 0)
        {
            if (!EpochText.TryUnits(text, unit * 3, out time, out var cut, exponents))
                return false;
            clock.Place(time, cut);
            return true;
        }
        return TryIso(text, out var stamp) && clock.TryPlace(in stamp, out time, out _);
    }

    /// <summary>Says what was assumed of the times.</summary>
    public void Finish(ContactSink sink) => clock.Finish(sink);

    static bool TryIso(ReadOnlySpan<byte> text, out Stamp stamp) =>
        StampText.Iso(text, out stamp, out var length) == StampRead.Ok && length == text.Length;

    bool TryPattern(ReadOnlySpan<byte> text, out Stamp stamp)
    {
        stamp = default;
        Span<char> characters = stackalloc char[text.Length];
        if (!Encoding.UTF8.TryGetChars(text, characters, out var written))
            return false;
        characters = characters[..written];
        DateTime wall;
        if (patternHasZone)
        {
            if (!DateTimeOffset.TryParseExact(characters, Format, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var instant))
                return false;
            wall = instant.UtcDateTime;
            stamp.HasOffset = true;
        }
        else if (!DateTime.TryParseExact(characters, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out wall))
        {
            return false;
        }
        (stamp.Year, stamp.Month, stamp.Day) = (wall.Year, wall.Month, wall.Day);
        stamp.Second = (int)(wall.TimeOfDay.Ticks / TimeSpan.TicksPerSecond);
        stamp.Nanosecond = (int)(wall.TimeOfDay.Ticks % TimeSpan.TicksPerSecond) * 100;
        return true;
    }

    static string? FormatOf(byte[] text, bool plausible)
    {
        var point = Array.ConvertAll(text, b => b == ',' ? (byte)'.' : b);
        if (TryIso(point, out _))
            return Iso;
        // 1e11 seconds are in the year 5138, 1e11 milliseconds in 1973: a number's size tells its unit.
        var dot = point.AsSpan().IndexOf((byte)'.');
        var guess = (dot < 0 ? point.Length : dot) switch { <= 11 => 0, <= 14 => 1, <= 17 => 2, _ => 3 };
        if (!EpochText.TryUnits(point, guess * 3, out var time, out _))
            return null;
        const long Year1990 = 631_152_000_000_000_000, Year2100 = 4_102_444_800_000_000_000;
        return !plausible || time is >= Year1990 and < Year2100 ? EpochUnits[guess] : null;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Postern.Settings;

/// <summary>Stretches of every week, in a time zone.</summary>
/// <param name="Zone">The zone whose clock is meant.</param>
/// <param name="Spans">The stretches; at least one.</param>
public sealed record WeeklyHours(TimeZoneInfo Zone, IReadOnlyList<WeeklySpan> Spans)
{
    /// <summary>Whether an instant lies in a stretch. An hour that the clock shows twice counts twice.</summary>
    public bool Include(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Zone);
        var time = local.TimeOfDay;
        return Spans.Any(s => s.From < s.To
            ? s.Has(local.DayOfWeek) && s.From <= time && time < s.To
            : s.Has(local.DayOfWeek) && s.From <= time || s.Has((DayOfWeek)(((int)local.DayOfWeek + 6) % 7)) && time < s.To);
    }
}

/// <summary>The same hours on some days of the week: <c>Mon-Fri 08:00-18:00</c>, <c>Sat 22:00-06:00</c> (until Sunday), <c>Sun 00:00-24:00</c>.</summary>
/// <param name="FirstDay">First day.</param>
/// <param name="LastDay">Last day; before the first when the days go over the weekend.</param>
/// <param name="From">Time of day at which it begins.</param>
/// <param name="To">Time of day before which it ends; at most 24 hours. Not after <paramref name="From"/>: it ends on the next day.</param>
public sealed record WeeklySpan(DayOfWeek FirstDay, DayOfWeek LastDay, TimeSpan From, TimeSpan To)
{
    static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>Whether it begins on a day.</summary>
    public bool Has(DayOfWeek day) => ((int)day - (int)FirstDay + 7) % 7 <= ((int)LastDay - (int)FirstDay + 7) % 7;

    /// <summary>Reads a stretch in the forms above.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WeeklySpan? span)
    {
        span = null;
        if (text.Split(' ') is not [var days, var hours] || hours.Split('-') is not [var fromText, var toText])
            return false;
        var names = days.Split('-');
        var first = Array.IndexOf(Days, names[0]);
        var last = Array.IndexOf(Days, names[^1]);
        if (names.Length > 2 || first < 0 || last < 0 || !TryTime(fromText, out var from) || !TryTime(toText, out var to)
            || from == to || from == TimeSpan.FromDays(1))
            return false;
        span = new WeeklySpan((DayOfWeek)first, (DayOfWeek)last, from, to);
        return true;
    }

    /// <summary>The stretch as it is written.</summary>
    public override string ToString() =>
        $"{Days[(int)FirstDay]}{(FirstDay == LastDay ? "" : $"-{Days[(int)LastDay]}")} {Clock(From)}-{Clock(To)}";

    static string Clock(TimeSpan time) => $"{(int)time.TotalHours:D2}:{time.Minutes:D2}";

    static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length != 5 || text[2] != ':' || !text.Where((_, i) => i != 2).All(char.IsAsciiDigit))
            return false;
        var (hours, minutes) = ((text[0] - '0') * 10 + text[1] - '0', (text[3] - '0') * 10 + text[4] - '0');
        time = new TimeSpan(hours, minutes, 0);
        return minutes < 60 && time <= TimeSpan.FromDays(1);
    }
}

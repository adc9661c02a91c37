using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>The pairs that deserve a look: names and numbers in one line, its course and the reason in the next.</summary>
static class PairTable
{
    const int Indent = 5;
    const int Contacts = 11;
    const int Rate = 9;
    const int Beat = 9;

    /// <summary>Writes the table.</summary>
    public static void Write(Page page, IReadOnlyList<PairFindings> pairs)
    {
        var names = page.Width - Indent - Contacts - Rate - Beat - 2;
        page.Line(page.Faint(Row("", "source → target", "contacts", "rate", "beat", names)));
        for (var i = 0; i < pairs.Count; i++)
        {
            var pair = pairs[i];
            page.Line(Row(
                $"{i + 1}",
                Names(pair, names),
                pair.Contacts.ToString("#,0", CultureInfo.InvariantCulture),
                pair.Rate?.PerHour is { } perHour ? Hourly(perHour) : "",
                BeatOf(pair.Cadence),
                names));
            var course = page.Bars(pair.Sketch ?? []) + "  ";
            page.Paragraph(SafeText.Of(pair.Why ?? ""), Indent + course.Length, $"{"",Indent}{course}");
            if (pair.Why is null)
                page.Line($"{"",Indent}{course}");
        }
    }

    /// <summary>Source and target, shortened to a width; the longer of the two gives way first.</summary>
    public static string Names(PairFindings pair, int width)
    {
        const string Arrow = " → ";
        var (source, target) = (SafeText.Of(pair.Source), SafeText.Of(pair.Target));
        if (source.Length == 0)
            source = "(unknown)";
        var room = width - Arrow.Length;
        if (TextWidth.Of(source) + TextWidth.Of(target) > room)
        {
            source = TextLines.Shorten(source, Math.Max(room / 2, room - TextWidth.Of(target)));
            target = TextLines.Shorten(target, room - TextWidth.Of(source));
        }
        return source + Arrow + target;
    }

    /// <summary>A rate in the unit that needs few digits: <c>6.0/h</c>, <c>1,240/h</c>, <c>0.4/d</c>, <c>650.1/s</c>.</summary>
    public static string Hourly(double perHour) => perHour switch
    {
        >= 999.95 * 3_600 => (perHour / 3_600).ToString("#,0'/s'", CultureInfo.InvariantCulture),
        >= 100_000 - .5 => (perHour / 3_600).ToString("0.0'/s'", CultureInfo.InvariantCulture),
        >= 100 => perHour.ToString("#,0'/h'", CultureInfo.InvariantCulture),
        >= .1 => perHour.ToString("0.0'/h'", CultureInfo.InvariantCulture),
        >= .1 / 24 => (perHour * 24).ToString("0.0'/d'", CultureInfo.InvariantCulture),
        _ => "<0.1/d",
    };

    /// <summary>A period in the unit a reader would choose.</summary>
    public static string Period(double seconds) => seconds switch
    {
        < 10_000 => $"{seconds.ToString(seconds < 100 ? "0.0#" : "0.#", CultureInfo.InvariantCulture)} s",
        < 2 * 86_400 => $"{seconds / 3_600:0.##} h",
        _ => $"{seconds / 86_400:0.##} d",
    };

    static string BeatOf(CadenceFindings? cadence) => cadence switch
    {
        { Verdict: "periodic", PeriodSeconds: { } period } => Period(period),
        { Verdict: "periodic" } => "even",
        { Verdict: "cache-limited" } => "cache",
        { Verdict: "irregular" } => "none",
        { Verdict: "too-few" } => "too few",
        _ => "",
    };

    static string Row(string number, string names, string contacts, string rate, string beat, int width) =>
        $"{TextLines.Right(number, Indent - 2)}  {TextLines.Left(names, width)}{TextLines.Right(contacts, Contacts)}{TextLines.Right(rate, Rate)}  {beat.PadLeft(Beat)}";
}

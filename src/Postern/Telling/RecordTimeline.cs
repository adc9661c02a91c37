using Postern.Analysis.Findings;
using Postern.Contacts;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>The whole record over time: contacts in equal slices, as many as the screen has columns for.</summary>
sealed record RecordTimeline(long From, long To, IReadOnlyList<int> Counts)
{
    const int Margin = 2;

    /// <summary>Counts the contacts of a table; null when it spans no time.</summary>
    public static RecordTimeline? Of(ContactTable table, int width)
    {
        long from = long.MaxValue, to = long.MinValue;
        for (var p = 0; p < table.Pairs.Length; p++)
        {
            var times = table.Times(p);
            (from, to) = (Math.Min(from, times[0]), Math.Max(to, times[^1]));
        }
        if (from >= to)
            return null;
        var counts = new int[width - 2 * Margin];
        var length = (Int128)to - from + 1;
        foreach (var time in table.AllTimes)
            counts[(int)(((Int128)time - from) * counts.Length / length)]++;
        return new RecordTimeline(from, to, counts);
    }

    /// <summary>Writes the marks, the days below them, and what a mark stands for.</summary>
    public void Write(Page page, IReadOnlyList<StretchFindings> coverage, DisplayZone zone)
    {
        var slice = ((double)To - From) / Counts.Count;
        var watched = coverage.Select(s => (From: UnixTime.Parse(s.From), To: UnixTime.Parse(s.To))).ToList();
        bool IsCovered(double from, double to) => watched.Exists(s => s.From < to && s.To > from);
        var covered = Counts.Select((_, i) => IsCovered(From + i * slice, From + (i + 1) * slice)).ToList();
        page.Line(new string(' ', Margin) + page.Bars(Counts, covered));
        page.Line(new string(' ', Margin) + page.Faint(Axis(zone)));
        var unwatched = covered.Contains(false) ? "; a dot is time that was not watched" : "";
        page.Paragraph($"Each mark is {Length(slice / UnixTime.Second)}, the highest {Phrase.Count(Counts.Max(), "contact")}{unwatched}.", Margin);
    }

    string Axis(DisplayZone zone)
    {
        string Label(long time) => (To - From) switch
        {
            < 2 * UnixTime.Day => zone.Minute(time),
            < 300 * UnixTime.Day => zone.Day(time),
            _ => zone.Month(time),
        };
        var line = new char[Counts.Count];
        Array.Fill(line, ' ');
        void Put(string text, int at) => text.CopyTo(0, line, at, text.Length);

        var (first, last, middle) = (Label(From), Label(To), Label(From + (To - From) / 2));
        Put(first, 0);
        Put(last, line.Length - last.Length);
        Put(middle, line.Length / 2 - middle.Length / 2);
        return new string(line);
    }

    static string Length(double seconds) => seconds switch
    {
        < 1 => "less than a second",
        < 120 => $"{seconds:0} s",
        < 2 * 3_600 => $"{seconds / 60:0} minutes",
        < 2 * 86_400 => $"{seconds / 3_600:0.#} hours",
        _ => $"{seconds / 86_400:0.#} days",
    };
}

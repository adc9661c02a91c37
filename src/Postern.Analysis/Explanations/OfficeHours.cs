using Postern.Analysis.Caching;
using Postern.Contacts;

namespace Postern.Analysis.Explanations;

/// <summary>Random contacts with one rate inside a daily window of hours and another outside it.</summary>
/// <param name="FromHour">First hour of the window, UTC, 0 to 23.</param>
/// <param name="Hours">Its length, hours.</param>
/// <param name="WeekdaysOnly">Whether the window is open Monday to Friday only.</param>
/// <param name="Share">Share of the contacts inside it.</param>
/// <param name="TimeShare">Share of the watched time inside it.</param>
/// <param name="Fit">Inhomogeneous Poisson, five parameters: two rates, two edges, weekdays or all days.</param>
readonly record struct OfficeHours(int FromHour, int Hours, bool WeekdaysOnly, double Share, double TimeShare, GapFit Fit)
{
    const int Day = 24, Week = 168;
    const double LeastDays = 7;

    /// <summary>The best window, or null when the steps span less than a week or the best window is not busier than the rest.</summary>
    public static OfficeHours? Of(ReadOnlySpan<Step> steps)
    {
        if (steps.IsEmpty || (steps[^1].End - steps[0].Start) / (double)UnixTime.Day < LeastDays)
            return null;
        var contacts = new double[Week];
        var seconds = new double[Week];
        foreach (var step in steps)
        {
            contacts[HourOfWeek(step.End)]++;
            Expose(seconds, step.Start, step.End);
        }
        var (n, total) = (contacts.Sum(), seconds.Sum());
        var best = default(OfficeHours);
        foreach (var weekdays in new[] { false, true })
        {
            // Folded on the day: an hour counts inside when its day is open.
            var (dayContacts, daySeconds) = (Folded(contacts, weekdays), Folded(seconds, weekdays));
            for (var from = 0; from < Day; from++)
            {
                double inside = 0, exposure = 0;
                for (var hours = 1; hours < Day; hours++)
                {
                    inside += dayContacts[(from + hours - 1) % Day];
                    exposure += daySeconds[(from + hours - 1) % Day];
                    var outside = n - inside;
                    if (exposure <= 0 || total - exposure <= 0 || inside / exposure <= outside / (total - exposure))
                        continue;
                    var fit = new GapFit(Term(inside, exposure) + Term(outside, total - exposure) - n, 5);
                    if (best.Hours == 0 || fit.LogLikelihood > best.Fit.LogLikelihood)
                        best = new OfficeHours(from, hours, weekdays, inside / n, exposure / total, fit);
                }
            }
        }
        return best.Hours == 0 ? null : best;
    }

    static double Term(double contacts, double seconds) => contacts == 0 ? 0 : contacts * Math.Log(contacts / seconds);

    static double[] Folded(double[] week, bool weekdaysOnly)
    {
        var day = new double[Day];
        for (var i = 0; i < (weekdaysOnly ? 5 * Day : Week); i++)
            day[i % Day] += week[i];
        return day;
    }

    /// <summary>Hour of the week, 0 = Monday 00 UTC.</summary>
    static int HourOfWeek(long time)
    {
        var hour = (long)Math.Floor(time / (3_600.0 * UnixTime.Second)) + 3 * Day; // 1970-01-01 was a Thursday
        return (int)((hour % Week + Week) % Week);
    }

    static void Expose(double[] seconds, long from, long to)
    {
        const long Hour = 3_600 * UnixTime.Second;
        if (to - from > Week * Hour)
        {
            var weeks = (to - from) / (Week * Hour);
            for (var i = 0; i < Week; i++)
                seconds[i] += weeks * 3_600.0;
            from += weeks * Week * Hour;
        }
        while (from < to)
        {
            var next = Math.Min(to, from + Hour - (from % Hour + Hour) % Hour);
            seconds[HourOfWeek(from)] += (next - from) / 1e9;
            from = next;
        }
    }
}

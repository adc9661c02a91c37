using Postern.Analysis.Rate;
using Postern.Analysis.Silence;

namespace Postern.Analysis.Changes;

/// <summary>A quiet stretch that is one long gap is judged by the gaps: where these are heavy-tailed, counts make it look rarer than it is.</summary>
static class GapHabit
{
    // A tail fitted to ten to thirty gaps is itself uncertain; set by simulation on lognormal and Weibull gaps.
    const double FitUncertainty = 4;

    /// <summary>ln of the chance of so long a gap somewhere in [from, until); minus infinity unless one gap fills most of [start, end).</summary>
    /// <param name="contacts">Covered seconds, ascending.</param>
    /// <param name="start">Start of the quiet stretch.</param>
    /// <param name="end">Its end.</param>
    /// <param name="from">Start of the stretch whose gaps are the habit.</param>
    /// <param name="until">Its end.</param>
    public static double LogP(ReadOnlySpan<double> contacts, double start, double end, double from, double until)
    {
        var longest = 0.0;
        for (var i = Math.Max(1, contacts.FirstAt(start)); i < contacts.Length && contacts[i - 1] < end; i++)
            longest = Math.Max(longest, Math.Min(end, contacts[i]) - Math.Max(start, contacts[i - 1]) >= (end - start) / 2 ? contacts[i] - contacts[i - 1] : 0);
        if (longest == 0)
            return double.NegativeInfinity;
        contacts = contacts[contacts.FirstAt(from)..contacts.FirstAt(until)];
        var gaps = new double[contacts.Length];
        var count = 0;
        for (var i = 1; i < contacts.Length; i++)
        {
            if (contacts[i] > contacts[i - 1])
                gaps[count++] = contacts[i] - contacts[i - 1];
        }
        Array.Sort(gaps, 0, count);
        return ParetoTail.LogChanceOfLongest(gaps.AsSpan(0, count), longest) + Math.Log(FitUncertainty);
    }
}

using Postern.Analysis.Findings;

namespace Postern.Analysis.Cadence;

/// <summary>The sentences of <see cref="CadenceFindings"/>: each with its number and its uncertainty.</summary>
static class CadenceText
{
    const double Ln10 = 2.302585092994046;

    public static string TooFew(int occasions) =>
        $"{occasions} occasion{(occasions == 1 ? "" : "s")}: too few to say whether they keep a beat (at least {CadenceTests.LeastOccasions} are needed).";

    public static string CacheLimited(double lifetime, CadenceEvidence evidence) =>
        $"Evenly spaced by a cache, not by who asks: a look-up comes when the copy of about {lifetime:#,0.###} s has expired. " +
        $"{Rarity(evidence.LnP)} That says nothing of how often, or how regularly, the users asked.";

    public static string NoPeriod(CadenceEvidence evidence) =>
        $"Regular spacing, no fixed period: the gaps are more alike than chance makes them, but no period explains them. {Rarity(evidence.LnP)}";

    public static string NoBeat(CadenceEvidence evidence, double lnQ)
    {
        var chance = evidence.LnP <= Math.Log(1e-3)
            ? $"No beat that stands out among all pairs: p = {Share(Math.Exp(evidence.LnP))} alone, but {Share(Math.Exp(lnQ))} of such calls over all pairs would be false."
            : $"No beat: waiting without memory looks this regular {(evidence.LnP >= -0.7 ? "more often than not" : $"in {Share(Math.Exp(evidence.LnP))} of cases")}.";
        var power = double.IsNaN(evidence.DetectableShare) ? ""
            : evidence.DetectableShare >= 1 ? $" With {evidence.Occasions} occasions only a nearly pure beat would have been seen."
            : $" A beat with {Percent(evidence.DetectableShare)} of the contacts would have been seen.";
        return chance + power;
    }

    public static string Line(SpectralLine line, CadenceEvidence evidence)
    {
        var decimals = Decimals(line.High - line.Low);
        return $"About every {Fixed(line.Period, decimals)} s ({Fixed(line.Low, decimals)}-{Fixed(line.High, decimals)}), among other contacts: " +
            $"the period shows in the spectrum; jitter, missed beats and clock are not resolved. {Rarity(evidence.LnP)}";
    }

    public static string Periodic(CadenceFindings f, CadenceEvidence evidence)
    {
        var (period, low, high) = (f.PeriodSeconds!.Value, f.PeriodLow!.Value, f.PeriodHigh!.Value);
        var decimals = Decimals(high - low);
        var clock = f.Clock switch
        {
            "schedule" => ", on a schedule",
            "sleep" => ", counted from the contact before",
            _ => "",
        };
        var jitter = f.JitterSeconds!.Value / period;
        var text = $"Every {Fixed(period, decimals)} s ({Fixed(low, decimals)}-{Fixed(high, decimals)}){clock}: " +
            $"jitter {(jitter < 0.001 ? "below .1 %" : Percent(jitter))} of the period, " +
            $"{Percent(f.MissedShare!.Value)} of beats missed ({Percent(f.MissedLow!.Value, bare: true)}-{Percent(f.MissedHigh!.Value)}); " +
            $"{Percent(f.MemberShare!.Value)} of the contacts belong to it. {Rarity(evidence.LnP)}";
        if (f.Clock is null)
            text += " Schedule or sleep: not resolved.";
        foreach (var change in f.PeriodChanges ?? [])
        {
            var digits = Decimals(Math.Abs(change.PeriodAfter - change.PeriodBefore));
            text += $" The period changed from {Fixed(change.PeriodBefore, digits)} s to {Fixed(change.PeriodAfter, digits)} s at {change.At}.";
        }
        if (f.MissedRuns is { } runs)
        {
            var longest = runs.MaxBy(r => r.Beats)!;
            text += $" {runs.Count} time{(runs.Count == 1 ? "" : "s")} three or more beats in a row are missing, at most {longest.Beats} (from {longest.From}).";
        }
        foreach (var other in f.OtherBeats ?? [])
        {
            var digits = Decimals(other.PeriodHigh - other.PeriodLow);
            text += $" A further beat: every {Fixed(other.PeriodSeconds, digits)} s ({Fixed(other.PeriodLow, digits)}-{Fixed(other.PeriodHigh, digits)}).";
        }
        return text;
    }

    static string Rarity(double lnP)
    {
        var log10 = -lnP / Ln10;
        if (log10 >= 6)
            return $"A process without memory would look this regular less than once in 10^{Math.Floor(log10):0}.";
        var oneIn = Math.Pow(10, log10);
        var unit = Math.Pow(10, Math.Floor(Math.Log10(oneIn)) - 1);
        return $"A process without memory would look this regular once in {Math.Round(oneIn / unit) * unit:#,0}.";
    }

    /// <summary>Decimals that show a difference with two digits.</summary>
    static int Decimals(double difference) => difference > 0 ? Math.Clamp((int)Math.Ceiling(1 - Math.Log10(difference)), 0, 6) : 6;

    static string Fixed(double value, int decimals) => value.ToString(decimals == 0 ? "#,0" : "#,0." + new string('0', decimals));

    static string Percent(double share, bool bare = false)
    {
        var text = share is > 0 and < 0.0995 ? $"{100 * share:0.#}" : $"{100 * share:0}";
        return bare ? text : text + " %";
    }

    static string Share(double p) => p >= 0.01 ? $"{100 * p:0.#} %" : p >= 1e-4 ? $"{100 * p:0.##} %" : $"{p:0.#e0}";
}

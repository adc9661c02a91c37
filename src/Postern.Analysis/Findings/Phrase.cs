using System.Globalization;
using Postern.Contacts;

namespace Postern.Analysis.Findings;

/// <summary>How numbers are said in sentences: every analysis says them alike.</summary>
public static class Phrase
{
    const double Rounding = 1e-9;

    /// <summary>A length of time in the unit a reader would choose: <c>0.35 s</c>, <c>45 s</c>, <c>3,600 s</c>, <c>9.5 hours</c>, <c>41 days</c>.</summary>
    /// <remarks>Seconds up to three hours, because periods and lifetimes are set in seconds.</remarks>
    public static string Duration(double seconds) => Math.Abs(seconds) switch
    {
        < 10_800 => $"{Number(seconds, 4)} s",
        < 2 * 86_400 => $"{Number(seconds / 3_600, 3)} hours",
        _ => $"{Number(seconds / 86_400, 3)} days",
    };

    /// <summary>An instant in a sentence: to the second, cut and not rounded, whatever the record's resolution.</summary>
    public static string Instant(long time) => Instant(UnixTime.Format(time));

    /// <summary>The same of RFC 3339 UTC text.</summary>
    public static string Instant(string rfc3339) => rfc3339.IndexOf('.') is > 0 and var point ? rfc3339[..point] + "Z" : rfc3339;

    /// <summary>Two instants of RFC 3339 UTC text as <see cref="Instant(string)"/>; where that would make one of both, to the millisecond.</summary>
    /// <param name="from">The first.</param>
    /// <param name="until">The second.</param>
    /// <param name="word">Word between them.</param>
    public static string Span(string from, string until, string word = "to")
    {
        var alike = from != until && Instant(from) == Instant(until);
        return $"{(alike ? Fine(from) : Instant(from))} {word} {(alike ? Fine(until) : Instant(until))}";
    }

    /// <summary>A range of two times in one unit: <c>299.9–300.1 s</c>.</summary>
    public static string Range(double lowSeconds, double highSeconds)
    {
        var (unit, word) = highSeconds < 10_800 ? (1.0, "s") : highSeconds < 2 * 86_400 ? (3_600.0, "hours") : (86_400.0, "days");
        return $"{Interval(lowSeconds / unit, highSeconds / unit)} {word}";
    }

    /// <summary>Two limits with as many digits as tell them apart: <c>0.74–1.3</c>, <c>299.9–300.1</c>.</summary>
    public static string Interval(double low, double high)
    {
        if (double.IsPositiveInfinity(high))
            return $"at least {Number(low, 3)}";
        var width = high - low;
        var digits = width > 0 && high > 0 ? Math.Clamp((int)Math.Ceiling(Math.Log10(high / width)) + 2, 2, 9) : 4;
        return $"{Number(low, digits)}–{Number(high, digits)}";
    }

    /// <summary>A probability as a person compares it: <c>1 in 900</c>, <c>less than 1 in 10^40</c>, <c>0.31</c> (METHODS §0: two digits).</summary>
    /// <param name="lnP">Natural logarithm of the probability.</param>
    public static string Chance(double lnP)
    {
        if (lnP > Math.Log(.1))
            return Number(Math.Exp(lnP), 2);
        var log10 = double.IsFinite(lnP) ? -lnP / Math.Log(10) : 300; // less than a double holds
        return log10 < 7 ? $"1 in {Number(Math.Exp(-lnP), 2)}" : $"less than 1 in 10^{Math.Floor(log10 + Rounding).ToString("0", CultureInfo.InvariantCulture)}";
    }

    /// <summary>A probability that draws or shifts tell no finer than a floor: <c>at most 1 in 1,000</c> at the floor, as <see cref="Chance(double)"/> above it (METHODS §0).</summary>
    /// <param name="lnP">Natural logarithm of the probability.</param>
    /// <param name="lnFloor">The same of the smallest probability that the null model can give; minus infinity where it has no floor.</param>
    public static string AtMost(double lnP, double lnFloor)
    {
        return Chance(lnP, isBound: lnP <= lnFloor + Rounding);
    }

    /// <summary>The same where it is known whether the probability is a bound.</summary>
    public static string Chance(double lnP, bool isBound)
    {
        var said = Chance(lnP);
        return isBound && !said.StartsWith("less than", StringComparison.Ordinal) ? $"at most {said}" : said;
    }

    /// <summary>A share as per cent: <c>99.1 %</c>, <c>4 %</c>, <c>0.02 %</c>.</summary>
    public static string Percent(double share)
    {
        var percent = 100 * share;
        var digits = percent is > 90 and < 100 ? 3 : percent >= 10 ? 2 : 1;
        return percent is > 99.9 and < 100 ? "more than 99.9 %" : $"{Number(percent, digits)} %";
    }

    /// <summary>A number rounded to significant digits, thousands grouped, no exponent: <c>1,200</c>, <c>0.31</c>.</summary>
    public static string Number(double value, int digits)
    {
        if (value == 0)
            return "0"; // no minus sign
        if (!double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture);
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        var scale = Math.Pow(10, Math.Abs(digits - magnitude));
        var rounded = digits >= magnitude ? Math.Round(value * scale) / scale : Math.Round(value / scale) * scale;
        return rounded.ToString("#,0." + new string('#', Math.Clamp(digits - magnitude, 0, 15)), CultureInfo.InvariantCulture);
    }

    /// <summary>A measure whose unit the table names: whole where it is large, three places where it is small.</summary>
    public static string Measure(double value) => Math.Abs(value) switch
    {
        0 => "0", // no minus sign
        >= 1e15 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 1_000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>A count with its word: <c>1 contact</c>, <c>2,820 contacts</c>.</summary>
    public static string Count(long count, string one, string? many = null) =>
        $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    static string Fine(string rfc3339)
    {
        var fraction = rfc3339.IndexOf('.') is > 0 and var point ? rfc3339[(point + 1)..^1] : "";
        return $"{Instant(rfc3339)[..^1]}.{fraction.PadRight(3, '0')[..3]}Z";
    }
}

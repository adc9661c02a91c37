using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.DerivedNames;

/// <summary>Names that still stand out when all that were tried are counted (Benjamini and Yekutieli 2001).</summary>
static class CountedNames
{
    /// <summary>Level over all that were tried of a kind. These are leads for a reader, and so it is twice that of a verdict.</summary>
    public const double Level = .1;

    /// <summary>Those at or below the level, or worth telling for another reason, as they are told.</summary>
    /// <param name="tried">All that were tried.</param>
    /// <param name="lnP">ln of the chance of one.</param>
    /// <param name="anyway">Whether one is told whatever its chance.</param>
    /// <param name="describe">Says one, with ln of its chance when all are counted.</param>
    public static IEnumerable<NameFindings> Told<T>(List<T> tried, Func<T, double> lnP, Predicate<T> anyway, Func<T, double, NameFindings> describe) =>
        tried.Zip(Counted(tried, lnP)).Where(c => c.Second <= Math.Log(Level) || anyway(c.First)).Select(c => describe(c.First, c.Second));

    /// <summary>Whether each stands out.</summary>
    public static bool[] StandOut<T>(List<T> tried, Func<T, double> lnP) => [.. Counted(tried, lnP).Select(lnQ => lnQ <= Math.Log(Level))];

    static double[] Counted<T>(List<T> tried, Func<T, double> lnP) => MultipleTesting.BenjaminiYekutieli([.. tried.Select(lnP)]);

    /// <summary>What was counted, and the chance with that.</summary>
    public static string Say(int tried, string one, string many, double lnQ) => $"all {Phrase.Count(tried, one, many)} counted {Phrase.Chance(lnQ)}";
}

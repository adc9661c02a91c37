using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.DerivedNames;

/// <summary>Names that still stand out when all that were tried are counted (Benjamini and Yekutieli 2001).</summary>
static class CountedNames
{
    /// <summary>Level over all that were tried of a kind. These are leads for a reader, and so it is twice that of a verdict.</summary>
    public const double Level = .1;

    /// <summary>Those at or below the level, as they are told.</summary>
    /// <param name="tried">All that were tried.</param>
    /// <param name="lnP">ln of the chance of one.</param>
    /// <param name="describe">Says one, with ln of its chance when all are counted.</param>
    public static IEnumerable<NameFindings> Told<T>(List<T> tried, Func<T, double> lnP, Func<T, double, NameFindings> describe)
    {
        var lnQ = MultipleTesting.BenjaminiYekutieli([.. tried.Select(lnP)]);
        return tried.Zip(lnQ).Where(c => c.Second <= Math.Log(Level)).Select(c => describe(c.First, c.Second));
    }

    /// <summary>What was counted, and the chance with that.</summary>
    public static string Say(int tried, string one, string many, double lnQ) => $"all {Phrase.Count(tried, one, many)} counted {Phrase.Chance(lnQ)}";
}

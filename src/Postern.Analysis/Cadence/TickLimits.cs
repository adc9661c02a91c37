using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>What gaps in whole ticks can tell of regularity, and what they cannot.</summary>
/// <remarks>
/// Given their number and sum, the gaps of a process without memory on a lattice are any composition of the sum with equal chance.
/// Gaps that fill next to every tick are alike by that alone: 8 contacts in 8 ticks prove nothing. The laws of continuous gaps that
/// tests C and E use hold from a mean of four ticks up (simulated: 7 to 50 gaps, means of 1.2 to 20 ticks; from 4 ticks up, at p
/// of .05 to .0001 called at most 1.6 times as often as stated, before the factor for five tests; below 4 up to 10,000 times).
/// </remarks>
static class TickLimits
{
    /// <summary>Least mean gap, ticks, from which the laws of continuous gaps hold.</summary>
    public const double LeastMean = 4;

    /// <summary>Squared coefficient of variation that equal gaps of this mean (ticks) may have unseen: both ends are rounded, by 1/6 of a squared tick together.</summary>
    public static double UnseenVariation(double mean) => 1 / (6 * mean * mean);

    /// <summary>ln of the chance of any one composition of <paramref name="ticks"/> in <paramref name="gaps"/> gaps: no test of gaps can go below.</summary>
    public static double LnLeast(int gaps, double ticks) => Gamma.Log(gaps) + Gamma.Log(ticks - gaps + 1) - Gamma.Log(ticks);
}

using Postern.Analysis.Numerics;

namespace Postern.Analysis.Coincidence;

/// <summary>Event coincidence analysis (Donges et al. 2016) as a description: how many events are followed by a change.</summary>
static class TriggerRate
{
    /// <summary>Chance of at least so many coincidences if both lists were Poisson.</summary>
    /// <remarks>Given beside our own chance for those who know it, never instead: clustered changes share windows, and the formula errs.
    /// Steps inclusive, as the authors' programs count (delay 0, one-sided window of <paramref name="reach"/> + 1 steps).</remarks>
    /// <param name="causes">Instants that may lie in a window.</param>
    /// <param name="windows">Windows.</param>
    /// <param name="steps">Steps of the record.</param>
    /// <param name="reach">Length of a window, steps.</param>
    /// <param name="coincidences">Windows that hold one.</param>
    public static double PoissonChance(int causes, int windows, double steps, double reach, long coincidences)
    {
        var one = 1 - Math.Pow(Math.Max(0, 1 - (reach + 1) / steps), causes);
        return Math.Exp(Tails.BinomialAtLeast(coincidences, windows, one));
    }
}

namespace Postern.Bench.Auc;

/// <summary>What the scores of one cell's records come to.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Ours">Area under the ROC curve of our rank score, mean over families.</param>
/// <param name="RitaTimestamp">The same of RITA's timestamp score.</param>
/// <param name="RitaComposite">The same of RITA's composite of its three time scores.</param>
/// <param name="Power">Share of beacons that we call at p &lt; .001.</param>
/// <param name="FalseAlarms">Number of other records that we call at p &lt; .001.</param>
/// <param name="Records">Number of beacons, and of other records.</param>
sealed record AucResult(
    AucCell Cell, double Ours, double RitaTimestamp, double RitaComposite, double Power, int FalseAlarms, int Records)
{
    public double BetterRita => Math.Max(RitaTimestamp, RitaComposite);

    /// <summary>Chance that a score from <paramref name="positives"/> is above one from <paramref name="negatives"/>, ties half (Mann and Whitney 1947).</summary>
    public static double Area(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives) =>
        positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? .5 : 0));
}

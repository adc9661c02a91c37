namespace Postern.Bench.Auc;

/// <summary>What the scores of one cell's records come to.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="ByFamily">Area under the ROC curve of our rank score, for each of <see cref="AucCell.Families"/>; NaN where no record was drawn.</param>
/// <param name="RitaTimestamp">Mean over families of that of RITA's timestamp score.</param>
/// <param name="RitaComposite">Mean over families of that of RITA's composite of its three time scores.</param>
/// <param name="Power">Share of beacons that we call at p &lt; .001.</param>
/// <param name="FalseAlarms">Number of other records that we call at p &lt; .001.</param>
/// <param name="Records">Number of beacons, and of other records.</param>
sealed record AucResult(
    AucCell Cell, IReadOnlyList<double> ByFamily, double RitaTimestamp, double RitaComposite, double Power, int FalseAlarms, int Records)
{
    /// <summary>Mean over families.</summary>
    public double Ours => ByFamily.Where(area => !double.IsNaN(area)).Average();

    public double BetterRita => Math.Max(RitaTimestamp, RitaComposite);

    /// <summary>Chance that a score from <paramref name="positives"/> is above one from <paramref name="negatives"/>, ties half (Mann and Whitney 1947).</summary>
    public static double Area(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives) =>
        positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? .5 : 0));
}

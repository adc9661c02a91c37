namespace Postern.Analysis.Silence;

/// <summary>How long the silences of everybody ordinarily are: the longest waits from an instant to the next contact, in contacts due.</summary>
/// <remarks>
/// Contacts come in clusters (sessions, retries), so that in a silence in which many contacts were due few clusters may have been
/// due. Where clusters begin independently of each other, the wait beyond the length of a cluster is exponential, and its mean is
/// a cluster's contacts (the void probability of a Poisson cluster process); for single contacts it is 1. The mean is taken from
/// the waits between the K-th and the K/2-th longest, the longer ones counted as censored: K/2 holes among them hide nothing.
/// Several K are asked and the largest chance counts, because a silence may begin to be one of clusters only far out. With n waits
/// behind the mean the chance of an excess of z means is (1+z/n)^-n, which is a negative binomial with the variance 1/n.
/// The waits say little of levels that vary slowly. So the silence is also weighed as a stretch of its own length that is empty by
/// its level: the clusters due in it, with the variance of such stretches about their neighbours. The larger chance counts.
/// </remarks>
sealed class SilenceTail
{
    const int FirstOfTail = 40;
    const int FewestInTail = 10;
    const int MostInTail = 5_120;

    readonly Threshold[] thresholds;
    readonly int waits;

    SilenceTail(Threshold[] thresholds, int waits) => (this.thresholds, this.waits) = (thresholds, waits);

    /// <summary>The tail of these waits (contacts due, any order); one of less than twenty says nothing.</summary>
    public static SilenceTail Of(IEnumerable<double> waits)
    {
        var buffer = new double[2 * MostInTail];
        var (kept, count, least) = (0, 0, double.NegativeInfinity);
        foreach (var wait in waits)
        {
            count++;
            if (wait <= least)
                continue;
            buffer[kept++] = wait;
            if (kept < buffer.Length)
                continue;
            Array.Sort(buffer);
            Array.Copy(buffer, MostInTail, buffer, 0, MostInTail);
            (kept, least) = (MostInTail, buffer[0]);
        }
        var longest = buffer.AsSpan(0, kept);
        longest.Sort();
        longest.Reverse();
        List<Threshold> thresholds = [];
        var most = Math.Min(count / 2, kept - 1);
        for (var k = Math.Min(FirstOfTail, most); k >= FewestInTail && k <= most; k *= 2)
            thresholds.Add(Threshold.Of(longest, k));
        return new([.. thresholds], count);
    }

    /// <summary>ln of the chance that the longest wait of the record is of at least so many contacts due.</summary>
    /// <param name="due">Contacts due in the wait.</param>
    /// <param name="spread">How the level of everybody varies over such lengths.</param>
    public double LogChanceOfLongest(double due, CountSpread spread) => LogChance(due, spread, 1, Math.Max(1, spread.Stretches));

    /// <summary>ln of the chance that the wait from one given instant is of at least so many contacts due.</summary>
    public double LogChanceAtOneLook(double due, CountSpread spread) => LogChance(due, spread, 1.0 / waits, 1);

    /// <summary>A longest wait below so many contacts due has at least the given chance, however even the level is.</summary>
    public double LeastOf(double chance) => thresholds.Length == 0 ? double.PositiveInfinity : thresholds.Max(t => t.Due(chance));

    /// <summary>ln of the chance to see none where so many independent clusters are expected, their level varying from stretch to stretch.</summary>
    /// <remarks>Negative binomial; exp(-m) where the level is even. A Poisson count divided by phi would ask for absurdly many
    /// where everybody's level varies together.</remarks>
    internal static double LogChanceOfNone(double expected, double relativeVariance) =>
        relativeVariance <= 1e-9 ? -expected
        : double.IsInfinity(relativeVariance) ? 0
        : -Math.Log(1 + expected * relativeVariance) / relativeVariance;

    double LogChance(double due, CountSpread spread, double share, int stretches)
    {
        if (thresholds.Length == 0)
            return 0;
        var cluster = thresholds.Max(t => t.Mean);
        var most = LogChanceOfNone(due / cluster, spread.Beyond(2 * cluster - 1)) + Math.Log(stretches);
        foreach (var threshold in thresholds)
            most = Math.Max(most, threshold.LogChance(due) + Math.Log(share));
        return Math.Min(0, most);
    }

    /// <summary>The waits beyond one of them.</summary>
    /// <param name="Wait">That wait (contacts due).</param>
    /// <param name="Longer">How many are longer.</param>
    /// <param name="Mean">Their mean excess (contacts due): contacts of a cluster, at least 1.</param>
    /// <param name="Behind">Waits that the mean rests on.</param>
    readonly record struct Threshold(double Wait, int Longer, double Mean, int Behind)
    {
        public static Threshold Of(ReadOnlySpan<double> descending, int k)
        {
            var censored = k / 2;
            var sum = censored * (descending[censored] - descending[k]);
            foreach (var wait in descending[censored..k])
                sum += wait - descending[k];
            return new(descending[censored], censored, Math.Max(1, sum / (k - censored)), k - censored);
        }

        /// <summary>ln of the number of waits of at least so many contacts due that are to be expected.</summary>
        public double LogChance(double due) => Math.Log(Longer) + LogChanceOfNone(Math.Max(0, due - Wait) / Mean, 1.0 / Behind);

        public double Due(double chance) => Wait + Mean * Behind * (Math.Pow(Longer / chance, 1.0 / Behind) - 1);
    }
}

/// <summary>How everybody's counts in stretches of one length differ from what was due by their neighbours' level: sums over the stretches.</summary>
/// <param name="Stretches">Number of stretches.</param>
/// <param name="Squares">Squared differences.</param>
/// <param name="Variance">Their variance for single contacts at an even level.</param>
/// <param name="SquaresDue">Squares of the contacts due.</param>
readonly record struct CountSpread(int Stretches, double Squares, double Variance, double SquaresDue)
{
    const int Fewest = 8;

    /// <summary>Variance of the level, over its squared mean, beyond that of clusters whose counts vary <paramref name="phi"/> times
    /// as much as single contacts (2c-1 for geometric clusters of c contacts on average); infinite where the stretches are too few.</summary>
    public double Beyond(double phi) =>
        Stretches < Fewest || SquaresDue <= 0 ? double.PositiveInfinity : Math.Max(0, (Squares - phi * Variance) / SquaresDue);

    /// <summary>These stretches without those.</summary>
    public CountSpread Without(CountSpread others) =>
        new(Stretches - others.Stretches, Squares - others.Squares, Variance - others.Variance, SquaresDue - others.SquaresDue);
}

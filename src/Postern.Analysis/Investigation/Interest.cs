namespace Postern.Analysis.Investigation;

/// <summary>What makes a pair worth a look, in numbers.</summary>
readonly record struct PairSigns
{
    /// <summary>-log10 of the q-value of its regularity; 0 when it is no more regular than chance.</summary>
    public double Beat { get; init; }

    /// <summary>Whether no fixed period explains the regularity.</summary>
    public bool NoPeriod { get; init; }

    /// <summary>Whether a cache explains the beat, or may.</summary>
    public bool CacheLimited { get; init; }

    /// <summary>Whether the period is one that everybody sets: a round number of seconds, minutes or hours, or a power of two.</summary>
    public bool CommonPeriod { get; init; }

    /// <summary>Share of its beats that are missed; 0 without a beat.</summary>
    public double Missed { get; init; }

    /// <summary>-log10 of the q-value of its stop; 0 when it did not stop.</summary>
    public double Stop { get; init; }

    /// <summary>Largest factor, up or down, of its changes of rate; 1 when there is none.</summary>
    public double Change { get; init; }

    /// <summary>Sources that contact the same target.</summary>
    public int TargetSources { get; init; }

    /// <summary>Its contacts.</summary>
    public long Contacts { get; init; }

    /// <summary>-log10 of the p-value of its regularity alone, other pairs not counted; 0 where it was not tested.</summary>
    public double Steadiness { get; init; }
}

/// <summary>Orders pairs by what deserves a look. A convention, not a measure: it decides what is shown first and nothing else.</summary>
/// <remarks>
/// interest = rarity (beat + stop + change) + steadiness + volume, where
/// beat = 1 + min(4, 1.5 log10(1 - log10 q)), a quarter of it when a cache explains it, half when no period does, three quarters when the period is a common one,
/// and less in proportion when more than 70 % of the beats are missed, as retries and fast pollers do;
/// stop = 1.5 + min(1, -log10 q / 5); change = min(1.5, ln(factor) / 2);
/// rarity = 1 / (1 + log10 sources of the target): what one source alone calls is rarer than what all call;
/// steadiness = min(3, -log10 p) / 10 of a regularity with p of at most <see cref="SteadyLevel"/>, other pairs not counted, and
/// volume = log10(1 + contacts) / 20 order what no test decides.
/// </remarks>
static class Interest
{
    /// <summary>Chance under which a regularity that is no finding among all pairs still lifts its pair.</summary>
    public const double SteadyLevel = .05;

    static readonly int[] Common = [1, 2, 5, 10, 15, 20, 30, 60, 64, 120, 128, 256, 300, 512, 600, 900, 1_024, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

    /// <summary>The interest of a pair; 0 to about 10.</summary>
    public static double Of(in PairSigns signs)
    {
        var beat = signs.Beat > 0 ? 1 + Math.Min(4, 1.5 * Math.Log10(1 + signs.Beat)) : 0;
        beat *= signs.CacheLimited ? .25 : signs.NoPeriod ? .5 : signs.CommonPeriod ? .75 : 1;
        beat *= Math.Min(1, (1 - signs.Missed) / .3);
        var stop = signs.Stop > 0 ? 1.5 + Math.Min(1, signs.Stop / 5) : 0;
        var change = signs.Change > 1 ? Math.Min(1.5, Math.Log(signs.Change) / 2) : 0;
        var steadiness = signs.Steadiness >= -Math.Log10(SteadyLevel) ? Math.Min(3, signs.Steadiness) / 10 : 0;
        var rarity = 1 / (1 + Math.Log10(Math.Max(1, signs.TargetSources)));
        return rarity * (beat + stop + change) + steadiness + Math.Log10(1 + signs.Contacts) / 20;
    }

    /// <summary>Whether a period lies within a hundredth of a common one.</summary>
    public static bool IsCommon(double periodSeconds)
    {
        foreach (var common in Common)
            if (Math.Abs(periodSeconds - common) <= .01 * common)
                return true;
        return false;
    }
}

namespace Postern.Analysis.Caching;

/// <summary>How well a law of gaps fits: its log-likelihood (densities per second) and what it cost.</summary>
readonly record struct GapFit(double LogLikelihood, double Parameters)
{
    /// <summary>Schwarz's criterion (1978): smaller is better; a difference of 6 is strong.</summary>
    public double Bic(int gaps) => -2 * LogLikelihood + Parameters * Math.Log(gaps);

    /// <summary>Gaps without memory: exponential.</summary>
    public static GapFit Exponential(ReadOnlySpan<double> gaps)
    {
        double sum = 0;
        foreach (var gap in gaps)
            sum += gap;
        return new GapFit(-gaps.Length * (Math.Log(sum / gaps.Length) + 1), 1);
    }
}

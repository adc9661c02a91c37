namespace Postern.Analysis.Numerics;

/// <summary>Whole steps of time, which go on below 1970.</summary>
static class Floor
{
    /// <summary>The largest whole number at or below a quotient; <paramref name="by"/> above 0.</summary>
    public static long Div(long value, long by) => value >= 0 ? value / by : -((by - 1 - value) / by);
}

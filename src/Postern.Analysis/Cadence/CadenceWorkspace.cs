namespace Postern.Analysis.Cadence;

/// <summary>Scratch memory of the cadence tests: one a thread, used again for every series, grown to the largest.</summary>
public sealed class CadenceWorkspace
{
    internal OccasionSeries Series { get; } = new();
    internal double[] Even = [];
    internal double[] Odd = [];
    internal double[] Power = [];
    internal double[] Prefix = [];
    internal double[] Selection = [];
    internal int[] Counts = [];
    internal readonly double[] Correlation = new double[256];
    internal readonly double[] Centres = new double[SpectrumBackground.MostCentres];
    internal readonly double[] Values = new double[SpectrumBackground.MostCentres];
    internal readonly double[] Freedom = new double[SpectrumBackground.MostCentres];

    /// <summary>The first <paramref name="length"/> elements of a scratch array, which grows when it must; their content is undefined.</summary>
    internal static Span<T> Take<T>(ref T[] scratch, int length)
    {
        if (scratch.Length < length)
            scratch = GC.AllocateUninitializedArray<T>(Math.Max(length, 2 * scratch.Length));
        return scratch.AsSpan(0, length);
    }
}

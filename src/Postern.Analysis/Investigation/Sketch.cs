using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>Counts in equal slices of the window: enough for a sparkline.</summary>
static class Sketch
{
    /// <summary>Number of slices.</summary>
    public const int Slices = 24;

    /// <summary>Contacts in each slice of the window, times outside it left out.</summary>
    public static int[] Of(ReadOnlySpan<long> times, Coverage coverage)
    {
        var counts = new int[Slices];
        var length = (Int128)coverage.To - coverage.From;
        foreach (var time in times)
        {
            if (time >= coverage.From && time < coverage.To)
                counts[(int)(((Int128)time - coverage.From) * Slices / length)]++;
        }
        return counts;
    }
}

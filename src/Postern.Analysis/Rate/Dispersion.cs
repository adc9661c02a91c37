namespace Postern.Analysis.Rate;

/// <summary>How much more counts vary than independent contacts would (phi of METHODS §0).</summary>
/// <param name="Phi">Variance over mean, at least 1.</param>
/// <param name="Slices">Equal slices of the covered time that were compared; 0 when there were too few to compare.</param>
/// <param name="Unit">What a slice is: <c>day</c> or <c>hour</c>; null when there were too few.</param>
readonly record struct Dispersion(double Phi, int Slices, string? Unit)
{
    const int Fewest = 7;

    /// <summary>Dispersion of the counts per covered day, per hour in records under a week, 1 in records under seven hours.</summary>
    /// <remarks>The covered time is cut into equal slices, so that no slice of a few seconds at the edge decides.
    /// Empty slices are summed in closed form: sum (c-m)²/m = sum c²/m - n.</remarks>
    public static Dispersion Of(ReadOnlySpan<double> contacts, double coveredSeconds)
    {
        var (unit, name) = coveredSeconds >= Fewest * 86_400.0 ? (86_400.0, "day") : (3_600.0, "hour");
        var slices = Math.Floor(coveredSeconds / unit);
        if (slices < Fewest || contacts.IsEmpty)
            return new(1, 0, null);
        var mean = contacts.Length / slices;
        return new(Math.Max(1, (SumOfSquares(contacts, coveredSeconds / slices) / mean - contacts.Length) / (slices - 1)), (int)slices, name);
    }

    /// <summary>Sum of the squared counts in slices of a given width.</summary>
    static double SumOfSquares(ReadOnlySpan<double> contacts, double width)
    {
        var (sum, run, slice) = (0.0, 0, -1.0);
        foreach (var time in contacts)
        {
            var at = Math.Floor(time / width);
            if (at != slice)
            {
                sum += (double)run * run;
                (run, slice) = (0, at);
            }
            run++;
        }
        return sum + (double)run * run;
    }
}

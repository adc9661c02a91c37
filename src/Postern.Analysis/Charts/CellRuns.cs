using System.Numerics;

namespace Postern.Analysis.Charts;

/// <summary>Sorted cells as the charts' JSON has them: steps from one filled cell to the next, and how often each is filled.</summary>
static class CellRuns
{
    /// <summary>Step and count of each filled cell, one after the other.</summary>
    /// <param name="cells">Ascending; a cell as often as it is filled.</param>
    /// <param name="start">Where the first step begins.</param>
    public static List<T> Of<T>(IEnumerable<T> cells, T start)
        where T : INumber<T>
    {
        List<T> runs = [];
        var before = start;
        foreach (var cell in cells)
        {
            if (runs.Count > 0 && cell == before)
            {
                runs[^1]++;
                continue;
            }
            runs.Add(cell - before);
            runs.Add(T.One);
            before = cell;
        }
        return runs;
    }
}

namespace Postern.Analysis.Synchrony;

/// <summary>Other sources of a record, to compare with two that match: a series is made only for those that are drawn.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Occasions">When the occasions of one of them began (ns), ascending, whatever its targets.</param>
readonly record struct Strangers(int Count, Func<int, long[]> Occasions)
{
    /// <summary>Numbers of at most so many of them, each as likely as any other.</summary>
    public IEnumerable<int> Drawn(int most, Numerics.SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        for (var i = 0; i < Math.Min(most, Count); i++)
        {
            var j = Count <= most ? i : i + random.Next(Count - i);
            (order[i], order[j]) = (order[j], order[i]);
            yield return order[i];
        }
    }
}

namespace Postern.Analysis.Numerics;

/// <summary>How often a sum of independent whole numbers, each drawn evenly from a list of its own, comes as far as one that was seen.</summary>
/// <param name="AtLeast">Chance of at least as much.</param>
/// <param name="AtMost">Chance of at most as much.</param>
/// <param name="Floor">Smallest chance that the lists, or the draws, can give.</param>
readonly record struct SumChances(double AtLeast, double AtMost, double Floor)
{
    const int Draws = 9_999;

    /// <summary>By the exact law; by draws, the sum that was seen counted in, where that is too wide.</summary>
    /// <param name="lists">Possible values of each number, none empty.</param>
    /// <param name="seen">The sum that was seen.</param>
    /// <param name="random">Draws.</param>
    public static SumChances Of(IReadOnlyList<int[]> lists, long seen, SplitMix64 random)
    {
        if (SumDistribution.Of(lists) is { } law)
            return new(law.AtLeast(seen), law.AtMost(seen), 1 / lists.Aggregate(1.0, (product, list) => product * list.Length));
        var (more, fewer) = (1, 1);
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0L;
            foreach (var list in lists)
                sum += list[random.Next(list.Length)];
            more += sum >= seen ? 1 : 0;
            fewer += sum <= seen ? 1 : 0;
        }
        return new(more / (Draws + 1.0), fewer / (Draws + 1.0), 1 / (Draws + 1.0));
    }
}

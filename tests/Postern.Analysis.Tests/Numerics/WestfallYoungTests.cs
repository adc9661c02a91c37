using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class WestfallYoungTests
{
    [Fact]
    public void Every_vector_of_common_shifts_is_met()
    {
        var cases = Vectors.Cases("multiple_testing.json", "min_p_over_shifts");
        Assert.NotEmpty(cases);
        foreach (var vector in cases)
        {
            long[][] statistics = [.. vector.GetProperty("input").GetProperty("statistics").EnumerateArray().Select(row => row.Doubles().Select(x => (long)x).ToArray())];
            var (p, adjusted) = WestfallYoung.MinP(statistics);
            for (var k = 0; k < p.Length; k++)
            {
                Vectors.AssertClose(vector, vector.GetProperty("expected").GetProperty("p").Doubles()[k], p[k], $"p {k}");
                Vectors.AssertClose(vector, vector.GetProperty("expected").GetProperty("adjusted").Doubles()[k], adjusted[k], $"adjusted {k}");
            }
        }
    }

    [Fact]
    public void One_statistic_is_not_corrected()
    {
        var (p, adjusted) = WestfallYoung.MinP([[9, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
        Assert.Equal(.2, p[0], 12);
        Assert.Equal(p[0], adjusted[0], 12);
    }

    [Fact]
    public void The_law_of_a_sum_is_that_of_all_its_outcomes()
    {
        int[][] lists = [[1, 2, 2], [0, 5], [3, 3, 4, 9]];
        var sums = lists[0].SelectMany(a => lists[1].SelectMany(b => lists[2].Select(c => a + b + c))).ToList();
        var law = SumDistribution.Of(lists)!;
        for (var value = -1; value <= 18; value++)
        {
            Assert.Equal(sums.Count(s => s >= value) / (double)sums.Count, law.AtLeast(value), 12);
            Assert.Equal(sums.Count(s => s <= value) / (double)sums.Count, law.AtMost(value), 12);
        }
        Assert.Null(SumDistribution.Of([[0, SumDistribution.Widest + 1]]));
    }
}

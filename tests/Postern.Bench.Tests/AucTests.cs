using Postern.Bench.Auc;

namespace Postern.Bench.Tests;

public class AucTests
{
    [Fact]
    public void Area_is_the_share_of_pairs_in_the_right_order_with_ties_half()
    {
        Assert.Equal(1, AucResult.Area([3, 4], [1, 2]));
        Assert.Equal(0, AucResult.Area([1, 2], [3, 4]));
        Assert.Equal(.5, AucResult.Area([1, 1], [1, 1]));
        Assert.Equal(.625, AucResult.Area([2, 3], [1, 2, 2, 4])); // 1 + .5 + .5 + 0, and 1 + 1 + 1 + 0, of 8
    }

    [Fact]
    public void The_grid_is_that_of_METHODS()
    {
        Assert.Equal(1_200, AucCell.Grid(quick: false).Distinct().Count());
        Assert.Equal(60, AucCell.Grid(quick: true).Count(AucCell.Grid(quick: false).ToHashSet().Contains));
    }

    [Fact]
    public void A_plain_beacon_is_told_from_chance_and_the_study_repeats_itself()
    {
        var cell = AucCell.Grid(quick: true).First(c => c is { Beats: 50, NoisePerBeat: 0, Missing: 0 });

        var first = AucStudy.Run([cell], 24, 1, () => { });
        var second = AucStudy.Run([cell], 24, 1, () => { });

        Assert.Equal(first[0].ByFamily, second[0].ByFamily);
        Assert.Equal(first[0] with { ByFamily = [] }, second[0] with { ByFamily = [] });
        Assert.True(first[0].Ours > .95, $"AUC {first[0].Ours}");
        Assert.InRange(first[0].RitaTimestamp, .5, 1);
    }
}

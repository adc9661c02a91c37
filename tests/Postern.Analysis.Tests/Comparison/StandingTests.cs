using Postern.Analysis.Comparison;
using Postern.Simulation;

namespace Postern.Analysis.Tests.Comparison;

public class StandingTests
{
    [Fact]
    public void A_value_is_ranked_among_all_with_itself_counted_in()
    {
        // Of 20 values the record's is the largest: 1 of 20 at least as large, both sides 2 of 20.
        double[] values = [100, .. Enumerable.Range(1, 19).Select(i => (double)i)];
        var standing = new Standing([values]);

        Assert.Equal(.1, standing.Shares[0][0], 12);
        Assert.Equal(.1, standing.PAdjusted, 12); // the smallest of the others lies as far out
        Assert.Equal(1, standing.Shares[0][10], 12);
    }

    [Fact]
    public void Ties_count_on_both_sides_and_what_all_have_alike_is_not_far_out()
    {
        var standing = new Standing([[3, 3, 3, 3], [0, 0, 0, 1]]);

        Assert.Equal([1, 1, 1, 1], standing.Shares[0]);
        Assert.Equal([1, 1, 1, .5], standing.Shares[1]);
        Assert.Equal(1, standing.PAdjusted);
    }

    [Fact]
    public void A_record_that_is_furthest_in_two_measures_lies_further_out_than_those_that_are_in_one()
    {
        double[] Measure(double first, int other) => [first, .. Enumerable.Range(1, 39).Select(i => (double)((i * 7 + other) % 39))];

        Assert.Equal(1 / 40.0, new Standing([Measure(100, 0), Measure(-100, 1)]).PAdjusted, 12);
        Assert.Equal(2 / 40.0, new Standing([Measure(100, 0)]).PAdjusted, 12); // the one at the other end is as far out
    }

    [Fact]
    public void A_record_without_a_value_is_not_far_out_in_it() => Assert.Equal(1, new Standing([[double.NaN, 1, 2, 3]]).Shares[0][0]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Among_records_of_its_own_kind_a_record_is_called_outside_as_often_as_the_level_says(bool correlated)
    {
        // 20 measures of 40 records, independent or nearly the same: the smallest share alone would be below .05 in most of them.
        var random = new TrafficRandom(5);
        var (outside, naive) = (0, 0);
        const int Trials = 1_000;
        for (var trial = 0; trial < Trials; trial++)
        {
            double[] common = [.. Enumerable.Range(0, 40).Select(_ => random.Normal())];
            var standing = new Standing([.. Enumerable.Range(0, 20).Select(_ => Array.ConvertAll(common, c => (correlated ? 3 * c : 0) + random.Normal()))]);
            outside += standing.PAdjusted <= .05 ? 1 : 0;
            naive += standing.Shares.Min(s => s[0]) <= .05 ? 1 : 0;
        }
        Assert.InRange(outside, 0, Trials * .05 + 3 * Math.Sqrt(Trials * .05 * .95));
        Assert.True(naive > Trials * (correlated ? .1 : .4), $"{naive}");
    }
}

using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class ExactIntervalTests
{
    [Fact]
    public void Every_interval_of_the_rate_vectors_is_met()
    {
        foreach (var vector in Vectors.Cases("rates.json", "poisson_ci", "clopper_pearson", "wilson", "rate_ratio"))
        {
            var a = vector.GetProperty("args").Doubles();
            var expected = vector.GetProperty("expected").Doubles();
            double[] actual;
            switch (vector.GetProperty("fn").GetString())
            {
                case "poisson_ci":
                    var count = ExactIntervals.Poisson(a[0], a[1]);
                    actual = [count.Low, count.High];
                    break;
                case "clopper_pearson":
                    var share = ExactIntervals.Share(a[0], a[1], a[2]);
                    actual = [share.Low, share.High];
                    break;
                case "wilson":
                    var score = ExactIntervals.ShareByScore(a[0], a[1], a[2]);
                    actual = [score.Low, score.High];
                    break;
                default:
                    var ratio = ExactIntervals.RateRatio(a[0], a[1], a[2], a[3]);
                    actual = [ratio.Ratio, ratio.Low, ratio.High, ratio.PValue];
                    break;
            }
            for (var i = 0; i < expected.Length; i++)
                Vectors.AssertClose(vector, expected[i], actual[i], $"[{i}]");
        }
    }

    [Fact]
    public void A_share_takes_real_counts_and_lies_between_its_neighbours()
    {
        var share = ExactIntervals.Share(27.5, 30);
        Assert.InRange(share.Low, ExactIntervals.Share(27, 30).Low, ExactIntervals.Share(28, 30).Low);
        Assert.InRange(share.High, ExactIntervals.Share(27, 30).High, ExactIntervals.Share(28, 30).High);
    }

    [Fact]
    public void A_ratio_to_nothing_has_no_upper_limit()
    {
        var ratio = ExactIntervals.RateRatio(9, 1, 0, 1);
        Assert.Equal(double.PositiveInfinity, ratio.High);
        Assert.True(ratio.Low > 1);
        Assert.Equal(2 * Math.Pow(0.5, 9), ratio.PValue, 1e-12);
    }
}

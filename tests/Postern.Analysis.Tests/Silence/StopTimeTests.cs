using Postern.Analysis.Silence;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Silence;

public sealed class StopTimeTests
{
    [Fact]
    public void Every_age_vector_is_met()
    {
        foreach (var vector in Vectors.Cases("stop_time.json", "age_p"))
        {
            double[] gaps = [.. vector.GetProperty("input").GetProperty("gaps").Doubles().Order()];
            var age = new GapAge(gaps, gaps.Average());
            var expected = vector.GetProperty("expected");
            Vectors.AssertClose(vector, expected.GetProperty("p").GetDouble(), age.Empirical(vector.GetProperty("input").GetProperty("silence").GetDouble()), "p");
            Vectors.AssertClose(vector, expected.GetProperty("upper95").GetDouble(), age.Quantile(.05)!.Value, "upper95");
        }
    }

    [Fact]
    public void Every_vector_of_the_sighting_literature_is_met()
    {
        foreach (var vector in Vectors.Cases("stop_time.json", "ole", "strauss_sadler"))
        {
            var input = vector.GetProperty("input");
            var (times, alpha) = (input.GetProperty("times").Doubles(), input.GetProperty("alpha").GetDouble());
            var expected = vector.GetProperty("expected");
            if (vector.GetProperty("fn").GetString() == "strauss_sadler")
            {
                Vectors.AssertClose(vector, expected.GetProperty("upper").GetDouble(), SightingRecord.StraussSadler(times, alpha)!.Value);
                continue;
            }
            var end = SightingRecord.Optimal(times, alpha)!.Value;
            Vectors.AssertClose(vector, expected.GetProperty("estimate").GetDouble(), end.Estimate, "estimate");
            Vectors.AssertClose(vector, expected.GetProperty("lower").GetDouble(), end.Low, "lower");
            Vectors.AssertClose(vector, expected.GetProperty("upper").GetDouble(), end.High, "upper");
            if (expected.TryGetProperty("shape_v", out var shape))
                Vectors.AssertClose(vector, shape.GetDouble(), end.Shape, "shape");
        }
    }

    [Fact]
    public void The_age_quantile_undoes_the_chance_inside_and_beyond_the_past_gaps()
    {
        var age = new GapAge([.. Enumerable.Range(1, 40).Select(i => i * i / 10.0)]);
        foreach (var chance in new[] { .9, .5, .05, .02, .001 })
            Assert.Equal(chance, age.Chance(age.Quantile(chance)!.Value), 1e-9);
    }

    [Fact]
    public void Below_ten_gaps_no_small_chance_is_ever_claimed()
    {
        var age = new GapAge([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Assert.Equal(.1, age.Chance(1e9), 1e-12);
        Assert.Null(age.Quantile(.05));
    }
}

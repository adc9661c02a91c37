using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class MultipleTestingTests
{
    [Fact]
    public void Every_correction_of_the_vectors_is_met()
    {
        foreach (var vector in Vectors.Cases("multiple_testing.json").Where(v => v.GetProperty("input").TryGetProperty("p", out _)))
        {
            double[] lnP = [.. vector.GetProperty("input").GetProperty("p").Doubles().Select(p => Math.Log(p))];
            var expected = vector.GetProperty("expected");
            Check("holm", MultipleTesting.Holm(lnP));
            Check("bh", MultipleTesting.BenjaminiHochberg(lnP));
            Check("by", MultipleTesting.BenjaminiYekutieli(lnP));
            Check("sidak", MultipleTesting.Sidak(lnP));

            void Check(string name, double[] adjusted)
            {
                var values = expected.GetProperty(name).Doubles();
                for (var i = 0; i < values.Length; i++)
                    Vectors.AssertClose(vector, values[i], Math.Exp(adjusted[i]), $"{name}[{i}]");
            }
        }
    }

    [Fact]
    public void Values_below_the_smallest_double_are_corrected_too()
    {
        var q = MultipleTesting.BenjaminiYekutieli([-1500, -0.1, -1600]);
        Assert.Equal(-1600 + Math.Log(3 * (1 + 0.5 + 1.0 / 3)), q[2], 1e-12);
        Assert.True(q[0] > q[2] && q[0] < -1490);
    }

    [Fact]
    public void The_limit_is_what_the_rule_accepts_and_not_the_largest_accepted()
    {
        double[] lnP = [Math.Log(0.0001), Math.Log(0.0004), Math.Log(0.0019), Math.Log(0.0201), double.NaN, 0, 0, 0, 0, 0];
        var harmonic = Enumerable.Range(1, 9).Sum(k => 1.0 / k);
        Assert.Equal(0.05 * 3 / (9 * harmonic), Math.Exp(MultipleTesting.LnLimit(lnP, 0.05)), 1e-12);
        Assert.Equal(0.05 * 4 / (9 * harmonic), Math.Exp(MultipleTesting.LnLimit(lnP, 0.05, further: 1)), 1e-12);
        Assert.Equal(0.05, Math.Exp(MultipleTesting.LnLimit([Math.Log(1e-11)], 0.05)), 1e-12);
        Assert.Equal(double.NegativeInfinity, MultipleTesting.LnLimit([0, Math.Log(0.04)], 0.05));
    }

    [Fact]
    public void A_test_that_was_not_made_counts_for_nothing()
    {
        var with = MultipleTesting.BenjaminiHochberg([Math.Log(0.01), double.NaN, Math.Log(0.04)]);
        var without = MultipleTesting.BenjaminiHochberg([Math.Log(0.01), Math.Log(0.04)]);
        Assert.Equal(without, new[] { with[0], with[2] });
        Assert.True(double.IsNaN(with[1]));
        Assert.True(double.IsNaN(MultipleTesting.Holm([double.NaN])[0]));
    }
}

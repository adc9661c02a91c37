using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class SpecialFunctionTests
{
    [Fact]
    public void Every_vector_of_special_functions_is_met()
    {
        foreach (var vector in Vectors.Cases("special_functions.json"))
        {
            var a = vector.GetProperty("args").Doubles();
            var name = vector.GetProperty("fn").GetString();
            var actual = name switch
            {
                "ln_gamma_p" => Gamma.LogLower(a[0], a[1]),
                "ln_gamma_q" => Gamma.LogUpper(a[0], a[1]),
                "ln_beta_inc" => Beta.LogIncomplete(a[0], a[1], a[2]),
                "ln_binom_sf_ge" => Tails.BinomialAtLeast((long)a[0], (long)a[1], a[2]),
                "ln_f_sf" => Tails.FAbove(a[0], a[1], a[2]),
                "chi2_inv" => Tails.ChiSquareQuantile(a[0], a[1]),
                "digamma" => Gamma.Digamma(a[0]),
                "trigamma" => Gamma.Trigamma(a[0]),
                _ => throw new InvalidOperationException($"unknown function {name}"),
            };
            Vectors.AssertClose(vector, vector.GetProperty("expected").GetDouble(), actual, name!);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Upper_gamma_tail_of_whole_shape_is_a_poisson_sum_down_to_minus_2000(int shape)
    {
        // Q(a, x) = Σ_{k<a} e^-x x^k / k!, summed in logarithms: another route to the same number.
        foreach (var x in new[] { 0.01, 1, shape, 3.0 * shape, 700, 2000 })
        {
            double term = -x, sum = term;
            for (var k = 1; k < shape; k++)
            {
                term += Math.Log(x / k);
                sum = LogSpace.Add(sum, term);
            }
            Assert.Equal(sum, Gamma.LogUpper(shape, x), 1e-9 * Math.Max(1, Math.Abs(sum)));
        }
    }

    [Fact]
    public void Large_shapes_keep_their_precision()
    {
        // Central limit with its skewness term: P(X <= mean) = 1/2 + 1/(3 sqrt(2 pi a)) for a gamma of large shape.
        foreach (var a in new[] { 1e4, 1e6, 1e8 })
            Assert.Equal(0.5 + 1 / (3 * Math.Sqrt(2 * Math.PI * a)), Math.Exp(Gamma.LogLower(a, a)), 1e-7);
        Assert.Equal(Math.Log(0.5), Beta.LogIncomplete(1e7, 1e7, 0.5), 1e-9);
    }

    [Fact]
    public void Log_gamma_gives_factorials_and_the_root_of_pi()
    {
        Assert.Equal(0.5 * Math.Log(Math.PI), Gamma.Log(0.5), 1e-14);
        double factorial = 0;
        for (var k = 1; k < 200; k++)
        {
            factorial += Math.Log(k);
            Assert.Equal(factorial, Gamma.Log(k + 1), 1e-13 * Math.Max(1, factorial));
        }
    }

    [Fact]
    public void Quantiles_invert_their_tails()
    {
        foreach (var p in new[] { 1e-300, 1e-12, 0.001, 0.025, 0.5, 0.9, 0.999999 })
        {
            foreach (var a in new[] { 0.05, 0.5, 1, 3.7, 60, 5000 })
            {
                var x = Gamma.LowerQuantile(a, p);
                if (x > 0)
                    Assert.Equal(Math.Log(p), Gamma.LogLower(a, x), 1e-9 * Math.Max(1, -Math.Log(p)));
                Assert.Equal(Math.Log(p), Gamma.LogUpper(a, Gamma.UpperQuantile(a, p)), 1e-9 * Math.Max(1, -Math.Log(p)));
                foreach (var b in new[] { 0.5, 2.3, 800 })
                {
                    var share = Beta.Quantile(p, a, b);
                    if (share is > 1e-300 and < 0.999)
                        Assert.Equal(Math.Log(p), Beta.LogIncomplete(a, b, share), 1e-9 * Math.Max(1, -Math.Log(p)));
                }
            }
        }
    }

    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.0013498980316300933, -3)]
    [InlineData(1e-20, -9.262340089798408)]
    public void Normal_quantiles_are_those_of_tables(double p, double z) =>
        Assert.Equal(z, Tails.NormalQuantile(p), 1e-10);

    [Theory] // Fisher and Yates, Statistical Tables, table III
    [InlineData(0.975, 1, 12.706204736)]
    [InlineData(0.975, 10, 2.228138852)]
    [InlineData(0.95, 30, 1.697260887)]
    [InlineData(0.025, 120, -1.979930405)]
    public void Student_quantiles_are_those_of_tables(double p, double degrees, double t) =>
        Assert.Equal(t, Tails.StudentQuantile(p, degrees), 1e-8);

    [Fact]
    public void Student_tail_matches_its_quantile_and_the_cauchy_case()
    {
        Assert.Equal(Math.Log(0.05), Tails.StudentBeyond(Tails.StudentQuantile(0.975, 17), 17), 1e-10);
        Assert.Equal(Math.Log(2 / Math.PI * Math.Atan(1 / 5.0)), Tails.StudentBeyond(5, 1), 1e-12);
    }

    [Fact]
    public void Counting_tails_are_the_sums_they_stand_for()
    {
        double poisson = 0, binomial = 0, negative = 0;
        for (var k = 0; k <= 6; k++)
        {
            poisson += Math.Exp(k * Math.Log(4.2) - 4.2 - Gamma.Log(k + 1));
            binomial += Math.Exp(Gamma.Log(21) - Gamma.Log(k + 1) - Gamma.Log(21 - k) + k * Math.Log(0.3) + (20 - k) * Math.Log(0.7));
            negative += Math.Exp(Gamma.Log(k + 2.5) - Gamma.Log(k + 1) - Gamma.Log(2.5) + k * Math.Log(4 / 6.5) + 2.5 * Math.Log(2.5 / 6.5));
        }
        Assert.Equal(Math.Log(poisson), Tails.PoissonAtMost(6, 4.2), 1e-12);
        Assert.Equal(Math.Log(1 - poisson), Tails.PoissonAtLeast(7, 4.2), 1e-12);
        Assert.Equal(Math.Log(binomial), Tails.BinomialAtMost(6, 20, 0.3), 1e-12);
        Assert.Equal(Math.Log(1 - binomial), Tails.BinomialAtLeast(7, 20, 0.3), 1e-12);
        Assert.Equal(Math.Log(1 - negative), Tails.NegativeBinomialAtLeast(7, 4, 2.5), 1e-12);
        Assert.Equal(Math.Log(0.15865525393145705), Tails.NormalAbove(1), 1e-12);
    }
}

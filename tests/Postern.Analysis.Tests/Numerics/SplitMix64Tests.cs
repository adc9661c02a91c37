using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class SplitMix64Tests
{
    [Fact]
    public void The_dither_starts_as_METHODS_prints_it()
    {
        double[] expected = [0.883310808214, 0.431527997049, 0.026433771593, 0.970881978154];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], SplitMix64.Dither(i), 1e-12);
    }

    [Fact]
    public void Draws_have_the_moments_of_their_laws()
    {
        var random = new SplitMix64(20261122);
        const int draws = 200_000;
        Check(1, 1, () => random.NextExponential());
        Check(0, 1, random.NextNormal);
        Check(0.5, 1 / 12.0, random.NextDouble);
        Check(3.3, 3.3, () => random.NextPoisson(3.3));
        Check(250, 250, () => random.NextPoisson(250));
        Check(4.5, 8.25, () => random.Next(10));

        void Check(double mean, double variance, Func<double> draw)
        {
            double sum = 0, squares = 0;
            for (var i = 0; i < draws; i++)
            {
                var value = draw() - mean;
                sum += value;
                squares += value * value;
            }
            // Five standard errors; the fourth moment of the heaviest law here (exponential) is 9 variances².
            Assert.InRange(sum / draws, -5 * Math.Sqrt(variance / draws), 5 * Math.Sqrt(variance / draws));
            Assert.InRange(squares / draws / variance, 1 - 15 / Math.Sqrt(draws), 1 + 15 / Math.Sqrt(draws));
        }
    }

    [Fact]
    public void Poisson_draws_by_rejection_have_the_right_tail()
    {
        var random = new SplitMix64(5);
        var above = 0;
        for (var i = 0; i < 100_000; i++)
            above += random.NextPoisson(40) >= 55 ? 1 : 0;
        var expected = 100_000 * Math.Exp(Tails.PoissonAtLeast(55, 40));
        Assert.InRange(above, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
    }
}

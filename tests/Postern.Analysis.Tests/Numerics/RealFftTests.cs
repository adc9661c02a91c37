using Postern.Analysis.Numerics;

namespace Postern.Analysis.Tests.Numerics;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(2048)]
    public void Powers_are_those_of_the_direct_transform(int half)
    {
        var random = new SplitMix64(7);
        double[] even = new double[half], odd = new double[half], power = new double[half + 1];
        for (var i = 0; i < half; i++)
            (even[i], odd[i]) = (random.NextNormal(), random.NextNormal());
        var x = even.Zip(odd).SelectMany(p => new[] { p.First, p.Second }).ToArray();
        RealFft.Power(even, odd, power);
        for (var j = 0; j <= half; j++)
        {
            double re = 0, im = 0;
            for (var b = 0; b < x.Length; b++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * ((long)j * b % x.Length) / x.Length);
                re += x[b] * cos;
                im -= x[b] * sin;
            }
            Assert.Equal(re * re + im * im, power[j], 1e-9 * half);
        }
    }

    [Fact]
    public void Long_transforms_keep_a_line_and_the_sum_of_squares()
    {
        // Beyond the cache block: one cosine at bin 1234.
        const int half = 1 << 15;
        double[] even = new double[half], odd = new double[half], power = new double[half + 1];
        double squares = 0;
        for (var b = 0; b < 2 * half; b++)
        {
            var value = Math.Cos(2 * Math.PI * 1234 * b / (2 * half)) + 0.25;
            (b % 2 == 0 ? even : odd)[b / 2] = value;
            squares += value * value;
        }
        RealFft.Power(even, odd, power);
        Assert.Equal(1, power[1234] / ((double)half * half), 1e-10);
        Assert.Equal(1, power[0] / (0.0625 * 4 * half * half), 1e-10);
        var parseval = (power[0] + power[half] + 2 * power.AsSpan(1, half - 1).ToArray().Sum()) / (2 * half);
        Assert.Equal(1, parseval / squares, 1e-10);
    }

    [Fact]
    public void A_prefix_of_the_powers_is_the_same_as_all_of_them()
    {
        var random = new SplitMix64(3);
        var x = Enumerable.Range(0, 128).Select(_ => random.NextDouble()).ToArray();
        double[] all = new double[65], some = new double[20];
        RealFft.Power(x.AsSpan(0, 64).ToArray(), x.AsSpan(64).ToArray(), all);
        RealFft.Power(x.AsSpan(0, 64).ToArray(), x.AsSpan(64).ToArray(), some);
        Assert.Equal(all.AsSpan(0, 20).ToArray(), some);
    }

    [Fact]
    public void A_length_that_is_no_power_of_two_is_refused() =>
        Assert.Throws<ArgumentException>(() => RealFft.Power(new double[12], new double[12], new double[4]));
}

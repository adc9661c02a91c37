using Postern.Analysis.Rhythm;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Rhythm;

/// <summary>Every case of <c>methods/rhythm.json</c>.</summary>
public sealed class RhythmVectorTests
{
    [Fact]
    public void Every_vector_is_met()
    {
        var cases = Vectors.Cases("rhythm.json");
        Assert.Equal(6, cases.Count);
        foreach (var vector in cases)
        {
            var (times, period) = (vector.GetProperty("input").GetProperty("timestamps").Doubles(), vector.GetProperty("input").GetProperty("period").GetDouble());
            var expected = vector.GetProperty("expected");
            var test = BlockRayleigh.Of(times, period, period);
            Vectors.AssertClose(vector, expected.GetProperty("D1").GetDouble(), test.D1, "D1");
            Vectors.AssertClose(vector, expected.GetProperty("D2").GetDouble(), test.D2, "D2");
            Vectors.AssertClose(vector, expected.GetProperty("p_dayblock").GetDouble(), Math.Exp(test.LnP), "p");
            Vectors.AssertClose(vector, expected.GetProperty("p_block3").GetDouble(), Math.Exp(BlockRayleigh.Of(times, period, 3 * period).LnP), "blocks of three");
            Vectors.AssertClose(vector, expected.GetProperty("naive_rayleigh_p").GetDouble(), Naive(times, period), "naive");
        }
    }

    /// <summary>The textbook's test, each contact one observation: the control that must fail on bursts.</summary>
    internal static double Naive(double[] times, double period)
    {
        var (sin, cos) = (times.Sum(t => Math.Sin(Math.Tau * t / period)), times.Sum(t => Math.Cos(Math.Tau * t / period)));
        return Math.Exp(-(sin * sin + cos * cos) / times.Length);
    }
}

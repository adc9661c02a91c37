using Postern.Analysis.Cadence;
using Postern.Analysis.Numerics;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Cadence;

public sealed class PhaseTestTests
{
    [Fact]
    public void Every_vector_of_known_periods_is_met()
    {
        foreach (var vector in Vectors.Cases("zn_htest.json"))
        {
            var phases = vector.GetProperty("input").GetProperty("phases").Doubles();
            var expected = vector.GetProperty("expected");
            var (h, harmonics, _) = PhaseTest.H(phases);
            foreach (var (name, actual) in new[]
            {
                ("z2_1", PhaseTest.ZSquared(phases, 1)), ("z2_2", PhaseTest.ZSquared(phases, 2)), ("z2_4", PhaseTest.ZSquared(phases, 4)),
                ("rayleigh_p", Math.Exp(PhaseTest.LnPOfZSquared(PhaseTest.ZSquared(phases, 1), 1))),
                ("z2_2_p", Math.Exp(PhaseTest.LnPOfZSquared(PhaseTest.ZSquared(phases, 2), 2))),
                ("H", h), ("H_harmonics", harmonics),
            })
            {
                Vectors.AssertClose(vector, expected.GetProperty(name).GetDouble(), actual, name);
            }
        }
    }

    [Fact]
    public void Uniform_phases_pass_for_a_period_as_often_as_the_H_test_states()
    {
        var random = new SplitMix64(21);
        var below = 0;
        for (var i = 0; i < 2000; i++)
        {
            double[] phases = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
            below += PhaseTest.H(phases).LnP < Math.Log(0.05) ? 1 : 0;
        }
        Assert.InRange(below, 50, 150); // 100 ± 5 standard errors
    }
}

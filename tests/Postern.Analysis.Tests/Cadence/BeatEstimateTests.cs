using Postern.Analysis.Cadence;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Cadence;

public sealed class BeatEstimateTests
{
    readonly CadenceWorkspace workspace = new();

    [Fact]
    public void Labelled_beacons_get_their_period_and_the_others_none()
    {
        int beacons = 0, right = 0, falseBeats = 0;
        foreach (var vector in Vectors.Cases("beacon_cases.json"))
        {
            var expected = vector.GetProperty("expected");
            var (times, watch) = PeriodicityVectorTests.Read(vector.GetProperty("input"));
            var evidence = CadenceTests.Weigh(times, watch, workspace);
            var cadence = CadenceAnalysis.Describe(times, watch, evidence, evidence.LnP, 0.05, null, workspace);
            if (!expected.GetProperty("beacon").GetBoolean())
            {
                falseBeats += cadence.Verdict == "periodic" ? 1 : 0;
                continue;
            }
            beacons++;
            var truth = expected.GetProperty("period").GetDouble();
            if (Math.Abs((cadence.PeriodSeconds ?? 0) / truth - 1) <= expected.GetProperty("period_rel_tol").GetDouble())
                right++;
        }
        Assert.True(beacons > 0 && right >= 0.95 * beacons, $"{right} of {beacons} periods right");
        Assert.True(falseBeats <= 1, $"{falseBeats} false beats");
    }
}

using Postern.Analysis.Cadence;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Cadence;

public sealed class BeatEstimateTests
{
    readonly CadenceWorkspace workspace = new();

    [Fact]
    public void DumpCases()
    {
        foreach (var vector in Vectors.Cases("beacon_cases.json"))
        {
            var e = PeriodicityVectorTests.Weigh(vector.GetProperty("input"), workspace);
            var x = vector.GetProperty("expected");
            var est = BeatEstimate.Of(workspace.Series, e, workspace);
            var b = est.Beat;
            if (x.GetProperty("beacon").GetBoolean())
                Console.Error.WriteLine($"{vector.GetProperty("id").GetString()![^3..]} n={e.Occasions} lnP {e.LnP:F1} {x.GetProperty("model").GetString()} P {x.GetProperty("period").GetDouble()} j {x.GetProperty("jitter_sd_over_period").GetDouble():F3} miss {x.GetProperty("missing").GetDouble()} noise {x.GetProperty("noise_per_beat").GetDouble()} => {est.Clock} {b?.Period:F2}±{b?.PeriodError:F3} err {(b?.Period / x.GetProperty("period").GetDouble() - 1):F5} j {b?.Jitter / b?.Period:F3} miss {b?.Missed:F2} gain {b?.Gain:F1} steps {est.Steps.Count}");
            else if (e.LnP < -5 || b is not null)
                Console.Error.WriteLine($"{vector.GetProperty("id").GetString()![^3..]} NEG {x.GetProperty("family").GetString()} lnP {e.LnP:F1} {est.Clock} {b?.Period} j {b?.Jitter / b?.Period} gain {b?.Gain:F1}");
        }
    }
}

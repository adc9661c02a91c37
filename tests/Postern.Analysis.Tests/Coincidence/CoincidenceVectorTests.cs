using System.Text.Json;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Numerics;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Coincidence;

/// <summary>Every case of <c>methods/coincidence.json</c>.</summary>
public sealed class CoincidenceVectorTests
{
    [Fact]
    public void Every_vector_is_met()
    {
        var cases = Vectors.Cases("coincidence.json");
        Assert.Equal(21, cases.Count);
        foreach (var vector in cases)
            Check(vector, vector.GetProperty("input"), vector.GetProperty("expected"));
    }

    static void Check(JsonElement vector, JsonElement input, JsonElement expected)
    {
        switch (vector.GetProperty("fn").GetString())
        {
            case "circular_shift_exact":
                var windows = input.GetProperty("windows").EnumerateArray().Select(w => (w[0].GetDouble(), w[1].GetDouble())).ToList();
                var turned = CircularShift.Test(input.GetProperty("contacts").Doubles(), windows, input.GetProperty("T").GetDouble(), new SplitMix64(1));
                Assert.Equal(expected.GetProperty("count").GetInt64(), turned.Observed);
                Vectors.AssertClose(vector, expected.GetProperty("p").GetDouble(), turned.More);
                break;
            case "redate_exact":
                int[][] lists = [.. input.GetProperty("cluster_values").EnumerateArray().Select(list => list.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
                Vectors.AssertClose(vector, expected.GetProperty("p").GetDouble(), SumDistribution.Of(lists)!.AtLeast(input.GetProperty("observed").GetInt64()));
                break;
            case "lead_lag":
                var window = input.GetProperty("window").Doubles();
                var stop = input.GetProperty("stop").GetDouble();
                (double, double)[] events = [.. input.GetProperty("events").Doubles().Select(e => (e, e))];
                var near = LeadLag.Of(stop, stop, events, window[0], window[1], input.GetProperty("side").GetString() == "before")!.Value;
                Vectors.AssertClose(vector, expected.GetProperty("gap").GetDouble(), near.Gap);
                Vectors.AssertClose(vector, expected.GetProperty("p").GetDouble(), near.Chance);
                break;
            case "eca_trigger_poisson_p":
                Vectors.AssertClose(vector, expected.GetProperty("p").GetDouble(), TriggerRate.PoissonChance(
                    input.GetProperty("N_A").GetInt32(), input.GetProperty("N_B").GetInt32(), input.GetProperty("steps").GetDouble(),
                    input.GetProperty("delT").GetDouble(), input.GetProperty("K").GetInt64()));
                break;
            default:
                Assert.Fail($"no function for {vector}");
                break;
        }
    }

    [Fact]
    public void A_turn_by_draws_agrees_with_all_turns()
    {
        var random = new SplitMix64(3);
        double[] contacts = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextDouble() * 1_000).Order()];
        List<(double, double)> few = [(100, 140), (500, 520)];
        var exact = CircularShift.Test(contacts, few, 1_000, random);
        // A hundred slices of the same windows need more switch points than are sorted.
        List<(double, double)> sliced = [.. few.SelectMany(w => Enumerable.Range(0, 600).Select(i =>
            (w.Item1 + i * (w.Item2 - w.Item1) / 600, w.Item1 + (i + 1) * (w.Item2 - w.Item1) / 600)))];
        var drawn = CircularShift.Test(contacts, sliced, 1_000, random);
        Assert.Equal(exact.Observed, drawn.Observed);
        Assert.Equal(exact.More, drawn.More, .02);
        Assert.Equal(exact.Fewer, drawn.Fewer, .02);
    }
}

using System.Text.Json;
using Postern.Analysis.Cadence;
using Postern.Analysis.Tests.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Cadence;

public sealed class PeriodicityVectorTests
{
    readonly CadenceWorkspace workspace = new();

    [Fact]
    public void Every_stage_of_the_periodicity_vectors_is_met()
    {
        foreach (var vector in Vectors.Cases("periodicity_tests.json"))
        {
            var evidence = Weigh(vector.GetProperty("input"), workspace);
            Check("ln_p", "ln_p_A", evidence.LnSpectrum);
            Check("ln_p", "ln_p_B", evidence.LnGapBand);
            Check("ln_p", "ln_p_C", evidence.LnGapShape);
            Check("ln_p", "ln_p_D", evidence.LnCounts);
            Check("ln_p", "ln_p_Ct", evidence.LnTail);
            Check("ln_p", "C_y", evidence.GapShape);
            Check("ln_p", "evidence_log10", evidence.Evidence);
            Check("ln_p", "rank_score", evidence.RankScore);
            Check("A_natural_bin", "A_natural_bin", evidence.SpectrumBin);
            Check("B_center", "B_center", evidence.BandSeconds);
            Assert.Equal(vector.GetProperty("expected").GetProperty("A_width").GetInt32(), evidence.SpectrumWidth);
            Assert.Equal(vector.GetProperty("expected").GetProperty("D_bins").GetInt32(), evidence.CountSlices);

            void Check(string tolerances, string name, double actual)
            {
                var expected = vector.GetProperty("expected").GetProperty(name).GetDouble();
                var tol = vector.GetProperty("tol").GetProperty(tolerances);
                var relative = tol.TryGetProperty("rel", out var rel) ? rel.GetDouble() * Math.Abs(expected) : 0;
                Assert.True(
                    Math.Abs(expected - actual) <= Math.Max(tol.GetProperty("abs").GetDouble(), relative),
                    $"{vector.GetProperty("id").GetString()} {name}: expected {expected:R}, got {actual:R}");
            }
        }
    }

    [Fact]
    public void Labelled_records_are_told_apart_as_their_note_demands()
    {
        int beacons = 0, found = 0, falseAlarms = 0;
        foreach (var vector in Vectors.Cases("beacon_cases.json"))
        {
            var evidence = Weigh(vector.GetProperty("input"), workspace);
            var isFound = evidence.LnP < Math.Log(1e-3);
            if (!vector.GetProperty("expected").GetProperty("beacon").GetBoolean())
            {
                falseAlarms += isFound ? 1 : 0;
                continue;
            }
            beacons++;
            found += isFound ? 1 : 0;
        }
        Assert.True(beacons > 0 && found >= 0.95 * beacons, $"{found} of {beacons} found");
        Assert.True(falseAlarms <= 1, $"{falseAlarms} false alarms");
    }

    internal static CadenceEvidence Weigh(JsonElement input, CadenceWorkspace workspace)
    {
        var (times, watch) = Read(input);
        return CadenceTests.Weigh(times, watch, workspace);
    }

    /// <summary>A series and its watch from {timestamps, window, resolution}: seconds, resolution 1 s when not given.</summary>
    internal static (long[] Times, Watch Watch) Read(JsonElement input)
    {
        long[] times = [.. input.GetProperty("timestamps").Doubles().Select(t => (long)(t * UnixTime.Second))];
        var window = input.GetProperty("window").Doubles();
        var resolution = input.TryGetProperty("resolution", out var given) ? given.GetDouble() : 1;
        return (times, new Watch(Coverage.Whole((long)(window[0] * UnixTime.Second), (long)(window[1] * UnixTime.Second)), resolution));
    }
}

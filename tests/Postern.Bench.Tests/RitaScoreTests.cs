using System.Text.Json;
using Postern.Bench.Rita;
using Postern.Testing;

namespace Postern.Bench.Tests;

public class RitaScoreTests
{
    [Fact]
    public void Scores_agree_with_the_published_values()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("methods", "rita_scores.json")));
        foreach (var vector in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            var input = vector.GetProperty("input");
            double[] times = [.. input.GetProperty("timestamps").EnumerateArray().Select(t => t.GetDouble())];
            var (from, to) = input.TryGetProperty("window", out var window)
                ? (window[0].GetDouble(), window[1].GetDouble())
                : (times[0], times[^1] + 1);
            var score = RitaScore.Of(times, from, to);
            var tolerance = vector.GetProperty("tol").GetProperty("abs").GetDouble();
            foreach (var expected in vector.GetProperty("expected").EnumerateObject())
            {
                var actual = expected.Name switch
                {
                    "ts_score" => score.Timestamp,
                    "hist_score" => score.Histogram,
                    "dur_score" => score.Duration,
                    "time_composite" => score.Composite,
                    var other => throw new InvalidDataException($"no such score: {other}"),
                };
                Assert.True(
                    Math.Abs(actual - expected.Value.GetDouble()) <= tolerance,
                    $"{vector.GetProperty("id")}: {expected.Name} is {actual}, published {expected.Value}");
            }
        }
    }

    [Fact]
    public void A_series_of_one_contact_or_of_one_instant_scores_nothing_and_does_not_fail()
    {
        Assert.Equal(0, RitaScore.Of([5], 0, 10).Timestamp);
        Assert.Equal(0, RitaScore.Of([5, 5, 5], 0, 10).Timestamp);
    }
}

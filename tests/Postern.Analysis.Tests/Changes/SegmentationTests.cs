using Postern.Analysis.Changes;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Changes;

public sealed class SegmentationTests
{
    [Fact]
    public void Every_block_vector_is_met()
    {
        foreach (var vector in Vectors.Cases("bayesian_blocks.json"))
        {
            var cells = vector.GetProperty("input").GetProperty("t").Doubles().CountBy(time => time).OrderBy(cell => cell.Key).ToList();
            double[] times = [.. cells.Select(cell => cell.Key)];
            var penalty = BayesianBlocks.Penalty(times.Length, vector.GetProperty("input").GetProperty("p0").GetDouble());
            var expected = vector.GetProperty("expected").GetProperty("edges").Doubles();
            var edges = BayesianBlocks.Edges(times, [.. cells.Select(cell => cell.Value)], times[0], times[^1], penalty);
            Vectors.AssertClose(vector, vector.GetProperty("expected").GetProperty("ncp_prior").GetDouble(), penalty, "penalty");
            Assert.Equal(expected.Length, edges.Length);
            for (var i = 0; i < edges.Length; i++)
                Vectors.AssertClose(vector, expected[i], edges[i], $"edge {i}");
        }
    }

    [Fact]
    public void Every_pelt_vector_is_met()
    {
        foreach (var vector in Vectors.Cases("segmentation.json", "pelt_poisson"))
        {
            int[] counts = [.. vector.GetProperty("input").GetProperty("counts").Doubles().Select(c => (int)c)];
            var penalty = vector.GetProperty("input").GetProperty("penalty").GetDouble();
            var ends = Pelt.Ends(counts, penalty);
            Assert.Equal(vector.GetProperty("expected").GetProperty("change_ends").Doubles().Select(e => (int)e), ends);
            var objective = penalty * (ends.Length - 1)
                - ends.Select((end, i) => (start: i == 0 ? 0 : ends[i - 1], end)).Sum(s => OptimalPartition.Fitness(counts[s.start..s.end].Sum(), s.end - s.start));
            Vectors.AssertClose(vector, vector.GetProperty("expected").GetProperty("objective").GetDouble(), objective, "objective");
        }
    }
}

using Postern.Analysis.Rate;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Rate;

public sealed class GapShapeTests
{
    [Fact]
    public void Every_burstiness_vector_is_met()
    {
        foreach (var vector in Vectors.Cases("rates.json", "burstiness"))
        {
            var times = vector.GetProperty("args")[0].Doubles();
            var expected = vector.GetProperty("expected").Doubles();
            var shape = GapShape.Of([.. times.Zip(times.Skip(1), (a, b) => b - a)]);
            Vectors.AssertClose(vector, expected[0], shape.Burstiness, "B");
            Vectors.AssertClose(vector, expected[1], shape.FiniteBurstiness, "B_n");
            Vectors.AssertClose(vector, expected[2], shape.Memory, "M");
        }
    }
}

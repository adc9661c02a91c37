using Postern.Analysis.Circle;
using Postern.Analysis.Tests.Numerics;

namespace Postern.Analysis.Tests.Circle;

public sealed class CircleCountsTests
{
    [Fact]
    public void Every_concentration_vector_is_met()
    {
        foreach (var vector in Vectors.Cases("concentration.json"))
        {
            int[] counts = [.. vector.GetProperty("input").GetProperty("contacts_per_party").Doubles().Select(c => (int)c).OrderDescending()];
            var expected = vector.GetProperty("expected");
            var circle = CircleCounts.Of(counts);
            Assert.Equal(expected.GetProperty("n").GetInt64(), circle.Contacts);
            Assert.Equal(expected.GetProperty("parties").GetInt32(), circle.Parties);
            Vectors.AssertClose(vector, expected.GetProperty("hill_q1").GetDouble(), circle.EffectivePartiesOrder1, "N1");
            Vectors.AssertClose(vector, expected.GetProperty("hill_q2").GetDouble(), circle.EffectiveParties, "N2");
            Vectors.AssertClose(vector, expected.GetProperty("good_turing_unseen_mass").GetDouble(), circle.UnseenMass, "unseen mass");
            Vectors.AssertClose(vector, expected.GetProperty("chao1_unseen_parties").GetDouble(), circle.UnseenParties, "Chao1");
            Assert.Equal(expected.GetProperty("gini").GetDouble(), circle.Gini, 1e-9);
            foreach (var q in expected.GetProperty("k_for").EnumerateObject())
                Assert.Equal(q.Value.GetInt32(), CircleCounts.PartiesFor(double.Parse(q.Name), counts));
            foreach (var k in expected.GetProperty("top_share").EnumerateObject())
                Vectors.AssertClose(vector, k.Value.GetDouble(), (double)counts.Take(int.Parse(k.Name)).Sum() / circle.Contacts, $"share({k.Name})");
        }
    }
}

using Postern.Commands;

namespace Postern.Tests.Commands;

public class PartyMapTests
{
    [Fact]
    public void Chains_are_followed_to_their_end()
    {
        var map = PartyMap.Read(["a=b", "b=c", "x=c"], out var problem)!;

        Assert.Null(problem);
        Assert.Equal("c", map["a"]);
        Assert.Equal("c", map["b"]);
        Assert.Equal("c", map["x"]);
        Assert.False(map.ContainsKey("c"));
    }

    [Fact]
    public void Addresses_are_written_as_the_record_has_them()
    {
        var map = PartyMap.Read(["2001:DB8:0:0::1=resolvers"], out _)!;

        Assert.Equal("resolvers", map["2001:db8::1"]);
    }

    [Theory]
    [InlineData("a=b b=a", "in a circle")]
    [InlineData("a=a", "in a circle")]
    [InlineData("a=b b=c c=b", "in a circle")]
    [InlineData("a=b a=c", "mapped to b and to c")]
    [InlineData("a", "no mapping")]
    [InlineData("=b", "no mapping")]
    [InlineData("a=", "no mapping")]
    public void What_cannot_be_followed_is_refused_with_its_reason(string mappings, string reason)
    {
        Assert.Null(PartyMap.Read(mappings.Split(' '), out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}

using System.Net;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.Identity;

public class AddressBlockTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0", true)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "192.0.1.255", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.7", true)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    // The deprecated IPv4-compatible form (RFC 4291 §2.5.5.1) is another address.
    [InlineData("192.0.2.7", "::192.0.2.7", false)]
    [InlineData("128.0.0.0/1", "255.255.255.255", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("8000::/1", "ffff::", true)]
    [InlineData("::/1", "192.0.2.7", false)]
    [InlineData("::/1", "::ffff:192.0.2.7", false)]
    [InlineData("fe80::/10", "fe80::1%2", false)]
    public void A_block_holds_its_addresses_and_no_others(string block, string address, bool holds) =>
        Assert.Equal(holds, AddressBlock.Parse(block).Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.07")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("192.0.2.7/33")]
    [InlineData("192.0.2.7/-1")]
    [InlineData("192.0.2.0/024")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/24/24")]
    [InlineData("192.0.2.0/255.255.255.0")]
    [InlineData(" 192.0.2.7")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:0.0.0.0/95")]
    [InlineData("::ffff:0.0.0.0/96")]
    [InlineData("::/0")]
    [InlineData("2001:db8::1/32")]
    [InlineData("host.example")]
    [InlineData("１９２.0.2.7")]
    public void What_is_no_block_is_not_read(string text)
    {
        Assert.False(AddressBlock.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.128/25", true)]
    [InlineData("192.0.2.0/25", "192.0.2.128/25", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.9", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::/48", true)]
    [InlineData("::/1", "10.0.0.0/8", false)]
    public void Blocks_overlap_in_both_orders_or_in_none(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, AddressBlock.Parse(one).Overlaps(AddressBlock.Parse(other)));
        Assert.Equal(overlap, AddressBlock.Parse(other).Overlaps(AddressBlock.Parse(one)));
    }

    [Fact]
    public void Among_thousands_of_blocks_each_address_finds_its_own_or_nobody()
    {
        // 10.a.b.0/25: the upper half of each /24 is a stranger's.
        var blocks = Enumerable.Range(0, 20_000).Select(i => (AddressBlock.Parse($"10.{i >> 8}.{i & 255}.0/25"), $"p{i}")).Reverse();
        var index = new AddressIndex<string>([.. blocks, (AddressBlock.Parse("2001:db8::/64"), "six")]);
        for (var i = 0; i < 20_000; i++)
        {
            Assert.Equal($"p{i}", index.Find(IPAddress.Parse($"::ffff:10.{i >> 8}.{i & 255}.{i % 128}")));
            Assert.Null(index.Find(IPAddress.Parse($"10.{i >> 8}.{i & 255}.{128 + i % 128}")));
        }
        Assert.Equal("six", index.Find(IPAddress.Parse("2001:db8::42")));
        Assert.Null(index.Find(IPAddress.Parse("2001:db8:0:1::")));
        Assert.Null(index.Find(IPAddress.Parse("9.255.255.255")));
        Assert.Null(index.Find(IPAddress.Parse("::")));
    }

    [Fact]
    public void Blocks_that_overlap_make_no_index() =>
        Assert.Throws<ArgumentException>(() => new AddressIndex<string>([(AddressBlock.Parse("10.0.0.0/8"), "a"), (AddressBlock.Parse("10.1.0.0/16"), "b")]));
}

using System.Text;
using Postern.Smtp.Addresses;

namespace Postern.Smtp.Tests.Addresses;

public class MailboxTests
{
    [Theory]
    [InlineData("alice@circle.test", "alice", "alice@circle.test")]
    [InlineData("Alice@CIRCLE.test", "Alice", "Alice@circle.test")]
    [InlineData("a.b.c@circle.test", "a.b.c", "a.b.c@circle.test")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@circle.test", "!#$%&'*+-/=?^_`{|}~", "!#$%&'*+-/=?^_`{|}~@circle.test")]
    [InlineData("\"alice\"@circle.test", "alice", "alice@circle.test")]
    [InlineData("\"a b\"@circle.test", "a b", "\"a b\"@circle.test")]
    [InlineData("\"a\\\"\\\\b\"@circle.test", "a\"\\b", "\"a\\\"\\\\b\"@circle.test")]
    [InlineData("\"a@b>\"@circle.test", "a@b>", "\"a@b>\"@circle.test")]
    [InlineData("\"a..b\"@circle.test", "a..b", "\"a..b\"@circle.test")]
    [InlineData("alice@[192.0.2.1]", "alice", "alice@[192.0.2.1]")]
    [InlineData("alice@[IPv6:2001:DB8::1]", "alice", "alice@[IPv6:2001:db8::1]")]
    [InlineData("élise@bücher.test", "élise", "élise@xn--bcher-kva.test")]
    public void Mailbox_is_read_and_written_in_one_form(string text, string local, string written)
    {
        var mailbox = Mailbox.Parse(text);
        Assert.Equal(local, mailbox.LocalPart);
        Assert.Equal(written, mailbox.ToString());
        Assert.Equal(mailbox, Mailbox.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("@circle.test")]
    [InlineData("alice@")]
    [InlineData("alice@bob@circle.test")]
    [InlineData(".alice@circle.test")]
    [InlineData("alice.@circle.test")]
    [InlineData("al..ice@circle.test")]
    [InlineData("al ice@circle.test")]
    [InlineData("al(c)ice@circle.test")]
    [InlineData("al,ice@circle.test")]
    [InlineData("al<ice@circle.test")]
    [InlineData("\"alice@circle.test")]
    [InlineData("\"alice\\\"@circle.test")]
    [InlineData("\"\"@circle.test")]
    [InlineData("\"alice\"x@circle.test")]
    [InlineData("\"postmaster\"")]
    [InlineData("\"a\u0001b\"@circle.test")]
    [InlineData("\"a\u007fb\"@circle.test")]
    [InlineData("a\u0001b@circle.test")]
    [InlineData("alice@[192.0.2.256]")]
    [InlineData("alice@[192.0.2]")]
    [InlineData("alice@[192.0.2.1.5]")]
    [InlineData("alice@[192.0.2.01]")]
    [InlineData("alice@[192.0.2.]")]
    [InlineData("alice@[]")]
    [InlineData("alice@[192.0.2.1")]
    [InlineData("alice@192.0.2.1]")]
    [InlineData("alice@[::1]")]
    [InlineData("alice@[IPv6:::1%eth0]")]
    [InlineData("alice@[IPv6:1:2:3:4:5:6:7:8:9]")]
    [InlineData("alice@[IPv6:192.0.2.1]")]
    [InlineData("alice@[x-tag:anything]")]
    [InlineData("ali\u200bce@circle.test")]
    [InlineData("\u202ealice@circle.test")]
    [InlineData("ali\u00a0ce@circle.test")]
    [InlineData("ali\ue000ce@circle.test")]
    [InlineData("ali\u2028ce@circle.test")]
    public void What_is_not_a_mailbox_is_refused(string text) =>
        Assert.False(Mailbox.TryParse(Encoding.UTF8.GetBytes(text), allowUtf8: true, out _));

    [Theory]
    [InlineData("postmaster")]
    [InlineData("PostMaster")]
    public void Postmaster_needs_no_domain(string text)
    {
        Assert.True(Mailbox.TryParse(Encoding.ASCII.GetBytes(text), allowUtf8: false, out var mailbox));
        Assert.True(mailbox.IsPostmaster);
        Assert.Equal("postmaster", mailbox.ToString());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Local_part_has_64_octets(int length, bool valid)
    {
        Assert.Equal(valid, Mailbox.TryParse(Encoding.ASCII.GetBytes($"{new string('a', length)}@circle.test"), allowUtf8: false, out _));
        Assert.Equal(valid, Mailbox.TryParse(Encoding.ASCII.GetBytes($"\"{new string('a', length)}\"@circle.test"), allowUtf8: false, out _));
    }

    [Theory]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xff })]
    public void Ill_formed_utf8_is_refused(byte[] octets) =>
        Assert.False(Mailbox.TryParse([(byte)'a', .. octets, .. "b@circle.test"u8], allowUtf8: true, out _));

    [Fact]
    public void Case_of_the_local_part_counts() =>
        Assert.NotEqual(Mailbox.Parse("alice@circle.test"), Mailbox.Parse("Alice@circle.test"));

    [Fact]
    public void Any_octets_give_a_mailbox_that_survives_writing_or_none()
    {
        var random = new TestRandom(3);
        var found = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var text = random.Octets(1 + random.Next(12), "ab.@\"\\[]1:<> \xc3\xa9"u8);
            byte[] whole = random.Next(2) == 0 ? text : [.. text, .. "@a.b"u8];
            if (!Mailbox.TryParse(whole, allowUtf8: true, out var mailbox))
                continue;
            found++;
            Assert.Equal(mailbox, Mailbox.Parse(mailbox.ToString()));
        }
        Assert.InRange(found, 300, 40_000);
    }
}

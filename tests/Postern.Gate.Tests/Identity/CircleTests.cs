using System.Net;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;

namespace Postern.Gate.Tests.Identity;

public class CircleTests
{
    static readonly Circle Circle = new(SomeSettings.Read(SomeSettings.Circle()));

    [Theory]
    [InlineData("127.0.0.2", "peer-a")]
    [InlineData("::ffff:127.0.0.2", "peer-a")]
    [InlineData("127.0.0.5", "peer-r")]
    [InlineData("127.0.0.66", null)]
    [InlineData("::1", null)]
    public void A_peer_is_found_by_its_address(string address, string? peer) =>
        Assert.Equal(peer, Circle.PeerAt(IPAddress.Parse(address))?.Name);

    [Theory]
    [InlineData("peer-a.test", "peer-a")]
    [InlineData("PEER-A.test", "peer-a")]
    [InlineData("a2.peer-a.test", "peer-a")]
    [InlineData("a3.peer-a.test", null)]
    [InlineData("xpeer-a.test", null)]
    [InlineData("test", null)]
    // Cyrillic а and е in place of a and e: another A-label, another domain.
    [InlineData("pееr-a.test", null)]
    [InlineData("peer-а.test", null)]
    public void A_domain_is_a_peer_s_only_when_its_a_labels_are(string domain, string? peer) =>
        Assert.Equal(peer, Circle.PeerOf(MailDomain.Parse(domain))?.Name);

    [Fact]
    public void A_homograph_of_a_peer_s_domain_is_its_own_domain_in_both_spellings()
    {
        var text = SomeSettings.Circle().Replace("[peer-b.test]", "[bücher.test]", StringComparison.Ordinal);
        var circle = new Circle(SomeSettings.Read(text));
        Assert.Equal("peer-b", circle.PeerOf(MailDomain.Parse("xn--bcher-kva.test"))?.Name);
        Assert.Equal("peer-b", circle.PeerOf(MailDomain.Parse("bücher.test"))?.Name);
        Assert.Null(circle.PeerOf(MailDomain.Parse("bucher.test")));
    }

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("Alice", null)]
    [InlineData("info", "bob")]
    [InlineData("postmaster", "alice")]
    [InlineData("PostMaster", "alice")]
    [InlineData("../alice", null)]
    [InlineData("nobody", null)]
    public void A_mailbox_is_found_by_its_exact_name_or_alias(string localPart, string? mailbox) =>
        Assert.Equal(mailbox, Circle.MailboxOf(localPart)?.Name);

    [Fact]
    public void A_new_circle_holds_at_once_and_wakes_those_who_wait()
    {
        var current = new CurrentCircle(Circle);
        var (before, superseded) = current.Observe();
        Assert.Same(Circle, before);
        var next = new Circle(Circle.Settings with { Peers = [] });
        current.Replace(next);
        Assert.True(superseded.IsCancellationRequested);
        Assert.Same(next, current.Value);
        Assert.False(current.Observe().Superseded.IsCancellationRequested);
    }
}

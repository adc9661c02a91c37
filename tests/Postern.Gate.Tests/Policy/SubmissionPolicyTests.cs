using System.Net;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Header;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;
using static Postern.Gate.Tests.Policy.SessionPolicyTests;

namespace Postern.Gate.Tests.Policy;

public class SubmissionPolicyTests
{
    readonly CurrentCircle circle = new(new Circle(SomeSettings.Read(SomeSettings.Circle())));
    readonly GatePolicy gate;

    public SubmissionPolicyTests() => gate = new GatePolicy(circle, StorageView.Boundless, new ManualTime());

    [Fact]
    public void A_user_writes_as_himself_to_the_circle_and_to_nobody_else()
    {
        var policy = Opened("192.0.2.99", null);
        Assert.Equal(RefusalReason.AuthenticationRequired, Reason(policy.Decide(Mail("bob@circle.test"))));
        Accepted(policy.Decide(new PasswordQuestion("", "bob", "bob's password")));
        Assert.Equal("user bob", policy.Party);
        Assert.Equal(RefusalReason.SenderNotAllowed, Reason(policy.Decide(Mail("alice@circle.test"))));
        Assert.Equal(RefusalReason.SenderNotAllowed, Reason(policy.Decide(Mail("bob@peer-b.test"))));
        Accepted(policy.Decide(Mail("info@circle.test")));
        Accepted(policy.Decide(Recipient("alice@circle.test")));
        Accepted(policy.Decide(Recipient("x@peer-b.test")));
        Assert.Equal(RefusalReason.RecipientUnknown, Reason(policy.Decide(Recipient("nobody@circle.test"))));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("x@outside.example"))));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("x@[127.0.0.3]"))));
        // Signs of life are the gate's own to send.
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("postern-heartbeat@peer-b.test"))));
        // A peer without a route gets no mail, and a retired one no more.
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("x@peer-a.test"))));
        Assert.Equal(RefusalReason.RecipientRetired, Reason(policy.Decide(Recipient("x@peer-r.test"))));
        Assert.Equal(["alice", null], policy.Envelope!.Recipients.Select(r => r.Destination.Mailbox?.Name));
        Assert.Equal([null, "peer-b"], policy.Envelope.Recipients.Select(r => r.Destination.Peer?.Name));
    }

    [Theory]
    [InlineData("alice@circle.test", null, null)]
    [InlineData("alice@circle.test bob@circle.test", "bob@circle.test", null)]
    [InlineData("somebody.else@circle.test", null, null)]
    [InlineData("bob@peer-b.test", null, RefusalReason.AuthorNotAllowed)]
    [InlineData("bob@circle.test x@peer-b.test", null, RefusalReason.AuthorNotAllowed)]
    [InlineData("bob@sub.circle.test", null, RefusalReason.AuthorNotAllowed)]
    [InlineData("bob@[127.0.0.1]", null, RefusalReason.AuthorNotAllowed)]
    [InlineData("bob@circle.test", "x@outside.example", RefusalReason.AuthorNotAllowed)]
    public void Authors_and_sender_are_of_our_own_domain(string authors, string? sender, RefusalReason? expected)
    {
        foreach (var isUser in new[] { true, false })
        {
            var policy = isUser ? Opened("192.0.2.99", null) : Opened("127.0.0.10", "intranet");
            if (isUser)
                Accepted(policy.Decide(new PasswordQuestion("", "bob", "bob's password")));
            Accepted(policy.Decide(Mail("bob@circle.test")));
            Accepted(policy.Decide(Recipient("alice@circle.test")));
            var header = new HeaderFacts([.. authors.Split(' ').Select(Mailbox.Parse)], sender is null ? null : Mailbox.Parse(sender), HasDate: true, HasMessageId: true);
            Assert.Equal(expected, Reason(policy.Decide(new MessageQuestion(100, HasEightBit: false) { Header = header })));
        }
    }

    [Fact]
    public void Every_way_into_submission_reads_the_header()
    {
        var policy = Opened("192.0.2.99", null);
        Assert.True(((SmtpVerdict.Admitted)policy.Decide(new PasswordQuestion("", "bob", "bob's password"))).Terms.ReadsHeader);
        Assert.True(((SmtpVerdict.Admitted)Policy("127.0.0.10", "intranet").Decide(new OpenQuestion(SmtpChannel.Tls))).Terms.ReadsHeader);
    }

    [Fact]
    public void A_message_to_a_peer_that_is_removed_while_it_comes_is_not_kept()
    {
        var policy = Opened("192.0.2.99", null);
        Accepted(policy.Decide(new PasswordQuestion("", "bob", "bob's password")));
        Accepted(policy.Decide(Mail("bob@circle.test")));
        Accepted(policy.Decide(Recipient("alice@circle.test")));
        Accepted(policy.Decide(Recipient("x@peer-b.test")));
        var settings = circle.Value.Settings;
        circle.Replace(new Circle(settings with { Peers = [.. settings.Peers.Where(p => p.Name != "peer-b")] }));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(new MessageQuestion(100, HasEightBit: false))));
    }

    [Theory]
    [InlineData("127.0.0.10", "intranet", null)]
    [InlineData("127.0.0.10", "another", RefusalReason.AuthenticationRequired)]
    [InlineData("127.0.0.10", null, RefusalReason.AuthenticationRequired)]
    [InlineData("127.0.0.11", "intranet", RefusalReason.AuthenticationRequired)]
    public void A_host_of_our_own_is_its_address_and_its_key(string address, string? key, RefusalReason? expected) =>
        Assert.Equal(expected, Reason(Opened(address, key).Decide(Mail("alice@circle.test"))));

    [Fact]
    public void Without_users_only_our_own_hosts_are_served()
    {
        var settings = circle.Value.Settings;
        circle.Replace(new Circle(settings with
        {
            Mailboxes = settings.Mailboxes.ToDictionary(m => m.Key, m => m.Value with { Credentials = null }),
        }));
        Assert.Equal(RefusalReason.Stranger, Reason(Policy("192.0.2.99", null).Decide(new OpenQuestion(SmtpChannel.Tls))));
        var host = Policy("127.0.0.10", "intranet");
        Accepted(host.Decide(new OpenQuestion(SmtpChannel.Clear)));
        Accepted(host.Decide(new OpenQuestion(SmtpChannel.Tls)));
        Accepted(host.Decide(new MailQuestion(null, MailParameters.None)));
    }

    [Fact]
    public void A_changed_password_ends_the_session_and_a_host_may_not_be_a_user_without_one()
    {
        var policy = Opened("192.0.2.99", null);
        Accepted(policy.Decide(new PasswordQuestion("", "bob", "bob's password")));
        var text = SomeSettings.Circle().Replace(SomeSettings.Verifier("bob's password"), SomeSettings.Verifier("new"), StringComparison.Ordinal);
        circle.Replace(new Circle(SomeSettings.Read(text)));
        Assert.Equal(RefusalReason.PeerRemoved, Reason(policy.Decide(Mail("bob@circle.test"))));
        var host = Opened("127.0.0.10", "intranet");
        Assert.Equal(RefusalReason.AuthenticationFailed, Reason(host.Decide(new IdentityQuestion(SaslMechanisms.External, "alice", ""))));
        Accepted(host.Decide(new IdentityQuestion(SaslMechanisms.External, "", "")));
        Assert.Equal("host intranet", host.Party);
    }

    SessionPolicy Opened(string address, string? key)
    {
        var policy = Policy(address, key);
        Accepted(policy.Decide(new OpenQuestion(SmtpChannel.Tls)));
        return policy;
    }

    SessionPolicy Policy(string address, string? key)
    {
        var policy = SessionPolicy.For(gate, SmtpService.Submission, IPAddress.Parse(address));
        policy.Key = key is null ? null : SomeSettings.Pin(key);
        return policy;
    }
}

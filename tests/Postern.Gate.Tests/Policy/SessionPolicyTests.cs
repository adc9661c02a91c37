using System.Net;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Header;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Tests.Policy;

public class SessionPolicyTests
{
    readonly ManualTime time = new();
    readonly CurrentCircle circle = new(new Circle(SomeSettings.Read(SomeSettings.Circle())));
    readonly GatePolicy gate;

    public SessionPolicyTests() => gate = new GatePolicy(circle, StorageView.Boundless, time);

    [Fact]
    public void Identity_is_address_and_key_and_sender_domain()
    {
        Assert.Null(Reason(Peer("127.0.0.2", "peer-a").Decide(Mail("m@peer-a.test"))));
        Assert.Equal(RefusalReason.SenderNotAllowed, Reason(Peer("127.0.0.2", "peer-a").Decide(Mail("m@peer-b.test"))));
        Assert.Equal(RefusalReason.SenderNotAllowed, Reason(Peer("127.0.0.2", "peer-a").Decide(Mail("m@[127.0.0.2]"))));
        Assert.Equal(RefusalReason.KeyNotPinned, Reason(Open("127.0.0.2", "peer-b")));
        Assert.Equal(RefusalReason.KeyNotPinned, Reason(Open("127.0.0.2", null)));
        Assert.Equal(RefusalReason.Stranger, Reason(Open("127.0.0.66", "peer-a")));
        Assert.Equal(RefusalReason.KeyNotPinned, Reason(Open("127.0.0.3", "peer-a")));
        Assert.Null(Reason(Open("127.0.0.2", "peer-a-next")));
    }

    [Fact]
    public void A_retired_peer_hears_521_and_a_stranger_never()
    {
        Assert.Equal(RefusalReason.Retired, Reason(Open("127.0.0.5", null)));
        gate.State = GateState.Draining;
        Assert.Equal(RefusalReason.Stranger, Reason(Open("127.0.0.66", null)));
        Assert.Equal(RefusalReason.Draining, Reason(Open("127.0.0.2", "peer-a")));
        gate.State = GateState.Retired;
        Assert.Equal(RefusalReason.Retired, Reason(Open("127.0.0.66", null)));
    }

    [Fact]
    public void Every_change_of_identity_ends_an_open_session_and_no_other_change_does()
    {
        Changes(s => s with { Peers = [.. s.Peers.Where(p => p.Name != "peer-a")] }, RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { Pins = [SomeSettings.Pin("another")] }), RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { Addresses = [AddressBlock.Parse("127.0.0.99")] }), RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { State = PeerState.Retired }), RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { Direction = PeerDirection.Send }), RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { Credentials = new Credentials("u", ScramVerifier.Of("x", new byte[16], 4096)) }), RefusalReason.PeerRemoved);
        Changes(s => With(s, p => p with { State = PeerState.Draining }), RefusalReason.Draining);
        Changes(s => s, null);
        Changes(s => With(s, p => p with { Pins = [SomeSettings.Pin("peer-a")] }), null);
        Changes(s => With(s, p => p with { SenderDomains = [.. p.SenderDomains, MailDomain.Parse("x.test")] }), null);
        Changes(s => With(s, p => p with { SenderDomains = [MailDomain.Parse("x.test")] }), RefusalReason.SenderNotAllowed);
        Changes(s => With(s, p => p with { Recipients = ["bob"] }), RefusalReason.RecipientNotAllowed);

        void Changes(Func<GateSettings, GateSettings> change, RefusalReason? expected)
        {
            var start = circle.Value;
            var policy = Peer("127.0.0.2", "peer-a");
            Accepted(policy.Decide(Mail("m@peer-a.test")));
            Accepted(policy.Decide(Recipient("alice@circle.test")));
            circle.Replace(new Circle(change(start.Settings)));
            Assert.Equal(expected, Reason(policy.Decide(new MessageQuestion(100, HasEightBit: false))));
            policy.Closed();
            circle.Replace(start);
        }

        static GateSettings With(GateSettings settings, Func<Peer, Peer> change) =>
            settings with { Peers = [.. settings.Peers.Select(p => p.Name == "peer-a" ? change(p) : p)] };
    }

    [Fact]
    public void A_peer_s_header_is_read_only_where_it_was_agreed_and_then_its_authors_are_its_own()
    {
        var start = circle.Value;
        var any = Peer("127.0.0.2", "peer-a");
        Accepted(any.Decide(Mail("m@peer-a.test")));
        Accepted(any.Decide(Recipient("alice@circle.test")));
        Accepted(any.Decide(new MessageQuestion(100, HasEightBit: false)));

        circle.Replace(new Circle(start.Settings with { Peers = [.. start.Settings.Peers.Select(p => p.Name == "peer-a" ? p with { Author = PeerAuthor.Aligned } : p)] }));
        // A session that does not read it is over; the next one does.
        Assert.Equal(RefusalReason.PeerRemoved, Reason(any.Decide(Mail("m@peer-a.test"))));
        var policy = SessionPolicy.For(gate, SmtpService.Relay, IPAddress.Parse("127.0.0.2"));
        policy.Key = SomeSettings.Pin("peer-a");
        Assert.True(((SmtpVerdict.Admitted)policy.Decide(new OpenQuestion(SmtpChannel.Tls))).Terms.ReadsHeader);
        Accepted(policy.Decide(Mail("m@peer-a.test")));
        Accepted(policy.Decide(Recipient("alice@circle.test")));
        Accepted(policy.Decide(Written("x@peer-a.test", "y@a2.peer-a.test")));
        Assert.Equal(RefusalReason.AuthorNotAllowed, Reason(policy.Decide(Written("alice@circle.test"))));
        Assert.Equal(RefusalReason.AuthorNotAllowed, Reason(policy.Decide(Written("x@peer-a.test", "x@peer-b.test"))));
        // Back to any: the session reads on and minds nobody's name.
        circle.Replace(start);
        Accepted(policy.Decide(Written("x@peer-a.test")));

        static MessageQuestion Written(params string[] authors) =>
            new(100, HasEightBit: false) { Header = new HeaderFacts([.. authors.Select(Mailbox.Parse)], null, HasDate: false, HasMessageId: false) };
    }

    [Fact]
    public void A_session_whose_peer_was_removed_stays_over_when_the_peer_comes_back()
    {
        var start = circle.Value;
        var policy = Peer("127.0.0.2", "peer-a");
        circle.Replace(new Circle(start.Settings with { Peers = [] }));
        Assert.Equal(RefusalReason.PeerRemoved, Reason(policy.Decide(Mail("m@peer-a.test"))));
        circle.Replace(start);
        Assert.Equal(RefusalReason.PeerRemoved, Reason(policy.Decide(Mail("m@peer-a.test"))));
    }

    [Fact]
    public void Reading_the_same_file_again_keeps_a_session_with_credentials()
    {
        var policy = Peer("127.0.0.4", null);
        Assert.Null(Reason(policy.Decide(new PasswordQuestion("", "peer-c", "correct horse battery"))));
        circle.Replace(new Circle(SomeSettings.Read(SomeSettings.Circle())));
        Assert.Null(Reason(policy.Decide(Mail("m@peer-c.test"))));
    }

    [Theory]
    [InlineData("peer-c", "correct horse battery", "", true)]
    [InlineData("peer-c", "correct horse battery", "peer-c", true)]
    [InlineData("peer-c", "correct horse battery", "peer-a", false)]
    [InlineData("peer-c", "correct horse", "", false)]
    [InlineData("PEER-C", "correct horse battery", "", false)]
    [InlineData("alice", "alice's password", "", false)]
    public void A_password_is_good_only_for_the_peer_at_the_address(string user, string password, string identity, bool good)
    {
        var policy = Peer("127.0.0.4", null);
        Assert.Equal(good ? null : RefusalReason.AuthenticationFailed, Reason(policy.Decide(new PasswordQuestion(identity, user, password))));
        Assert.Equal(good ? null : RefusalReason.AuthenticationRequired, Reason(policy.Decide(Mail("m@peer-c.test"))));
    }

    [Fact]
    public void Credentials_of_one_peer_are_nothing_at_another_s_address() =>
        Assert.Equal(RefusalReason.AuthenticationFailed,
            Reason(Peer("127.0.0.2", "peer-a").Decide(new PasswordQuestion("", "peer-c", "correct horse battery"))));

    [Fact]
    public void A_user_who_does_not_exist_is_challenged_like_one_who_does()
    {
        var policy = Peer("127.0.0.4", null);
        var first = Assert.IsType<SmtpVerdict.Challenged>(policy.Decide(new VerifierQuestion("nobody")));
        var again = Assert.IsType<SmtpVerdict.Challenged>(policy.Decide(new VerifierQuestion("nobody")));
        var real = Assert.IsType<SmtpVerdict.Challenged>(policy.Decide(new VerifierQuestion("peer-c")));
        Assert.Equal(first.Verifier.Salt, again.Verifier.Salt);
        Assert.NotEqual(first.Nonce, again.Nonce);
        Assert.Equal((real.Verifier.Salt.Length, real.Verifier.Iterations), (first.Verifier.Salt.Length, first.Verifier.Iterations));
        Assert.True(real.Verifier.Accepts("correct horse battery"));
    }

    [Fact]
    public void A_rate_fills_up_again_and_a_message_that_came_to_nothing_costs_nothing()
    {
        Use(SomeSettings.Circle("messages-per-minute: 2"));
        var policy = Peer("127.0.0.2", "peer-a");
        for (var i = 0; i < 10; i++)
            Send(policy, TransactionEnd.Reset, 10);
        Send(policy, TransactionEnd.Committed, 10);
        // The second session shares the budget, and so does a message that is still open.
        var other = Peer("127.0.0.2", "peer-a");
        Accepted(other.Decide(Mail("m@peer-a.test")));
        Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("m@peer-a.test"))));
        time.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("m@peer-a.test"))));
        other.Closed();
        Accepted(policy.Decide(Mail("m@peer-a.test")));
    }

    [Fact]
    public void Octets_are_taken_when_they_are_accepted_and_come_back_with_time()
    {
        Use(SomeSettings.Circle("octets-per-hour: 1 MiB"));
        var policy = Peer("127.0.0.2", "peer-a");
        Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("m@peer-a.test", (1 << 20) + 1))));
        Send(policy, TransactionEnd.Refused, 1 << 20);
        Send(policy, TransactionEnd.Committed, 1 << 20);
        Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("m@peer-a.test"))));
        time.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("m@peer-a.test", (1 << 19) + 1))));
        Accepted(policy.Decide(Mail("m@peer-a.test", 1 << 19)));
    }

    [Fact]
    public void Sessions_are_counted_once_each_and_given_back()
    {
        Use(SomeSettings.Circle("connections: 2"));
        var clear = SessionPolicy.For(gate, SmtpService.Relay, IPAddress.Parse("127.0.0.2"));
        Accepted(clear.Decide(new OpenQuestion(SmtpChannel.Clear)));
        clear.Key = SomeSettings.Pin("peer-a");
        Accepted(clear.Decide(new OpenQuestion(SmtpChannel.Tls)));
        var second = Peer("127.0.0.2", "peer-a");
        Assert.Equal(RefusalReason.TooManyConnections, Reason(Open("127.0.0.2", "peer-a")));
        // Another peer has a budget of its own.
        Assert.Null(Reason(Open("127.0.0.3", "peer-b")));
        second.Closed();
        Assert.Null(Reason(Open("127.0.0.2", "peer-a")));
    }

    [Fact]
    public void Outside_its_hours_a_peer_is_asked_to_wait()
    {
        var hours = "sender-domains: [peer-b.test]\n    hours: {zone: UTC, open: [Mon 08:00-09:00]}";
        Use(SomeSettings.Circle().Replace("sender-domains: [peer-b.test]", hours, StringComparison.Ordinal));
        var policy = Peer("127.0.0.3", "peer-b");
        Assert.Equal(RefusalReason.OutsideHours, Reason(policy.Decide(Mail("m@peer-b.test"))));
        time.Pass(TimeSpan.FromHours(32));
        Accepted(policy.Decide(Mail("m@peer-b.test")));
    }

    [Fact]
    public void A_peer_that_reaches_some_mailboxes_learns_nothing_of_the_others()
    {
        Use(SomeSettings.Circle().Replace("[peer-b.test]", "[peer-b.test]\n    recipients: [bob]", StringComparison.Ordinal));
        var policy = Peer("127.0.0.3", "peer-b");
        Accepted(policy.Decide(Mail("m@peer-b.test")));
        Accepted(policy.Decide(Recipient("bob@circle.test")));
        Accepted(policy.Decide(Recipient("info@circle.test")));
        Accepted(policy.Decide(new RecipientQuestion(Mailbox.Postmaster, RecipientParameters.None)));
        Accepted(policy.Decide(Recipient("Postmaster@circle.test")));
        Accepted(policy.Decide(Recipient("postern-heartbeat@circle.test")));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("alice@circle.test"))));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("nobody@circle.test"))));
        Assert.Equal(["bob", "bob", "alice", "alice", null], policy.Envelope!.Recipients.Select(r => r.Destination.Mailbox?.Name));
        Assert.True(policy.Envelope.Recipients[^1].Destination.IsHeartbeat);
    }

    SessionPolicy Peer(string address, string? key)
    {
        var policy = SessionPolicy.For(gate, SmtpService.Relay, IPAddress.Parse(address));
        policy.Key = key is null ? null : SomeSettings.Pin(key);
        Accepted(policy.Decide(new OpenQuestion(SmtpChannel.Tls)));
        return policy;
    }

    SmtpVerdict Open(string address, string? key)
    {
        var policy = SessionPolicy.For(gate, SmtpService.Relay, IPAddress.Parse(address));
        policy.Key = key is null ? null : SomeSettings.Pin(key);
        return policy.Decide(new OpenQuestion(SmtpChannel.Tls));
    }

    void Use(string settings) => circle.Replace(new Circle(SomeSettings.Read(settings)));

    static void Send(SessionPolicy policy, TransactionEnd end, long octets)
    {
        Accepted(policy.Decide(Mail("m@peer-a.test")));
        Accepted(policy.Decide(new MessageQuestion(octets, HasEightBit: false)));
        policy.Note(new TransactionNotice(end));
    }

    internal static MailQuestion Mail(string from, long? size = null) => new(Mailbox.Parse(from), MailParameters.None with { Size = size });

    internal static RecipientQuestion Recipient(string to) => new(Mailbox.Parse(to), RecipientParameters.None);

    internal static RefusalReason? Reason(SmtpVerdict verdict) => (verdict as SmtpVerdict.Refused)?.Refusal.Reason;

    internal static void Accepted(SmtpVerdict verdict) => Assert.Null(Reason(verdict));
}

using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Smtp.Addresses;
using Postern.Smtp.Header;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;
using static Postern.Gate.Tests.Policy.SessionPolicyTests;

namespace Postern.Gate.Tests.Policy;

public class ProgramSubmissionTests
{
    const uint Website = 33;

    readonly CurrentCircle circle = new(new Circle(SomeSettings.Read(SomeSettings.Circle("connections: 2", "messages-per-minute: 3")) with
    {
        Programs = [new OwnProgram("website", [Website, 1001]), new OwnProgram("watch", [7])],
    }));
    readonly GatePolicy gate;

    public ProgramSubmissionTests() => gate = new GatePolicy(circle, StorageView.Boundless, new ManualTime());

    [Fact]
    public void A_program_is_its_account_and_speaks_for_every_mailbox_of_the_circle()
    {
        var policy = Opened(Website, out var terms);
        Assert.Equal("program website", policy.Party);
        Assert.Equal((true, false, SaslMechanisms.None), (terms.ReadsHeader, terms.RequiresAuthentication, terms.Mechanisms));
        Accepted(policy.Decide(Mail("alice@circle.test")));
        Assert.Equal("program website", policy.Envelope!.Party);
        policy.Note(new TransactionNotice(TransactionEnd.Reset));
        Accepted(policy.Decide(Mail("info@circle.test")));
        Accepted(policy.Decide(Recipient("bob@circle.test")));
        Accepted(policy.Decide(Recipient("x@peer-b.test")));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("x@outside.example"))));
        Assert.Equal(RefusalReason.RecipientNotAllowed, Reason(policy.Decide(Recipient("postern-heartbeat@peer-b.test"))));
        Assert.Equal(RefusalReason.SenderNotAllowed, Reason(Opened(1001, out _).Decide(Mail("m@peer-b.test"))));
    }

    [Fact]
    public void Authors_are_of_our_own_domain()
    {
        var policy = Opened(Website, out _);
        Accepted(policy.Decide(Mail("alice@circle.test")));
        Accepted(policy.Decide(Recipient("bob@circle.test")));
        var foreign = new HeaderFacts([Mailbox.Parse("x@peer-b.test")], null, HasDate: true, HasMessageId: true);
        Assert.Equal(RefusalReason.AuthorNotAllowed, Reason(policy.Decide(new MessageQuestion(100, HasEightBit: false) { Header = foreign })));
    }

    [Theory]
    [InlineData(34U)]
    [InlineData(0U)]
    [InlineData(uint.MaxValue)]
    [InlineData(null)]
    public void Who_is_no_program_s_account_is_a_stranger_also_where_there_are_users(uint? account)
    {
        var policy = SessionPolicy.ForProgram(gate, account);
        Assert.True(circle.Value.HasUsers);
        Assert.Equal(RefusalReason.Stranger, Reason(policy.Decide(new OpenQuestion(SmtpChannel.Local))));
        Assert.Null(policy.Party);
        // Strangers are told the same in every state but the last.
        gate.State = GateState.Draining;
        Assert.Equal(RefusalReason.Stranger, Reason(policy.Decide(new OpenQuestion(SmtpChannel.Local))));
    }

    [Fact]
    public void Nobody_becomes_a_user_at_the_socket()
    {
        var policy = Opened(Website, out _);
        Assert.Equal(RefusalReason.AuthenticationFailed, Reason(policy.Decide(new PasswordQuestion("", "bob", "bob's password"))));
        Assert.Equal(RefusalReason.AuthenticationFailed, Reason(policy.Decide(new IdentityQuestion(SaslMechanisms.External, "", ""))));
        Assert.Equal("program website", policy.Party);
    }

    [Fact]
    public void The_sessions_of_a_program_share_its_limits_whatever_account_they_run_as()
    {
        var first = Opened(Website, out var terms);
        Assert.Equal(1 << 20, terms.MaximumSize);
        Opened(1001, out _);
        Assert.Equal(RefusalReason.TooManyConnections, Reason(SessionPolicy.ForProgram(gate, Website).Decide(new OpenQuestion(SmtpChannel.Local))));
        var other = Opened(7, out _);
        foreach (var policy in new[] { first, other })
        {
            for (var i = 0; i < 3; i++)
            {
                Accepted(policy.Decide(Mail("alice@circle.test")));
                policy.Note(new TransactionNotice(TransactionEnd.Committed));
            }
            Assert.Equal(RefusalReason.RateExceeded, Reason(policy.Decide(Mail("alice@circle.test"))));
        }
        first.Closed();
        Opened(Website, out _);
    }

    [Fact]
    public void A_change_that_takes_the_account_away_ends_the_session_and_no_other_does()
    {
        Changes([new OwnProgram("website", [1001])], RefusalReason.PeerRemoved);
        Changes([new OwnProgram("other", [Website])], RefusalReason.PeerRemoved);
        Changes([], RefusalReason.PeerRemoved);
        Changes([new OwnProgram("website", [Website])], null);

        void Changes(IReadOnlyList<OwnProgram> programs, RefusalReason? expected)
        {
            var before = circle.Value;
            var policy = Opened(Website, out _);
            Accepted(policy.Decide(Mail("alice@circle.test")));
            circle.Replace(new Circle(before.Settings with { Programs = programs }));
            Assert.Equal(expected, Reason(policy.Decide(Recipient("bob@circle.test"))));
            Assert.Equal(expected, policy.Withdrawn());
            policy.Closed();
            circle.Replace(before);
        }
    }

    [Fact]
    public void A_program_hears_of_the_gate_s_end_as_others_do()
    {
        gate.State = GateState.Draining;
        Assert.Equal(RefusalReason.Draining, Reason(SessionPolicy.ForProgram(gate, Website).Decide(new OpenQuestion(SmtpChannel.Local))));
        gate.State = GateState.Retired;
        Assert.Equal(RefusalReason.Retired, Reason(SessionPolicy.ForProgram(gate, Website).Decide(new OpenQuestion(SmtpChannel.Local))));
    }

    SessionPolicy Opened(uint account, out SessionTerms terms)
    {
        var policy = SessionPolicy.ForProgram(gate, account);
        terms = Assert.IsType<SmtpVerdict.Admitted>(policy.Decide(new OpenQuestion(SmtpChannel.Local))).Terms;
        return policy;
    }
}

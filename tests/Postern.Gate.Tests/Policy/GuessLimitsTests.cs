using System.Net;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;
using static Postern.Gate.Tests.Policy.SessionPolicyTests;

namespace Postern.Gate.Tests.Policy;

public class GuessLimitsTests
{
    readonly ManualTime time = new();
    readonly GatePolicy gate;

    public GuessLimitsTests() =>
        gate = new GatePolicy(new CurrentCircle(new Circle(SomeSettings.Read(SomeSettings.Circle()))), StorageView.Boundless, time);

    [Fact]
    public void After_ten_wrong_passwords_from_a_block_even_the_right_one_is_not_looked_at_until_time_has_passed()
    {
        for (var i = 0; i < 10; i++)
            Assert.False(Guess("192.0.2.99", i % 2 == 0 ? "alice" : "bob", "wrong"));
        Assert.False(Guess("192.0.2.77", "alice", "alice's password"));
        Assert.True(Guess("198.51.100.7", "alice", "alice's password"));
        time.Pass(TimeSpan.FromMinutes(2));
        Assert.True(Guess("192.0.2.77", "alice", "alice's password"));
    }

    [Fact]
    public void A_user_can_be_guessed_at_from_everywhere_no_more_often_and_is_not_kept_out_from_his_own_place()
    {
        Assert.True(Guess("203.0.113.5", "alice", "alice's password"));
        for (var i = 0; i < 10; i++)
            Assert.False(Guess($"10.0.{i}.1", "alice", "wrong"));
        Assert.False(Guess("10.0.99.1", "alice", "alice's password"));
        Assert.True(Guess("203.0.113.6", "alice", "alice's password"));
        Assert.True(Guess("10.0.99.1", "bob", "bob's password"));
    }

    [Fact]
    public void What_is_not_looked_at_does_not_make_the_wait_longer()
    {
        for (var i = 0; i < 100; i++)
            Guess("192.0.2.99", "alice", "wrong");
        time.Pass(TimeSpan.FromMinutes(2));
        Assert.True(Guess("192.0.2.99", "alice", "alice's password"));
    }

    [Fact]
    public void Names_that_a_guesser_invents_take_bounded_room_and_do_not_make_others_forgotten()
    {
        var limits = new GuessLimits(time);
        for (var i = 0; i < 10; i++)
            limits.Failed(IPAddress.Parse("192.0.2.99"), "alice");

        for (var i = 0; i < 200_000; i++)
        {
            limits.Failed(IPAddress.Parse($"2001:db8:{i >> 16:x}:{i & 0xFFFF:x}::1"), $"invented-{i}");
            if (i % 1_000 == 0)
                time.Pass(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(limits.Remembered, 1, 50_000);
        Assert.False(limits.May(IPAddress.Parse("198.51.100.1"), "alice"));
        Assert.False(limits.May(IPAddress.Parse("192.0.2.98"), "bob"));
    }

    bool Guess(string address, string user, string password)
    {
        var policy = SessionPolicy.For(gate, SmtpService.Submission, IPAddress.Parse(address));
        policy.Decide(new OpenQuestion(SmtpChannel.Tls));
        var reason = Reason(policy.Decide(new PasswordQuestion("", user, password)));
        if (reason is { } refused)
        {
            Assert.Equal(RefusalReason.AuthenticationFailed, refused);
            policy.Note(new RefusedNotice(SmtpRefusal.Of(refused), SmtpVerb.Auth));
        }
        policy.Closed();
        return reason is null;
    }
}

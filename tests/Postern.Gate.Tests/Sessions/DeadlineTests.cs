using Postern.Gate.Sessions;
using Postern.Smtp;

namespace Postern.Gate.Tests.Sessions;

public sealed class DeadlineTests : IDisposable
{
    static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    readonly ManualTime time = new();
    readonly Deadline deadline;
    int passed;

    public DeadlineTests() => deadline = new Deadline(time, () => passed++);

    public void Dispose() => deadline.Dispose();

    [Fact]
    public void A_wait_passes_once_after_its_time()
    {
        deadline.Await(new SmtpWait(SmtpWaitKind.Command, 1, Never, Seconds(10)));
        time.Pass(Seconds(9));
        Assert.False(deadline.HasPassed);
        time.Pass(Seconds(2));
        Assert.True(deadline.HasPassed);
        time.Pass(Seconds(100));
        Assert.Equal(1, passed);
    }

    [Fact]
    public void The_same_wait_asked_for_again_does_not_begin_anew_and_another_one_does()
    {
        for (var i = 0; i < 9; i++)
        {
            deadline.Await(new SmtpWait(SmtpWaitKind.Line, 1, Never, Seconds(10)));
            time.Pass(Seconds(1));
        }
        deadline.Await(new SmtpWait(SmtpWaitKind.Line, 2, Never, Seconds(10)));
        time.Pass(Seconds(9));
        Assert.False(deadline.HasPassed);
        deadline.Await(new SmtpWait(SmtpWaitKind.Line, 2, Never, Seconds(10)));
        time.Pass(Seconds(2));
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Octets_end_a_silence_but_not_the_whole()
    {
        for (var i = 0; i < 6; i++)
        {
            deadline.Await(new SmtpWait(SmtpWaitKind.Content, 1, Seconds(10), Seconds(60)));
            time.Pass(Seconds(9));
            deadline.OctetsCame();
            Assert.False(deadline.HasPassed);
        }
        deadline.Await(new SmtpWait(SmtpWaitKind.Content, 1, Seconds(10), Seconds(60)));
        time.Pass(Seconds(7));
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void A_shorter_wait_comes_before_a_longer_one_that_was_set_first_and_an_endless_one_never()
    {
        deadline.Await(Seconds(100));
        deadline.Await(Seconds(1));
        time.Pass(Seconds(2));
        Assert.True(deadline.HasPassed);
        deadline.Await(new SmtpWait(SmtpWaitKind.Verdict, 7, Never, Never));
        time.Pass(TimeSpan.FromDays(30));
        Assert.False(deadline.HasPassed);
        Assert.Equal(1, passed);
    }

    static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}

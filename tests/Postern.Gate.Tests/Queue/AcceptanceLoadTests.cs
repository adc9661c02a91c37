using Postern.Gate.Queue;

namespace Postern.Gate.Tests.Queue;

public sealed class AcceptanceLoadTests
{
    readonly ManualTime mail = new();
    readonly ManualTime machine = new();
    readonly AcceptanceLoad load;

    public AcceptanceLoadTests() => load = new AcceptanceLoad(mail, machine);

    [Fact]
    public void Four_that_wait_at_once_are_a_load_and_three_are_none()
    {
        Enter(3);
        Assert.False(load.IsHigh);
        load.Leave();
        Enter(1);
        Assert.False(load.IsHigh);
        Enter(1);
        Assert.True(load.IsHigh);
    }

    [Fact]
    public void A_load_is_remembered_for_some_commits_and_no_longer()
    {
        Enter(4);
        for (var i = 0; i < 4; i++)
            load.Leave();
        machine.Pass(TimeSpan.FromMilliseconds(19));
        Assert.True(load.IsHigh);
        machine.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(load.IsHigh);
        Enter(4);
        Assert.True(load.IsHigh);
    }

    [Fact]
    public void A_message_waits_a_second_at_most_whatever_the_clock_does()
    {
        Enter(4);
        var received = mail.GetUtcNow();
        Assert.True(load.GoesBefore(received));
        mail.Pass(TimeSpan.FromMilliseconds(999));
        Assert.True(load.GoesBefore(received));
        mail.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(load.GoesBefore(received));
        // Received before the clock was set back.
        Assert.False(load.GoesBefore(mail.GetUtcNow() + TimeSpan.FromHours(1)));
    }

    void Enter(int count)
    {
        for (var i = 0; i < count; i++)
            load.Enter();
    }
}

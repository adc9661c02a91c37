using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class CheckpointScheduleTests
{
    readonly ManualClock clock = new();

    CheckpointSchedule Schedule(long signed = 0) => new(signed, clock) { Entries = 100, Interval = TimeSpan.FromSeconds(60) };

    [Fact]
    public void A_checkpoint_is_due_after_so_many_entries()
    {
        var schedule = Schedule(1_000);

        Assert.Null(schedule.Grown(1_099));
        Assert.Equal(CheckpointReason.Entries, schedule.Grown(1_100));
        schedule.Sealed(1_100);
        Assert.Null(schedule.Grown(1_101));
    }

    [Fact]
    public void No_entry_waits_longer_than_the_interval()
    {
        var schedule = Schedule();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(schedule.Wait);

        Assert.Null(schedule.Grown(1));
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Null(schedule.Grown(2));
        Assert.Equal(TimeSpan.FromSeconds(10), schedule.Wait);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, schedule.Wait);
        Assert.Equal(CheckpointReason.Interval, schedule.Grown(2));
    }

    [Fact]
    public void Entries_that_came_while_a_checkpoint_was_signed_wait_from_then_on()
    {
        var schedule = Schedule();
        schedule.Grown(5);
        clock.Advance(TimeSpan.FromSeconds(40));
        schedule.Grown(6);

        schedule.Sealed(5);

        Assert.Equal(TimeSpan.FromSeconds(60), schedule.Wait);
        schedule.Sealed(6);
        Assert.Null(schedule.Wait);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(schedule.Grown(6));
    }

    [Fact]
    public void On_request_one_is_signed_when_the_last_does_not_cover_everything()
    {
        Assert.True(Schedule(-1).IsWanted(0));
        Assert.False(Schedule().IsWanted(0));
        Assert.True(Schedule(3).IsWanted(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule(3).Sealed(2));
    }
}

using Postern.Gate.Hosting;

namespace Postern.Gate.Tests.Hosting;

public class ClockWatchTests
{
    [Fact]
    public void A_step_of_the_clock_is_told_once_and_time_that_passes_is_none()
    {
        var time = new ManualTime();
        List<TimeSpan> steps = [];
        using var watch = new ClockWatch(time, steps.Add);
        watch.Start();
        time.Pass(TimeSpan.FromHours(5));
        time.Step(TimeSpan.FromMilliseconds(500));
        time.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(steps);
        time.Step(TimeSpan.FromHours(-1));
        time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([TimeSpan.FromHours(-1)], steps);
    }
}

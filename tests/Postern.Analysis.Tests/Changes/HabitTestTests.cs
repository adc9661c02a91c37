using Postern.Analysis.Changes;

namespace Postern.Analysis.Tests.Changes;

public sealed class HabitTestTests
{
    [Fact]
    public void A_count_like_the_others_is_no_exception() => Assert.Equal(0, HabitTest.LogP(10, [9, 10, 11, 12, 8, 10, 10, 9, 11, 10]));

    [Fact]
    public void With_few_comparable_windows_nothing_is_claimed() => Assert.Equal(0, HabitTest.LogP(1_000, [1, 2, 1, 1, 2, 1, 1]));

    [Fact]
    public void Where_few_windows_hold_anything_a_rise_has_no_habit_to_exceed()
    {
        var mostlyEmpty = new int[100];
        mostlyEmpty[3] = mostlyEmpty[50] = mostlyEmpty[80] = 1;
        Assert.Equal(0, HabitTest.LogP(30, mostlyEmpty));
    }

    [Fact]
    public void A_habit_of_bursts_makes_a_burst_ordinary()
    {
        int[] steady = [.. Enumerable.Range(0, 50).Select(i => 8 + i % 5)];
        int[] bursty = [.. Enumerable.Range(0, 50).Select(i => i % 10 == 0 ? 60 + i : i % 3)];
        Assert.InRange(HabitTest.LogP(80, steady), double.NegativeInfinity, -30);
        Assert.InRange(HabitTest.LogP(80, bursty), -5, 0);
    }
}

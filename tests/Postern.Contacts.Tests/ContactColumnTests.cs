namespace Postern.Contacts.Tests;

public sealed class ContactColumnTests
{
    [Theory]
    [InlineData("seconds in order", 1_000_000_000L, 0, 1_000_000_000L)]
    [InlineData("milliseconds, a little out of order", 1_000_000L, 5_000, 700_000_000L)]
    [InlineData("microseconds far apart", 1_000L, 0, 7_200_000_000_000L)]
    [InlineData("nanoseconds", 1L, 90_000_000, 1_000_000L)]
    [InlineData("jumping over centuries", 1L, 4_000_000_000_000_000_000L, 1_000L)]
    public void Times_come_back_as_they_went_in(string what, long tick, long disorder, long step)
    {
        var random = new SplitMix(7);
        var expected = new List<long>();
        var time = 1_500_000_000L * 1_000_000_000;
        for (var i = 0; i < 5_000; i++)
        {
            time += step;
            var off = disorder == 0 ? 0 : (long)(random.Next() % (ulong)disorder) - disorder / 2;
            expected.Add((time + off) / tick * tick);
        }
        var index = new PairIndex(ContactFilter.None);
        var column = new ContactColumn(index, 0);
        foreach (var t in expected)
            column.Add(index.Find(ContactKind.Flow, "a"u8, "b"u8), t);
        column.Trim();
        var builder = new ContactTableBuilder();
        builder.Add(column);

        var table = builder.Build(TestContext.Current.CancellationToken);

        Assert.True(table.Times(0).SequenceEqual(expected.Order().ToArray()), what);
    }

    [Fact]
    public void A_log_that_jumps_about_costs_no_run_for_each_contact()
    {
        var index = new PairIndex(ContactFilter.None);
        var column = new ContactColumn(index, 0);
        for (var i = 0; i < 10_000; i++)
            column.Add(0, i % 2 == 0 ? i : 9_000_000_000_000_000_001 - i);

        Assert.InRange(column.Runs, 1, 100);
    }

    [Fact]
    public void The_ends_of_the_range_of_times_are_kept()
    {
        long[] times = [long.MinValue + 1, long.MinValue + 2, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        var table = ContactTables.Read([.. times.Select(t => (0, t, "a", "b"))]);

        Assert.Equal(times, table.Times(0).ToArray());
    }
}

using Postern.Logs.Dns;

namespace Postern.Logs.Tests.Dns;

public class OpenQueriesTests
{
    [Fact]
    public void The_oldest_is_taken_and_the_newest_is_left()
    {
        var queries = new OpenQueries(8, 100);
        for (var i = 0; i < 3; i++)
            queries.Add(7, i, i);
        Assert.True(queries.TryNewest(7, 3, out var contact));
        Assert.Equal(2, contact);
        foreach (var expected in (int[])[0, 1, 2])
        {
            Assert.True(queries.TryTakeOldest(7, 3, out contact));
            Assert.Equal(expected, contact);
        }
        Assert.False(queries.TryTakeOldest(7, 3, out _));
        Assert.False(queries.TryNewest(7, 3, out _));
    }

    [Fact]
    public void What_is_too_old_is_forgotten()
    {
        var queries = new OpenQueries(8, 10);
        queries.Add(7, 0, 0);
        queries.Add(7, 5, 1);
        Assert.True(queries.TryTakeOldest(7, 11, out var contact));
        Assert.Equal(1, contact);
        queries.Add(7, 20, 2);
        Assert.False(queries.TryNewest(7, 31, out _));
        Assert.True(queries.TryNewest(7, 30, out _));
    }

    [Fact]
    public void Without_times_only_the_number_counts()
    {
        var queries = new OpenQueries(2, 10);
        for (var i = 0; i < 3; i++)
            queries.Add((ulong)i, ContactRow.NoTime, i);
        Assert.False(queries.TryNewest(0, ContactRow.NoTime, out _));
        Assert.True(queries.TryNewest(1, ContactRow.NoTime, out _));
        Assert.True(queries.TryNewest(2, 1_000_000, out _));
    }

    [Fact]
    public void It_agrees_with_a_plain_list_over_a_long_random_run()
    {
        const int most = 50;
        const long age = 30;
        var random = new Random(5);
        var queries = new OpenQueries(most, age);
        List<(ulong Key, long Time, int Contact, bool Open)> all = [];
        long time = 0;
        for (var step = 0; step < 3_000; step++)
        {
            time += random.Next(3);
            var key = (ulong)random.Next(10);
            // Closed queries keep their place until they are the oldest, so the last 50 added are what may be there.
            var there = all.Select((q, i) => (q, i)).Skip(Math.Max(0, all.Count - most))
                .Where(x => x.q.Open && x.q.Key == key && time - x.q.Time <= age).ToList();
            switch (random.Next(3))
            {
                case 0:
                    queries.Add(key, time, step);
                    all.Add((key, time, step, true));
                    break;
                case 1:
                    Assert.Equal(there.Count > 0, queries.TryNewest(key, time, out var newest));
                    Assert.Equal(there.Count > 0 ? there[^1].q.Contact : -1, newest);
                    break;
                default:
                    Assert.Equal(there.Count > 0, queries.TryTakeOldest(key, time, out var oldest));
                    Assert.Equal(there.Count > 0 ? there[0].q.Contact : -1, oldest);
                    if (there.Count > 0)
                        all[there[0].i] = all[there[0].i] with { Open = false };
                    break;
            }
        }
    }

    [Fact]
    public void Keys_tell_parts_apart()
    {
        var keys = new[]
        {
            QueryKey.Empty, QueryKey.Empty.With(""u8), QueryKey.Empty.With("ab"u8).With("c"u8), QueryKey.Empty.With("a"u8).With("bc"u8),
            QueryKey.Empty.With("abc"u8), QueryKey.Empty.With("\0"u8), QueryKey.Empty.With("\0\0"u8), QueryKey.Empty.With(1),
            QueryKey.Empty.With("12345678"u8), QueryKey.Empty.With("12345678\0"u8),
        };
        Assert.Equal(keys.Length, keys.Select(k => k.Value).Distinct().Count());
    }
}

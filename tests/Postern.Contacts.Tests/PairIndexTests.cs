using System.Text;

namespace Postern.Contacts.Tests;

public sealed class PairIndexTests
{
    [Fact]
    public void Each_pair_has_one_number_and_keeps_it_while_the_index_grows()
    {
        var index = new PairIndex(ContactFilter.None);
        var numbers = new Dictionary<(int, int, ContactKind), int>();
        var random = new SplitMix(3);
        for (var i = 0; i < 60_000; i++)
        {
            var key = ((int)(random.Next() % 200), (int)(random.Next() % 100), (ContactKind)(random.Next() % 3));
            var number = index.Find(key.Item3, Encoding.ASCII.GetBytes($"s{key.Item1}"), Encoding.ASCII.GetBytes($"target-{key.Item2}"));
            if (!numbers.TryAdd(key, number))
                Assert.Equal(numbers[key], number);
        }

        Assert.Equal(numbers.Count, index.Count);
        Assert.Equal(numbers.Count, numbers.Values.Distinct().Count());
        foreach (var (key, number) in numbers)
        {
            Assert.Equal($"s{key.Item1}", Encoding.ASCII.GetString(index.Source(number)));
            Assert.Equal($"target-{key.Item2}", Encoding.ASCII.GetString(index.Target(number)));
            Assert.Equal(key.Item3, index.Kind(number));
        }
    }

    [Fact]
    public void Where_the_source_ends_and_the_target_begins_matters()
    {
        var index = new PairIndex(ContactFilter.None);

        Assert.NotEqual(index.Find(ContactKind.Flow, "ab"u8, "c"u8), index.Find(ContactKind.Flow, "a"u8, "bc"u8));
        Assert.NotEqual(index.Find(ContactKind.Flow, ""u8, "abc"u8), index.Find(ContactKind.Flow, "abc"u8, ""u8));
    }

    [Fact]
    public void A_pair_never_met_is_not_found()
    {
        var index = new PairIndex(ContactFilter.None);
        index.Find(ContactKind.Flow, "a"u8, "b"u8);

        Assert.True(index.TryFind(ContactKind.Flow, "a"u8, "b"u8, out _));
        Assert.False(index.TryFind(ContactKind.SmtpIn, "a"u8, "b"u8, out _));
        Assert.False(index.TryFind(ContactKind.Flow, "a"u8, "c"u8, out _));
    }

    [Theory]
    [InlineData(@"a\032b")]
    [InlineData("a.")]
    public void A_pair_whose_name_would_be_another_in_a_log_is_not_found_as_logged(string target)
    {
        var index = new PairIndex(ContactFilter.None);
        var name = Encoding.ASCII.GetBytes(target);
        Span<int> numbers = [0];

        var number = index.Find(ContactKind.Flow, "s"u8, name);
        index.FindAll(ContactKind.Flow, [.. "s"u8, .. name], [new LocatedContact(0, 0, 1, 1, name.Length)], numbers);

        Assert.False(index.TryFind(ContactKind.Flow, "s"u8, name, out _));
        Assert.Equal(PairIndex.NotMet, numbers[0]);
        Assert.Equal(number, index.Find(ContactKind.Flow, "s"u8, name));
    }
}

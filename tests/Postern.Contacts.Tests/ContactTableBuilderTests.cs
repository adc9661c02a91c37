namespace Postern.Contacts.Tests;

public sealed class ContactTableBuilderTests
{
    static List<(int File, long Time, string Source, string Target)> Traffic(int count, int files)
    {
        var random = new SplitMix(42);
        var contacts = new List<(int, long, string, string)>();
        for (var i = 0; i < count; i++)
        {
            contacts.Add((
                (int)(random.Next() % (ulong)files),
                (long)(random.Next() % 1_000_000) * 1_000_000,
                $"192.0.2.{random.Next() % 9}",
                $"host{random.Next() % 40}.example.com"));
        }
        return contacts;
    }

    [Fact]
    public void A_table_holds_what_grouping_and_sorting_gives()
    {
        var contacts = Traffic(5_000, files: 1);
        var expected = contacts.GroupBy(c => (c.Target, c.Source))
            .OrderBy(g => g.Key.Target, StringComparer.Ordinal).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
            .ToList();

        var table = ContactTables.Read(contacts);

        Assert.Equal(expected.Count, table.Pairs.Length);
        Assert.Equal(contacts.Count, table.Count);
        for (var p = 0; p < expected.Count; p++)
        {
            Assert.Equal(expected[p].Key.Target, table.Targets.Text(table.Pairs[p].Target));
            Assert.Equal(expected[p].Key.Source, table.Sources.Text(table.Pairs[p].Source));
            Assert.Equal(expected[p].Select(c => c.Time).Order(), table.Times(p).ToArray());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_table_does_not_depend_on_how_many_threads_read(int threads)
    {
        var contacts = Traffic(3_000, files: 3);
        var one = ContactTables.Read(contacts, threads: 1);

        var table = ContactTables.Read(contacts, threads);

        Assert.True(one.AllTimes.SequenceEqual(table.AllTimes));
        Assert.True(one.Pairs.SequenceEqual(table.Pairs));
        for (var t = 0; t < one.Targets.Count; t++)
            Assert.Equal(one.Targets.Text(t), table.Targets.Text(t));
    }

    [Fact]
    public void Files_are_told_apart_however_many_there_are()
    {
        var builder = new ContactTableBuilder();
        foreach (var file in new[] { 0, 65_536, 65_536 + 7 })
        {
            var index = new PairIndex(ContactFilter.None);
            var column = new ContactColumn(index, file);
            column.Add(index.Find(ContactKind.Flow, "a"u8, "b"u8), 1_000);
            builder.Add(column);
        }

        Assert.Equal(1, builder.Build(TestContext.Current.CancellationToken).Count);
        Assert.Equal(2, builder.Duplicates);
    }

    [Fact]
    public void A_contact_that_two_files_hold_counts_once_and_one_that_a_file_repeats_counts_twice()
    {
        var table = ContactTables.Read(
            [
                (0, 1_000, "a", "x"), (0, 2_000, "a", "x"), (0, 2_000, "a", "x"), (0, 5_000, "b", "x"),
                (1, 2_000, "a", "x"), (1, 2_000, "a", "x"), (1, 2_000, "a", "x"), (1, 3_000, "a", "x"), (1, 5_000, "b", "y"),
            ],
            out var duplicates);

        Assert.Equal([1_000, 2_000, 2_000, 2_000, 3_000], table.Times(0).ToArray());
        Assert.Equal(2, duplicates);
        Assert.Equal(7, table.Count);
        Assert.Equal([5_000], table.Times(1).ToArray());
        Assert.Equal([5_000], table.Times(2).ToArray());
    }

    [Fact]
    public void Kept_duplicates_are_still_counted()
    {
        var table = ContactTables.Read([(0, 1, "a", "x"), (1, 1, "a", "x")], out var duplicates, keepDuplicates: true);

        Assert.Equal(2, table.Count);
        Assert.Equal(1, duplicates);
    }

    [Fact]
    public void Files_that_follow_each_other_need_no_comparison_and_lose_nothing()
    {
        var table = ContactTables.Read([(0, 1, "a", "x"), (0, 1, "a", "x"), (1, 2, "a", "x"), (1, 3, "a", "x")], out var duplicates);

        Assert.Equal([1, 1, 2, 3], table.Times(0).ToArray());
        Assert.Equal(0, duplicates);
    }

    [Fact]
    public void An_empty_record_gives_an_empty_table()
    {
        var table = ContactTables.Read([]);

        Assert.Equal(0, table.Count);
        Assert.Equal(0, table.Pairs.Length);
        Assert.Equal(0, table.Targets.Count);
    }

    [Fact]
    public void Mapped_sources_are_one_party_and_left_out_ones_are_gone()
    {
        var filter = new ContactFilter(
            targets: ["*.example.com"],
            map: new Dictionary<string, string>(StringComparer.Ordinal) { ["192.0.2.2"] = "192.0.2.1" });

        var table = ContactTables.Read(
            [(0, 1, "192.0.2.1", "a.example.com"), (0, 2, "192.0.2.2", "a.example.com"), (0, 3, "192.0.2.1", "a.example.net")],
            filter: filter);

        Assert.Equal(1, table.Pairs.Length);
        Assert.Equal([1, 2], table.Times(0).ToArray());
        Assert.Equal("192.0.2.1", table.Sources.Text(0));
        Assert.Equal(1, table.Sources.Count);
    }
}

using System.Text;
using Postern.Contacts;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;

namespace Postern.Tests.Listing;

public sealed class RowHarvestTests : IDisposable
{
    const double Start = 1_700_000_000;

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 64 << 10)]
    [InlineData(2, 64 << 10)]
    [InlineData(2, 300 << 10)]
    public void Contacts_beyond_the_budget_come_back_from_disk_in_the_same_order(int threads, long budget)
    {
        // Out of order, many at one instant: equal times must keep the order of the lines.
        var lookups = Enumerable.Range(0, 20_000).Select(i => (Start + i * 7919 % 500, $"192.0.2.{i % 50}", $"host{i % 300}.example")).ToList();
        folder.WriteDns("a.log", lookups);
        folder.WriteDns("b.log", lookups.Take(5_000));

        var (all, spooledNothing) = Read(RowHarvest.DefaultBudget, 1);
        var (spilled, spooled) = Read(budget, threads);

        Assert.Equal(0, spooledNothing);
        Assert.True(spooled > 0);
        Assert.Equal(20_000, all.Count);
        Assert.Equal(all, spilled);
    }

    [Fact]
    public void Outcomes_that_come_after_their_contact_went_to_disk_are_not_lost()
    {
        // BIND says in a later line that a query failed: 3,000 queries of one second stand between.
        var queries = Enumerable.Range(0, 3_000).Select(i =>
            $"22-Nov-2026 10:00:00.000 client @0x7f 192.0.2.1#{1024 + i} (h{i}.example): query: h{i}.example IN A + (192.0.2.53)\n");
        var failures = Enumerable.Range(0, 3_000).Select(i =>
            $"22-Nov-2026 10:00:01.000 client @0x7f 192.0.2.1#{1024 + i} (h{i}.example): query failed (SERVFAIL) for h{i}.example/IN/A at query.c:7000\n");
        folder.Write("named.log", string.Concat(queries) + string.Concat(failures));

        var (contacts, spooled) = Read(32 << 10, 1);

        Assert.True(spooled > 0);
        Assert.Equal(3_000, contacts.Count);
        Assert.All(contacts, c => Assert.EndsWith(" SERVFAIL", c, StringComparison.Ordinal));
    }

    [Fact]
    public void Contacts_without_a_time_come_last()
    {
        folder.Write("named.log", "client 192.0.2.1#1035: query: undated.example IN A +\n");
        folder.WriteDns("dns.log", (Start, "192.0.2.1", "dated.example"));

        var (contacts, _) = Read(RowHarvest.DefaultBudget, 1);

        Assert.Equal(["dated.example", "undated.example"], contacts.Select(c => c.Split(' ')[2]));
    }

    (List<string> Contacts, long Spooled) Read(long budget, int threads)
    {
        using var rows = new RowHarvest(ContactFilter.None, threads, budget);
        var files = InputFiles.Find([folder.Path], DateTimeOffset.UnixEpoch, out _);
        new LogReader(new ReadOptions(), threads).Read(files, rows, null, default);
        List<string> contacts = [];
        rows.Visit(
            keepDuplicates: false,
            c => contacts.Add($"{c.Time} {Encoding.UTF8.GetString(c.Source)} {Encoding.UTF8.GetString(c.Target)} {c.File}:{c.Line} {c.SourcePort} {Encoding.UTF8.GetString(c.Detail)} {c.Outcome}"),
            default);
        return (contacts, rows.Spooled);
    }
}

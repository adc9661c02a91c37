using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Reading;

public sealed class RecognitionTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In(
        "zeek", "bind", "unbound", "dnsmasq", "pihole", "postfix", "exim", "passive-dns-cof", "generic-csv", "generic-jsonl");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_recognised_by_its_content_and_read_through_the_engine(string path)
    {
        var expected = JsonNode.Parse(File.ReadAllText(SharedData.Path(path)))!;
        var log = SharedData.Path(path[..^".expected.json".Length]);
        var harvest = new TableHarvest(ContactFilter.None);
        var files = InputFiles.Find([log], new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), out _);

        var report = Assert.Single(new LogReader(ExpectedFile.OptionsOf((JsonObject?)expected["import_options"]), 2)
            .Read(files, harvest, null, TestContext.Current.CancellationToken));

        if (report.Tally.Faults.Any(f => f.Contains("is not installed", StringComparison.Ordinal)))
            Assert.Skip(report.Tally.Faults[0]);
        Assert.Empty(report.Tally.Faults);
        Assert.Equal((long)expected["records"]!, report.Tally.Records);
        Assert.Equal((long)expected["counts"]!["contacts"]!, report.Tally.Contacts);
        Assert.Equal((long)expected["counts"]!["ignored"]!, report.Tally.Ignored.Values.Sum());
        Assert.Equal((long)expected["counts"]!["rejected"]!, report.Tally.Rejected.Values.Sum());
        Assert.Equal((string?)expected["sha256"], report.Sha256);
        var dated = report.Tally.Contacts - report.Tally.WithoutTime - report.Tally.Aggregates;
        Assert.Equal(dated, harvest.Build(TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void No_format_takes_the_lines_of_another()
    {
        foreach (var row in Samples)
        {
            var path = row.Data;
            var expected = JsonNode.Parse(File.ReadAllText(SharedData.Path(path)))!;
            var folder = path.Split('/')[1];
            var harvest = new TableHarvest(ContactFilter.None);
            var files = InputFiles.Find([SharedData.Path(path[..^".expected.json".Length])], DateTimeOffset.UnixEpoch, out _);
            var report = new LogReader(ExpectedFile.OptionsOf((JsonObject?)expected["import_options"]), 1)
                .Read(files, harvest, null, TestContext.Current.CancellationToken)[0];
            if (report.Tally.Faults.Count == 0)
                Assert.Equal(NameOf(folder), report.Format);
        }
    }

    static string NameOf(string folder) => folder switch
    {
        "pihole" => "dnsmasq",
        "passive-dns-cof" => "passive-dns",
        "generic-csv" => "csv",
        "generic-jsonl" => "jsonl",
        _ => folder,
    };
}

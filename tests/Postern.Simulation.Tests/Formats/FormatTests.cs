using System.Text;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Simulation.Formats;

namespace Postern.Simulation.Tests.Formats;

/// <summary>What each format writes, our own readers read again.</summary>
public sealed class FormatTests : IDisposable
{
    const string Lookups = """
        from: 2016-05-04
        to: 2016-05-06
        resolution: 1 us
        parties:
          people:
            sources: [192.0.2.1, 192.0.2.2, 2001:db8::7]
            targets: [a.example, _dmarc.b-c.example, 1.2.0.192.in-addr.arpa]
            demand: [{random: 4 per hour}]
          lost: {source: 192.0.2.1, target: gone.example, outcome: failed, demand: [{random: 2 per hour}]}
        """;

    const string Mail = """
        from: 2016-05-04
        to: 2016-05-06
        resolution: 1 us
        parties:
          in: {sources: [192.0.2.1, 2001:db8::7], targets: [mx1, mx2], kind: smtp-in, demand: [{random: 4 per hour}]}
          refused: {source: 192.0.2.9, target: mx1, kind: smtp-in, outcome: failed, demand: [{random: 2 per hour}]}
          out: {source: mx1, targets: [mx.example.org, 198.51.100.4], kind: smtp-out, demand: [{random: 3 per hour, retries: {after: [5 min, 10 min]}}]}
        """;

    const string Sensed = """
        from: 2016-05-04
        to: 2016-05-06
        resolution: 1 us
        parties:
          x: {sources: [192.0.2.1, 2001:db8::7], targets: [198.51.100.4, 203.0.113.9], kind: KIND, demand: [{random: 4 per hour}]}
          y: {source: 192.0.2.1, target: 198.51.100.5, kind: KIND, outcome: failed, demand: [{random: 4 per hour}]}
        """;

    readonly string folder = Directory.CreateTempSubdirectory("postern-simulated-").FullName;

    /// <summary>Every format with each record that it holds.</summary>
    public static TheoryData<string, string> Records() => new()
    {
        { "csv", Lookups }, { "psv", Lookups }, { "jsonl", Lookups }, { "zeek", Lookups }, { "zeek-json", Lookups }, { "bind", Lookups },
        { "unbound", Lookups }, { "dnsmasq", Lookups }, { "csv", Mail }, { "jsonl", Mail }, { "postfix", Mail }, { "exim", Mail },
        { "zeek", Of("flow") }, { "zeek-json", Of("flow") }, { "csv", Of("flow") }, { "zeek", Of("smtp-out") }, { "zeek-json", Of("smtp-out") },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Records))]
    public void What_is_written_is_read_again(string name, string specification)
    {
        foreach (var order in new[] { "sorted", "shuffled" })
        {
            var record = Some.Record($"order: {order}\n{specification}");
            var format = RecordFormats.Named(name)!;

            var (read, recognised) = Read(record, format);

            Assert.Equal(name.StartsWith("zeek", StringComparison.Ordinal) ? "zeek" : name == "psv" ? "csv" : name, recognised);
            var hasOutcome = name is not ("psv" or "bind");
            var sensed = name.StartsWith("zeek", StringComparison.Ordinal) && specification.Contains("kind: smtp-out", StringComparison.Ordinal);
            var written = record.Contacts.Select(c => Told(
                c.Time / format.Step * format.Step, record.Pairs[c.Pair],
                !hasOutcome ? "unknown" : sensed && !c.Fails ? "accepted" : Invented.Outcome(record.Pairs[c.Pair].Kind, c.Fails)));
            Assert.Equal(written.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_format_is_read_again_but_passive_dns_which_sums()
    {
        var read = Records().Select(r => r.Data.Item1).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(["passive-dns"], RecordFormats.All.Select(f => f.Name).Where(f => !read.Contains(f)));

        var record = Some.Record(Lookups);
        var (objects, recognised) = Read(record, RecordFormats.Named("passive-dns")!);
        Assert.Equal("passive-dns", recognised);
        Assert.Equal(record.Pairs.Select(p => p.Target).Distinct().Count(), objects.Count);
    }

    [Theory]
    [InlineData("bind", "kind: flow, source: 192.0.2.1, target: 192.0.2.2", "bind has no flow: write it as csv, jsonl, zeek, zeek-json")]
    [InlineData("bind", "source: client-7, target: a.example", "bind has addresses for sources of dns-lookup, and client-7 is none")]
    [InlineData("zeek", "kind: flow, source: 192.0.2.1, target: a.example", "zeek has addresses for targets of flow, and a.example is none")]
    [InlineData("postfix", "kind: smtp-in, source: client, target: mx1", "postfix has addresses for sources of smtp-in")]
    public void What_a_format_cannot_hold_is_said(string format, string party, string because)
    {
        var record = Some.Record($"from: 2016-05-04\nto: 2016-05-05\nparties: {{x: {{{party}, demand: [{{random: 1 per hour}}]}}}}");

        Assert.Contains(because, RecordFormats.Named(format)!.Problem(record), StringComparison.Ordinal);
        Assert.Null(RecordFormats.Named("csv")!.Problem(record));
    }

    [Fact]
    public void Zeek_has_a_file_for_each_kind()
    {
        var record = Some.Record("from: 2016-05-04\nto: 2016-05-05\nparties:\n  x: {source: 192.0.2.1, target: 192.0.2.2, demand: [{random: 1 per hour}]}\n"
            + "  y: {kind: flow, source: 192.0.2.1, target: 192.0.2.2, demand: [{random: 1 per hour}]}");

        Assert.Contains("choose one with --kind (dns-lookup, flow)", RecordFormats.Named("zeek")!.Problem(record), StringComparison.Ordinal);
    }

    static string Of(string kind) => Sensed.Replace("KIND", kind, StringComparison.Ordinal);

    static string Told(long time, SimulatedPair pair, string outcome) => $"{UnixTime.Format(time)} {pair.Kind.Word()} {pair.Source} {pair.Target} {outcome}";

    (List<string> Contacts, string? Format) Read(SimulatedRecord record, RecordFormat format)
    {
        Assert.Null(format.Problem(record));
        var path = Path.Combine(folder, "record.log");
        using (var text = new StreamWriter(path) { NewLine = "\n" })
            format.Write(record, text);
        // As the command says it: "--columns MAP".
        var options = new ReadOptions { Columns = format.ReadWith(record)?.Split(' ')[1] };
        using var rows = new RowHarvest(ContactFilter.None, 1);
        var files = InputFiles.Find([path], new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), out _);
        var report = new LogReader(options, 1).Read(files, rows, null, TestContext.Current.CancellationToken)[0];
        Assert.Empty(report.Tally.Rejected);
        Assert.Empty(report.Tally.Faults);
        List<string> contacts = [];
        rows.Visit(true, row => contacts.Add(Told(
            row.Time, new SimulatedPair(Encoding.UTF8.GetString(row.Source), Encoding.UTF8.GetString(row.Target), row.Kind), row.Outcome)), TestContext.Current.CancellationToken);
        return (contacts, report.Format);
    }
}

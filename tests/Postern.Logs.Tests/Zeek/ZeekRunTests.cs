using System.Text;
using Postern.Contacts;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Zeek;

namespace Postern.Logs.Tests.Zeek;

/// <summary>Many rows at once give what they give one by one, whatever stands between them.</summary>
public sealed class ZeekRunTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-zeek-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, "\n")]
    [InlineData(2, "\n")]
    [InlineData(3, "\r\n")]
    [InlineData(4, "\n")]
    public void Damage_and_directives_between_the_rows_change_nothing(int seed, string end)
    {
        var text = Damaged(new Random(seed), end);
        var path = Path.Combine(folder, "dns.log");
        File.WriteAllText(path, text, Encoding.Latin1);
        var expected = SampleReading.Text(new ZeekFormat(), text);

        foreach (var threads in new[] { 1, 3 })
        {
            var files = InputFiles.Find([path], DateTimeOffset.UnixEpoch, out _);
            var harvest = new TableHarvest(ContactFilter.None);
            var tally = new LogReader(new ReadOptions { LongestLine = 16 * 1024 }, threads)
                .Read(files, harvest, null, TestContext.Current.CancellationToken)[0].Tally;
            var table = harvest.Build(TestContext.Current.CancellationToken);

            Assert.Equal(TableText.Of(expected.Contacts), TableText.Of(table));
            Assert.Equal(expected.Contacts.Count, tally.Contacts);
            Assert.Equal(Counts(expected.Ignored), Counts(tally.Ignored));
            Assert.Equal(expected.Rejected.Count, tally.Rejected.Values.Sum());
            Assert.Equal(First(expected.Rejected.Select(r => (r.Line, r.Reason))), First(tally.FirstRejected.Select(r => (r.Line, r.Reason))));
        }

        // Blank lines are counted before they get to a reader.
        static IEnumerable<string> Counts(IReadOnlyDictionary<string, long> reasons) =>
            reasons.Where(r => r.Key != "blank").Select(r => $"{r.Key}: {r.Value}").Order(StringComparer.Ordinal);

        static IEnumerable<(long, string)> First(IEnumerable<(long Line, string Reason)> rejected) =>
            rejected.GroupBy(r => r.Reason).SelectMany(group => group.OrderBy(r => r.Line).Take(Tally.ShownForEachReason)).Order();
    }

    /// <summary>A normal name with escapes, met as bytes in a log, is another name; so is one that still ends with a dot.</summary>
    [Theory]
    [InlineData("a\\x20b.example", "a\\032b.example")]
    [InlineData("a\\032b.example", "a\\x20b.example")]
    [InlineData("a.example..", "a.example.")]
    public void Names_with_escapes_are_told_apart_in_any_order(string first, string second)
    {
        string Row(int i, string name) => $"{1_500_000_000 + i}.000000\tC{i}\t192.0.2.1\t198.51.100.1\t{name}\n";
        var text = "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\n"
            + string.Concat(Enumerable.Range(0, 600).Select(i => Row(i, i % 2 == 0 ? first : second)));
        var path = Path.Combine(folder, "dns.log");
        File.WriteAllText(path, text);
        var expected = SampleReading.Text(new ZeekFormat(), text);
        var harvest = new TableHarvest(ContactFilter.None);

        new LogReader(new ReadOptions(), 1).Read(InputFiles.Find([path], default, out _), harvest, null, TestContext.Current.CancellationToken);
        var table = harvest.Build(TestContext.Current.CancellationToken);

        Assert.Equal(2, table.Pairs.Length);
        Assert.Equal(TableText.Of(expected.Contacts), TableText.Of(table));
    }

    [Fact]
    public void Names_with_escapes_are_told_apart_in_json()
    {
        string Row(int i, string name) => $$"""{"ts":{{1_500_000_000 + i}}.5,"uid":"C{{i}}","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.9","trans_id":1,"query":"{{name}}"}""" + "\n";
        var path = Path.Combine(folder, "dns.json");
        File.WriteAllText(path, Row(1, "a b") + Row(2, "a\\\\032b") + Row(3, "a b"));
        var harvest = new TableHarvest(ContactFilter.None);

        new LogReader(new ReadOptions(), 1).Read(InputFiles.Find([path], default, out _), harvest, null, TestContext.Current.CancellationToken);
        var table = harvest.Build(TestContext.Current.CancellationToken);

        Assert.Equal([@"a\032b", @"a\\032b"], Enumerable.Range(0, 2).Select(table.Targets.Text));
        Assert.Equal([2, 1], Enumerable.Range(0, 2).Select(table.ContactsOf));
    }

    static string Damaged(Random random, string end)
    {
        var text = new StringBuilder($"#separator \\x09{end}#path\tdns{end}#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery{end}");
        for (var i = 0; i < 3_000; i++)
        {
            var name = random.Next(30) == 0 ? $"NEW{i}.example" : $"h{random.Next(40)}.example.com";
            var row = $"{1_500_000_000 + i}.{random.Next(1_000_000):D6}\tC{i:x10}\t192.0.2.{random.Next(9)}\t198.51.100.1\t{name}";
            text.Append(random.Next(400) switch
            {
                0 => $"{row}\tone too many{end}",
                1 => $"x{end}",
                2 or 3 => $"{end}",
                4 => $"{row.Replace(name, "-", StringComparison.Ordinal)}{end}",
                5 => $"{row.Replace("192.0.2", "-", StringComparison.Ordinal)}{end}",
                6 => $"1{row}{end}",
                7 or 8 => $"#unset_field\t(nothing){end}{row}{end}#unset_field\t-{end}",
                9 => $"#fields\tquery\tid.orig_h\tts{end}{name}\t192.0.2.1\t15{i:D8}.5{end}#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery{end}",
                10 => $"{row}{new string('x', 9_000)}.example{end}",
                11 => $"{row}\\x20{end}",
                12 => $"{row}\r{end}",
                13 => $"#close{end}",
                _ => $"{row}{end}",
            });
        }
        return text.Append("1500009999.000000\tC\t192.0.2.1\t198.51.100.1\tlast.example").ToString();
    }
}

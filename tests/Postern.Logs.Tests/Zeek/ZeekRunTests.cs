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

            Assert.Equal(Said(ContactTable.Of(expected.Contacts.Select(c => (c.Time!.Value, c.Kind, c.Source!, c.Target)))), Said(table));
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

    static IEnumerable<string> Said(ContactTable table)
    {
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            var (source, target, kind) = table.Pairs[pair];
            yield return $"{table.Sources.Text(source)} {table.Targets.Text(target)} {kind}: {string.Join(' ', table.Times(pair).ToArray())}";
        }
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

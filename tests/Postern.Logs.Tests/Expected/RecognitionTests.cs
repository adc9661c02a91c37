using System.Text;
using Postern.Logs.Bind;
using Postern.Logs.Dnsmasq;
using Postern.Logs.PassiveDns;
using Postern.Logs.Unbound;
using Postern.Testing;

namespace Postern.Logs.Tests.Expected;

/// <summary>The line tests of formats.md §4 on the samples: at least 60 % of the testable lines of the right format, under 10 % of any other.</summary>
public class RecognitionTests
{
    static readonly (LogFormat Format, string[] Folders)[] Known =
    [
        (new BindFormat(), ["bind"]),
        (new DnsmasqFormat(), ["dnsmasq", "pihole"]),
        (new UnboundFormat(), ["unbound"]),
        (new PassiveDnsFormat(), ["passive-dns-cof"]),
    ];

    public static IEnumerable<TheoryDataRow<string>> Samples => SharedData.Files("formats", "*")
        .Where(path => Path.GetExtension(path) is ".log" or ".jsonl" or ".json" or ".csv"
            && !path.EndsWith(".expected.json", StringComparison.Ordinal))
        .Select(path => new TheoryDataRow<string>(path));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public void Samples_are_told_apart(string path)
    {
        var folder = path.Split(Path.DirectorySeparatorChar)[1];
        var lines = File.ReadLines(SharedData.Path(path), Encoding.Latin1).Where(l => l.Length > 0).Take(200)
            .Select(Encoding.Latin1.GetBytes).ToList();
        foreach (var (format, folders) in Known)
        {
            var tests = lines.Select((line, i) => format.Test(line, i == 0)).Where(t => t != LineTest.Untestable).ToList();
            var share = tests.Count == 0 ? 0 : (double)tests.Count(t => t is LineTest.Yes or LineTest.Certain) / tests.Count;
            if (folders.Contains(folder, StringComparer.Ordinal))
                Assert.True(share >= 0.6, $"{format.Name}: {share:P0} of {path}");
            else
                Assert.True(share < 0.1, $"{format.Name}: {share:P0} of {path}");
        }
    }
}

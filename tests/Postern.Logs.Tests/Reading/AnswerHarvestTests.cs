using System.Text;
using Postern.Contacts;
using Postern.Logs.Input;
using Postern.Logs.Reading;

namespace Postern.Logs.Tests.Reading;

/// <summary>What look-ups of a few names were answered with.</summary>
public sealed class AnswerHarvestTests : IDisposable
{
    const string Header = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\trcode_name\tanswers\n";

    readonly string folder = Directory.CreateTempSubdirectory("postern-answers-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static string Row(double time, string name, string answers, string client = "192.0.2.1") => $"{time:F6}\tCabcdefghij\t{client}\t192.0.2.53\t{name}\tNOERROR\t{answers}\n";

    static IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>> Read(IEnumerable<string> paths, string[] names, int threads = 2, long from = long.MinValue, long to = long.MaxValue)
    {
        var harvest = new AnswerHarvest(names, from, to);
        new LogReader(new ReadOptions(), threads).Read(InputFiles.Find(paths, DateTimeOffset.UnixEpoch, out _), harvest, null, TestContext.Current.CancellationToken);
        return harvest.Addresses;
    }

    static long At(double seconds) => (long)(seconds * 1e9);

    [Fact]
    public void Addresses_of_the_names_asked_about_with_their_first_and_last_time()
    {
        var log = Write("dns.log", Header + Row(100, "A.Example", "alias.example,192.0.2.9,192.0.2.10") + Row(300, "a.example", "192.0.2.9", "192.0.2.2") + Row(200, "a.example", "192.0.2.9")
            + Row(400, "a.example", "-") + Row(500, "a.example", "2001:DB8::0:9,TXT 9 192.0.2.77,0.0.0.0,127.0.0.53,::") + Row(600, "other.example", "192.0.2.11"));

        var found = Read([log], ["a.example", "none.example"]);

        Assert.Equal("a.example", Assert.Single(found).Key);
        Assert.Equal(
            [new("192.0.2.10", At(100), At(100)), new("192.0.2.9", At(100), At(300)), new SeenAddress("2001:db8::9", At(500), At(500))],
            found["a.example"]);
        Assert.Equal([new SeenAddress("192.0.2.9", At(200), At(200))], Read([log], ["a.example"], from: At(150), to: At(250))["a.example"]);
    }

    [Fact]
    public void Zeek_JSON_and_passive_DNS_tell_the_same()
    {
        var json = Write("dns.json", """
            {"ts":100.0,"uid":"C1","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.53","trans_id":1,"query":"a.example","answers":["alias.example","192.0.2.9"],"TTLs":[60.0,60.0]}
            {"ts":200.0,"uid":"C2","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.53","trans_id":1,"query":"a.example","answers":[ "192.0.2.9" ]}
            {"ts":300.0,"uid":"C3","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.53","trans_id":1,"query":"a.example"}

            """);
        var passive = Write("passive.jsonl", """
            {"rrname":"a.example.","rrtype":"A","rdata":["192.0.2.9","192.0.2.10"],"time_first":50,"time_last":150,"count":5}
            {"rrname":"a.example.","rrtype":"AAAA","rdata":"2001:db8::9","time_first":60,"count":1}
            {"rrname":"a.example.","rrtype":"TXT","rdata":["192.0.2.99"],"time_first":60,"time_last":150,"count":5}

            """);

        Assert.Equal([new SeenAddress("192.0.2.9", At(100), At(200))], Read([json], ["a.example"])["a.example"]);
        Assert.Equal(
            [new("192.0.2.10", At(50), At(150)), new("192.0.2.9", At(50), At(150)), new SeenAddress("2001:db8::9", At(60), At(60))],
            Read([passive], ["a.example"])["a.example"]);
        Assert.Equal(new SeenAddress("192.0.2.9", At(50), At(200)), Read([json, passive], ["a.example"])["a.example"][1]);
    }

    [Fact]
    public void However_many_addresses_a_name_has_the_same_few_are_kept_on_any_number_of_threads()
    {
        var (first, second) = (new StringBuilder(Header), new StringBuilder(Header));
        for (var i = 0; i < 40_000; i++)
            (i % 2 == 0 ? first : second).Append(Row(1_000 + i, $"h{i % 37}.example", $"198.51.{i * 7 % 200}.{i % 251}", $"192.0.2.{i % 20}"));
        string[] paths = [Write("a.log", first.ToString()), Write("b.log", second.ToString())];
        string[] names = ["h1.example", "h30.example"];

        var one = Read(paths, names, threads: 1);

        Assert.All(names, name => Assert.Equal(AnswerHarvest.MostAddresses, one[name].Count));
        var all = Enumerable.Range(0, 40_000).Where(i => i % 37 == 1).Select(i => $"198.51.{i * 7 % 200}.{i % 251}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(all.Take(AnswerHarvest.MostAddresses), one["h1.example"].Select(a => a.Address));
        foreach (var threads in new[] { 2, 5 })
            Assert.All(names, name => Assert.Equal(one[name], Read(paths, names, threads)[name]));
    }
}

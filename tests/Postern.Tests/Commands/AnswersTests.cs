using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Postern.Tests.Commands;

/// <summary>A new name for an old address, through the whole command.</summary>
public sealed class AnswersTests : IDisposable
{
    const double Start = 1_700_000_000;
    const string Old = "mail1.example.com", New = "relay.example.net", Address = "203.0.113.9";

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An old name every hour for a month of two; in the other a new name, after ten days and four that have nothing to do with it.</summary>
    static string Log(Func<string, string> answers)
    {
        var text = new StringBuilder("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\trcode_name\tanswers\n");
        void Row(double time, string source, string name) =>
            text.Append(CultureInfo.InvariantCulture, $"{time:F6}\tCabcdefghij\t{source}\t192.0.2.53\t{name}\tNOERROR\t{answers(name)}\n");
        for (var hour = 0; hour < 1_440; hour++)
        {
            if (hour < 720)
                Row(Start + 3_600.0 * hour + hour * 7_919 % 3_000, "192.0.2.7", Old);
            Row(Start + 3_600.0 * hour + hour * 6_101 % 3_000, "192.0.2.8", $"www{hour % 30}.example.org");
            if (hour is >= 960 and < 1_440 && hour % 96 == 0)
                Row(Start + 3_600.0 * hour, "192.0.2.7", hour == 960 ? New : $"other{hour}.example.net");
        }
        return text.ToString();
    }

    static string Answers(string name) => name is Old or New ? $"alias.example.com,{Address}" : $"198.51.100.{name.Sum(c => c) % 250}";

    static IEnumerable<JsonElement> Names(Ran ran)
    {
        using var found = JsonDocument.Parse(ran.Output);
        return [.. found.RootElement.GetProperty("names").EnumerateArray().Where(n => n.GetProperty("kind").GetString() == "new-name").Select(n => n.Clone())];
    }

    [Fact]
    public void Is_told_by_the_answers_of_the_log()
    {
        var name = Assert.Single(Names(PosternProcess.Run("investigate", folder.Write("dns.log.gz", Log(Answers)), "--only", "names", "--json", "--quiet")));
        Assert.Equal((New, Old, "address-seen"), (name.GetProperty("name").GetString(), name.GetProperty("of").GetString(), name.GetProperty("evidence").GetString()));
        var address = Assert.Single(name.GetProperty("addresses").EnumerateArray());
        Assert.Equal((Address, "2023-11-14T22:13:20Z"), (address.GetProperty("address").GetString(), address.GetProperty("ofFrom").GetString()));
    }

    [Fact]
    public void Is_told_by_passive_DNS_beside_a_log_without_answers()
    {
        var log = folder.Write("dns.log", Log(_ => "-"));
        Assert.Empty(Names(PosternProcess.Run("investigate", log, "--only", "names", "--json", "--quiet")));
        var passive = folder.Write("passive.jsonl", string.Concat(new[] { Old, New }.Select(name =>
            $$"""{"rrname":"{{name}}.","rrtype":"A","rdata":["{{Address}}"],"time_first":1690000000,"time_last":1710000000,"count":9}""" + "\n")));
        var name = Assert.Single(Names(PosternProcess.Run("investigate", log, passive, "--only", "names", "--json", "--quiet")));
        Assert.Equal("address-seen", name.GetProperty("evidence").GetString());
        Assert.Equal("2023-07-22T04:26:40Z", name.GetProperty("addresses")[0].GetProperty("ofFrom").GetString());
    }

    [Fact]
    public void Is_not_told_of_what_came_by_a_pipe() =>
        Assert.Empty(Names(PosternProcess.Run(new Surroundings { Input = Encoding.UTF8.GetBytes(Log(Answers)) }, "investigate", "-", "--only", "names", "--json", "--quiet")));
}

using System.Text.Json;

namespace Postern.Tests.Commands;

public sealed class InvestigateCommandTests : IDisposable
{
    /// <summary>Monday 2023-11-13T00:00:00Z.</summary>
    const double Start = 1_699_833_600;

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_poller_is_found_with_its_period_and_a_stop_with_its_time()
    {
        WriteOffice();

        using var findings = Json("investigate", folder.Path, "--json");

        var poller = Pair(findings, "192.0.2.7");
        Assert.Equal("periodic", poller.GetProperty("cadence").GetProperty("verdict").GetString());
        Assert.InRange(poller.GetProperty("cadence").GetProperty("periodSeconds").GetDouble(), 598, 602);
        var stopped = Pair(findings, "192.0.2.8");
        Assert.Equal("stopped", stopped.GetProperty("end").GetProperty("verdict").GetString());
        Assert.NotEqual("periodic", Pair(findings, "192.0.2.9").GetProperty("cadence").GetProperty("verdict").GetString());
    }

    [Fact]
    public void Where_nothing_is_left_it_is_said_whether_a_filter_or_the_record_leaves_none()
    {
        var sums = folder.Write("sums.jsonl", """
            {"rrname":"www.example.com","rrtype":"A","rdata":"192.0.2.1","time_first":1298412391,"time_last":1300000000,"count":7}

            """);

        var summed = PosternProcess.Run("investigate", sums, "--quiet").Output;
        Assert.Contains("1 record was read, and none of a single contact with its time.", summed, StringComparison.Ordinal);
        Assert.DoesNotContain("--target", summed, StringComparison.Ordinal);

        WriteOffice();
        var filtered = PosternProcess.Run("investigate", folder["dns.log"], "--target", "nobody.example", "--quiet").Output.Replace('\n', ' ');
        Assert.Contains("leave none.", filtered, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_on_any_number_of_threads()
    {
        WriteOffice();

        var one = PosternProcess.Run("investigate", folder.Path, "--json", "--threads", "1");
        var many = PosternProcess.Run("investigate", folder.Path, "--json", "--threads", "5");

        Assert.Equal(0, one.ExitCode);
        Assert.True(one.Output.Length > 1_000);
        Assert.Equal(one.Output, many.Output);
    }

    [Fact]
    public void Settings_hold_every_option_and_the_seed()
    {
        WriteOffice();
        var coverage = folder.Write("coverage.csv", "2023-11-13,2023-11-19\n");

        using var findings = Json("investigate", folder["dns.log"], "--json", "--seed", "7", "--top", "all", "--only", "rate,circle",
            "--coverage", coverage, "--from", "2023-11-13", "--map", "192.0.2.7=office", "--kind", "dns-lookup", "--strict");

        var settings = findings.RootElement.GetProperty("settings");
        Assert.Equal(7, settings.GetProperty("seed").GetInt32());
        Assert.Equal("all", settings.GetProperty("top").GetString());
        Assert.Equal(["circle", "rate"], settings.GetProperty("only").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("2023-11-13T00:00:00Z", settings.GetProperty("from").GetString());
        Assert.True(settings.GetProperty("strict").GetBoolean());
        var options = Postern.Commands.PosternCommand.Make().Single(c => c.Command.Name == "investigate").Groups.SelectMany(g => g.Options).Select(o => o.Name);
        var unset = new[] { "--json", "--csv", "--report", "--quiet", "--threads" };
        Assert.All(options.Except(unset), option => Assert.True(settings.TryGetProperty(CamelCase(option), out _), option));
        var record = findings.RootElement.GetProperty("record");
        Assert.Equal("given", record.GetProperty("coverageFrom").GetString());
        Assert.Equal("2023-11-20T00:00:00Z", record.GetProperty("coverage")[0].GetProperty("to").GetString());
        Assert.Equal(JsonValueKind.Null, Pair(findings, "office").GetProperty("cadence").ValueKind);
    }

    [Fact]
    public void Every_file_has_its_account()
    {
        WriteOffice();
        folder.Write("dns.2.log", LogFolder.Dns([(Start, "192.0.2.7", "updates.example.net")]) + "garbage\nmore garbage\n");

        using var findings = Json("investigate", folder.Path, "--json");

        var file = findings.RootElement.GetProperty("record").GetProperty("files").EnumerateArray().Single(f => f.GetProperty("path").GetString()!.EndsWith("dns.2.log", StringComparison.Ordinal));
        Assert.Equal("zeek", file.GetProperty("format").GetString());
        Assert.Equal(64, file.GetProperty("sha256").GetString()!.Length);
        Assert.Equal(9, file.GetProperty("lines").GetInt64());
        Assert.Equal(1, file.GetProperty("contacts").GetInt64());
        Assert.Equal(2, file.GetProperty("rejected").GetProperty("count").GetInt64());
        Assert.Equal(8, file.GetProperty("rejected").GetProperty("first")[0].GetProperty("line").GetInt64());
    }

    [Fact]
    public void Csv_has_a_row_for_each_pair()
    {
        WriteOffice();

        var ran = PosternProcess.Run("investigate", folder.Path, "--csv");

        Assert.Equal(4, ran.Lines.Length);
        Assert.StartsWith("target,source,kind,contacts,occasions,from,to,per_hour", ran.Lines[0], StringComparison.Ordinal);
        Assert.Contains(ran.Lines, l => l.StartsWith("updates.example.net,192.0.2.7,dns-lookup,", StringComparison.Ordinal) && l.Contains(",periodic,", StringComparison.Ordinal));
    }

    [Fact]
    public void Top_bounds_what_is_shown_and_says_what_is_not()
    {
        WriteOffice();

        using var all = Json("investigate", folder.Path, "--json");
        using var one = Json("investigate", folder.Path, "--json", "--top", "1");
        var text = PosternProcess.Run("investigate", folder.Path, "--top", "1");

        Assert.Equal(2, one.RootElement.GetProperty("pairsNotShown").GetInt32());
        Assert.Equal(0, all.RootElement.GetProperty("pairsNotShown").GetInt32());
        Assert.Contains("2 more not shown", text.Output, StringComparison.Ordinal);
        Assert.Equal(3, one.RootElement.GetProperty("record").GetProperty("pairs").GetInt32());
    }

    [Fact]
    public void A_record_without_contacts_says_so()
    {
        WriteOffice();

        var ran = PosternProcess.Run("investigate", folder.Path, "--target", "nobody.example");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("no contact", ran.Output, StringComparison.Ordinal);
    }

    /// <summary>Three sources over a week: a poller every 600 s, a chatty one that stops, chance.</summary>
    void WriteOffice()
    {
        const double Week = 7 * 86_400;
        ulong state = 1;
        double Chance()
        {
            state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
            return (state >> 11) / (double)(1UL << 53);
        }

        List<(double, string, string)> lookups = [];
        for (var t = 0.0; t < Week; t += 600)
            lookups.Add((Start + t + 4 * Chance(), "192.0.2.7", "updates.example.net"));
        for (var t = 0.0; t < Week / 2; t -= 900 * Math.Log(1 - Chance()))
            lookups.Add((Start + t, "192.0.2.8", "backup.example.net"));
        for (var t = 0.0; t < Week; t -= 1_200 * Math.Log(1 - Chance()))
            lookups.Add((Start + t, "192.0.2.9", "www.example.org"));
        folder.WriteDns("dns.log", lookups.OrderBy(l => l.Item1));
    }

    static JsonElement Pair(JsonDocument findings, string source) =>
        findings.RootElement.GetProperty("targets").EnumerateArray().SelectMany(t => t.GetProperty("pairs").EnumerateArray())
            .Single(p => p.GetProperty("source").GetString() == source);

    static JsonDocument Json(params string[] arguments)
    {
        var ran = PosternProcess.Run(arguments);
        Assert.Equal(0, ran.ExitCode);
        return JsonDocument.Parse(ran.Output);
    }

    static string CamelCase(string option)
    {
        var words = option[2..].Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postern.Testing;

namespace Postern.Tests.Commands;

public sealed partial class ReportOptionTests : IDisposable
{
    const double Start = 1_700_000_000;

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_report_holds_what_json_prints_and_the_headline_is_told()
    {
        var report = folder["week.html"];
        var around = new Surroundings { Folder = Checkout.Root };

        var json = PosternProcess.Run(around, "investigate", "examples/week", "--json");
        var ran = PosternProcess.Run(around, "investigate", "examples/week", "--report", report);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        Assert.Contains("3 pairs keep a beat", ran.Output, StringComparison.Ordinal);
        Assert.Contains("75 pairs of 19 targets", ran.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var embedded = Embedded().Match(File.ReadAllText(report)).Groups["json"].Value;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.Output), JsonNode.Parse(embedded)));
        Assert.Single(embedded.Trim().Split('\n'));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.part"));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_on_any_number_of_threads_and_with_json_beside()
    {
        var log = folder.WriteDns("dns.log", Enumerable.Range(0, 300).Select(i => (Start + 61 * i, $"192.0.2.{i % 7}", $"h{i % 3}.example")));

        PosternProcess.Run("investigate", log, "--report", folder["one.html"], "--threads", "1");
        var beside = PosternProcess.Run("investigate", log, "--report", folder["two.html"], "--threads", "3", "--json");

        Assert.Equal(File.ReadAllBytes(folder["one.html"]), File.ReadAllBytes(folder["two.html"]));
        Assert.StartsWith("{", beside.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_asked_beside_the_usual_is_in_the_report()
    {
        var log = folder.WriteDns("dns.log", Enumerable.Range(0, 60).Select(i => (Start + 600 * i, "192.0.2.1", "a.example")));
        var specification = folder.Write("timer.yaml", """
            name: a timer
            from: 2023-11-14
            to: 2023-11-15
            seed: 1
            parties:
              poller:
                source: 192.0.2.1
                target: a.example
                demand:
                  - {schedule: 10 min}
            """);

        var ran = PosternProcess.Run("investigate", log, "--report", folder["asked.html"], "--compare", specification, "--simulations", "39", "--sensitivity");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        var page = File.ReadAllText(folder["asked.html"]);
        Assert.Contains("<h2>Beside simulated records</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<h2>With other settings</h2>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_contacts_has_a_report_that_says_so()
    {
        var ran = PosternProcess.Run("investigate", folder.Write("empty.log", ""), "--report", folder["empty.html"]);

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("There is no contact to show.", File.ReadAllText(folder["empty.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_fails_with_1_before_anything_is_read_and_says_what_to_do()
    {
        var log = folder.WriteDns("dns.log", (Start, "192.0.2.1", "a.example"));

        var noFolder = PosternProcess.Run("investigate", log, "--report", folder["no/such/report.html"]);
        var isFolder = PosternProcess.Run("investigate", log, "--report", folder.Path);

        Assert.Equal((1, ""), (noFolder.ExitCode, noFolder.Output));
        Assert.Contains("there is no folder", noFolder.Error, StringComparison.Ordinal);
        Assert.Contains("make it, or give another file", noFolder.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (isFolder.ExitCode, isFolder.Output));
        Assert.Contains("is a folder; give a file in it", isFolder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_the_old_report_and_no_half_of_a_new_one()
    {
        Require.Program("unshare");
        folder.WriteDns("dns.log", (Start, "192.0.2.1", "a.example"));

        // A small disk of its own, in a namespace of its own, with a report that is there already.
        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path },
            "unshare --user --map-root-user --mount bash -c 'mkdir small && mount -t tmpfs -o size=64k none small && echo old > small/report.html && "
            + "\"$POSTERN\" investigate dns.log --report small/report.html; echo $?; ls small; cat small/report.html'");

        if (ran.Error.Contains("unshare", StringComparison.Ordinal))
            Assert.Skip("this machine gives no namespaces of mounts");
        Assert.Equal(["1", "report.html", "old"], ran.Lines);
        Assert.Contains("could not be written", ran.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("""<script type="application/json" id="findings">(?<json>.*?)</script>""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Embedded();
}

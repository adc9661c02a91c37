using System.Text.Json;
using Postern.Simulation.Specification;

namespace Postern.Tests.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    const string Two = "from: 2026-03-02\nto: 2026-03-08\nparties:\n  asks: {source: 192.0.2.1, target: a.example, demand: [{random: 2 per hour}]}\n"
        + "  flows: {kind: flow, source: 192.0.2.1, target: 198.51.100.1, demand: [{sleep: 10 min}]}\n";

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_example_that_is_printed_can_be_simulated_and_investigated()
    {
        var printed = PosternProcess.Run("simulate", "--example");
        Assert.Equal((0, ExampleSpecification.Text), (printed.ExitCode, printed.Output));
        folder.Write("office.yaml", printed.Output);

        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path }, "postern simulate office.yaml --truth truth.json | postern investigate - --json");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("synthetic: 11,382 contacts of 21 pairs, seed 1", ran.Error, StringComparison.Ordinal);
        using var truth = JsonDocument.Parse(File.ReadAllText(folder["truth.json"]));
        Assert.Equal("postern.truth/1", truth.RootElement.GetProperty("schema").GetString());
        using var found = JsonDocument.Parse(ran.Output);
        Assert.Equal(truth.RootElement.GetProperty("contacts").GetInt32(), found.RootElement.GetProperty("record").GetProperty("contacts").GetInt32());
    }

    [Fact]
    public void The_same_seed_writes_the_same_bytes_and_another_seed_others()
    {
        var path = folder.Write("two.yaml", Two);
        string Written(params string[] more) => PosternProcess.Run(["simulate", path, .. more]).Output;

        Assert.Equal(Written(), Written("--seed", "1"));
        Assert.NotEqual(Written(), Written("--seed", "2"));
    }

    [Fact]
    public void Kinds_are_chosen_and_what_a_format_cannot_hold_is_said()
    {
        var path = folder.Write("two.yaml", Two);

        var both = PosternProcess.Run("simulate", path, "--format", "zeek");
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("zeek has a file for each kind: choose one with --kind (dns-lookup, flow)", both.Error, StringComparison.Ordinal);
        var flows = PosternProcess.Run("simulate", path, "--format", "zeek", "--kind", "flow", "-o", folder["conn.log"]);
        Assert.Equal(0, flows.ExitCode);
        Assert.Contains("#path\tconn", File.ReadAllText(folder["conn.log"]), StringComparison.Ordinal);
        Assert.Equal(2, PosternProcess.Run("simulate", path, "--kind", "smtp-in").ExitCode);
        Assert.Contains("say --columns time=time,source=source", PosternProcess.Run("simulate", path).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_of_a_specification_is_told_with_its_place_and_nothing_is_written()
    {
        var path = folder.Write("wrong.yaml", "from: 2026-03-02\nto: 2026-03-08\ncolour: red\nparties:\n  a: {source: x, target: y, demand: [{random: often}]}\n");

        var ran = PosternProcess.Run("simulate", path, "-o", folder["out.csv"]);

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains($"\n{path}:3:1: colour is unknown", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"{path}:5:47: parties.a.demand[0].random is \"often\"", ran.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.csv"]) || File.Exists(folder["out.csv.part"]));
        Assert.Equal(3, PosternProcess.Run("simulate", folder["absent.yaml"]).ExitCode);
    }

    [Fact]
    public void A_number_of_contacts_that_cannot_be_is_the_specification_s_fault()
    {
        var path = folder.Write("many.yaml", "from: 2026-03-02\nto: 2026-03-08\nparties:\n  a: {source: x, target: y, contacts: 999, demand: [{schedule: 1 h}]}\n");

        var ran = PosternProcess.Run("simulate", path);

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains($"{path}:4:39: parties.a.contacts asks for 999", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_is_compared_with_what_its_user_supposes()
    {
        var cache = folder.Write("cache.yaml", "from: 2026-03-02\nto: 2026-03-15\nparties:\n  users: {source: 192.0.2.9, target: b.example, cache: {ttl: 1 h}, demand: [{random: 15 per hour}]}\n");
        var record = folder["record.csv"];
        PosternProcess.Run("simulate", cache, "--seed", "77", "-o", record, "-q");

        var ran = PosternProcess.Run("investigate", record, "--compare", cache, "--simulations", "39");
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("Compared with 39 simulated records of", ran.Output, StringComparison.Ordinal);
        Assert.Contains("The record lies among 39 simulated records", ran.Output.Replace("\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var one = PosternProcess.Run("investigate", record, "--compare", cache, "--simulations", "39", "--json", "--threads", "1");
        Assert.Equal(one.Output, PosternProcess.Run("investigate", record, "--compare", cache, "--simulations", "39", "--json", "--threads", "3").Output);
        using var found = JsonDocument.Parse(one.Output);
        var comparison = found.RootElement.GetProperty("comparison");
        Assert.Equal("among", comparison.GetProperty("verdict").GetString());
        Assert.Equal("192.0.2.9", comparison.GetProperty("pairs")[0].GetProperty("source").GetString());
    }

    [Fact]
    public void A_specification_of_other_pairs_is_no_comparison()
    {
        var path = folder.Write("two.yaml", Two);
        folder.WriteDns("dns.log", (1_700_000_000, "192.0.2.7", "x.example"), (1_700_000_100, "192.0.2.8", "x.example"));

        var ran = PosternProcess.Run("investigate", folder["dns.log"], "--compare", path);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("the record has none of the pairs of", ran.Error, StringComparison.Ordinal);
    }
}

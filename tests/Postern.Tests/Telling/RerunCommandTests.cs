using System.Text.Json;
using Postern.Telling;

namespace Postern.Tests.Telling;

public sealed class RerunCommandTests : IDisposable
{
    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Values_are_quoted_for_the_shell_and_lists_are_given_one_by_one() => Assert.Equal(
        "postern investigate 'a b.log' --target '*.example.com' --target 192.0.2.0/24 --only circle,rate --keep-duplicates --server 'it'\\''s; rm' --seed 1 --json",
        RerunCommand.Of(
            new Dictionary<string, object?>
            {
                ["inputs"] = new[] { "a b.log" },
                ["target"] = new[] { "*.example.com", "192.0.2.0/24" },
                ["only"] = new[] { "circle", "rate" },
                ["keepDuplicates"] = true,
                ["strict"] = false,
                ["server"] = "it's; rm",
                ["columns"] = null,
                ["seed"] = 1UL,
            },
            "--json"));

    [Fact]
    public void An_input_that_looks_like_an_option_goes_behind_the_end_of_options() => Assert.Equal(
        "postern investigate --seed 1 -- -x.log -", RerunCommand.Of(new Dictionary<string, object?> { ["inputs"] = new[] { "-x.log", "-" }, ["seed"] = 1 }));

    [Fact]
    public void The_command_of_findings_makes_the_same_findings()
    {
        folder.WriteDns("it's a log.txt", Enumerable.Range(0, 40).Select(i => (1_700_000_000.0 + 60 * i, "192.0.2.1", i % 2 == 0 ? "a.example" : "b.example")));
        var around = new Surroundings { Folder = folder.Path };
        var first = PosternProcess.Run(around, "investigate", "it's a log.txt", "--target", "*.example", "--target", "a.example", "--map", "192.0.2.1=us", "--only", "circle,rate,cadence",
            "--ttl", "*.example=60", "--from", "2023-11-14T22:20:00+00:00", "--log-zone", "Europe/Berlin", "--keep-duplicates", "--top", "all", "--seed", "7", "--json");
        using var findings = JsonDocument.Parse(first.Output);
        var settings = findings.RootElement.GetProperty("settings").EnumerateObject().ToDictionary(s => s.Name, s => Value(s.Value), StringComparer.Ordinal);

        var again = PosternProcess.Shell(around, RerunCommand.Of(settings, "--json"));

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first.Output, again.Output);
    }

    static object? Value(JsonElement setting) => setting.ValueKind switch
    {
        JsonValueKind.Array => setting.EnumerateArray().Select(v => v.GetString()!).ToArray(),
        JsonValueKind.True or JsonValueKind.False => setting.GetBoolean(),
        JsonValueKind.Number => setting.GetInt64(),
        _ => setting.GetString(),
    };
}

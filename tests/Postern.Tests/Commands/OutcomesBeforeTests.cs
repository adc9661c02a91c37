using System.Text;
using System.Text.Json;

namespace Postern.Tests.Commands;

/// <summary>What the look-up before a suffixed name came to, read from the files again.</summary>
public sealed class OutcomesBeforeTests : IDisposable
{
    const double Start = 1_700_000_000;
    const string Old = "mail1.example.com";

    readonly LogFolder folder = new();

    /// <summary>An old name every half day for a month, and once a longer one two seconds after it; the outcome of that look-up as given.</summary>
    string Log(string outcome)
    {
        List<(double, string, string)> lookups = [.. Enumerable.Range(0, 60).Select(i => (Start + 43_200.0 * i + i * 7_919 % 3_000, "192.0.2.7", Old))];
        lookups.Insert(31, (lookups[30].Item1 + 2, "192.0.2.7", Old + ".corp.example"));
        string[] lines = LogFolder.Dns(lookups).Split('\n');
        var before = Array.FindIndex(lines, line => line.Contains(".corp.example", StringComparison.Ordinal)) - 1;
        lines[before] = lines[before].Replace("NOERROR", outcome, StringComparison.Ordinal);
        return string.Join('\n', lines);
    }

    [Theory]
    [InlineData("NXDOMAIN", "failed (NXDOMAIN)")]
    [InlineData("SERVFAIL", "failed (SERVFAIL)")]
    [InlineData("NOERROR", "did not fail (NOERROR)")]
    public void A_suffixed_name_is_told_with_what_the_look_up_before_it_came_to(string outcome, string said)
    {
        var name = Name(PosternProcess.Run("investigate", folder.Write("dns.log", Log(outcome)), "--only", "names", "--json", "--quiet"));
        Assert.Equal(outcome, name.GetProperty("outcomeBefore").GetString());
        Assert.Contains(said, name.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_read_as_one_party_are_found_again()
    {
        var path = folder.Write("dns.log", Log("NXDOMAIN").Replace("192.0.2.7", "192.0.2.8", StringComparison.Ordinal));
        var name = Name(PosternProcess.Run("investigate", path, "--map", "192.0.2.8=resolver", "--only", "names", "--json", "--quiet"));
        Assert.Equal(("resolver", "NXDOMAIN"), (name.GetProperty("source").GetString(), name.GetProperty("outcomeBefore").GetString()));
    }

    [Fact]
    public void What_came_by_a_pipe_cannot_be_read_again_and_the_text_says_so()
    {
        var name = Name(PosternProcess.Run(new Surroundings { Input = Encoding.UTF8.GetBytes(Log("NXDOMAIN")) }, "investigate", "-", "--only", "names", "--json", "--quiet"));
        Assert.Equal(JsonValueKind.Null, name.GetProperty("outcomeBefore").ValueKind);
        Assert.Contains("is not looked at", name.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    static JsonElement Name(Ran ran)
    {
        using var found = JsonDocument.Parse(ran.Output);
        return Assert.Single(found.RootElement.GetProperty("names").EnumerateArray(), n => n.GetProperty("kind").GetString() == "search-suffix").Clone();
    }

    public void Dispose() => folder.Dispose();
}

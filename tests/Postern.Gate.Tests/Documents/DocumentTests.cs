using System.Text.RegularExpressions;
using Postern.Gate.Configuration;
using Postern.Testing;

namespace Postern.Gate.Tests.Documents;

/// <summary>The documents say what the code does.</summary>
public class DocumentTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    static readonly Regex Rfc = new(@"RFC \d{3,5}", RegexOptions.None, Patience);
    static readonly Regex Row = new(@"^\| `(?<key>[a-z.-]+)` \| (?<default>[^|]+?) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, Patience);

    /// <summary>A file with an unknown key in each section; a refusal lists the keys that there are.</summary>
    const string Strange = """
        domain: circle.test
        x: 1
        listeners: [{at: '127.0.0.1:1', x: 1}]
        certificate: {x: 1}
        delivery: {x: 1, relay: {x: 1}}
        mailboxes: {postmaster: {x: 1}}
        hosts: {h: {x: 1, pins: {x: 1}}}
        programs: {w: {x: 1}}
        peers: {p: {x: 1, limits: {x: 1}, hours: {x: 1}, credentials: {x: 1}, route: {x: 1, credentials: {x: 1}}}}
        limits: {x: 1}
        heartbeats: {x: 1}
        queue: {x: 1}
        """;

    [Fact]
    public void Every_setting_stands_in_the_document_and_in_the_default_file()
    {
        var sections = SomeSettings.Problems(Strange).Where(p => p.Contains(" is unknown; ", StringComparison.Ordinal)).ToList();
        Assert.Equal(18, sections.Count);
        var keys = sections.SelectMany(p => p[(p.LastIndexOf(" has ", StringComparison.Ordinal) + 5)..].Split(", ")).Distinct().ToList();
        Assert.InRange(keys.Count, 45, 100);
        var document = Document("configuration.md");
        var defaults = DefaultSettingsFile.Text(Smtp.Addresses.MailDomain.Parse("circle.test"));
        Assert.All(keys, key => Assert.Matches($@"`([a-z]+\.)?{key}[`.]", document));
        Assert.All(keys, key => Assert.Matches($@"(?m)^[# ]*(- )?{key}:", defaults));
    }

    [Fact]
    public void The_document_s_defaults_are_the_code_s()
    {
        var rows = Row.Matches(Document("configuration.md").Split("## Limits")[1])
            .Select(m => (Key: m.Groups["key"].Value, Default: m.Groups["default"].Value.Trim('`'))).ToList();
        Assert.Equal(21, rows.Count);
        var lines = rows.Select(r => r.Key.Split('.') is [var section, var key] ? (section, key, r.Default) : ("limits", r.Key, r.Default))
            .GroupBy(r => r.Item1, r => $"  {r.Item2}: {r.Default}");
        var text = "domain: circle.test\nlisteners: [{at: '127.0.0.1:1'}]\n" + string.Join('\n', lines.Select(g => $"{g.Key}:\n{string.Join('\n', g)}"));
        var settings = SomeSettings.Read(text);
        Assert.Equal((new GateLimits(), new HeartbeatSettings(), new QueueSettings()), (settings.Limits, settings.Heartbeats, settings.Queue));
    }

    [Fact]
    public void Every_rfc_that_the_code_cites_stands_in_the_document()
    {
        var cited = Directory.EnumerateFiles(Checkout.Path("src", "Postern.Gate"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Rfc.Matches(File.ReadAllText(file)).Select(m => m.Value)).Distinct().ToList();
        Assert.InRange(cited.Count, 10, 100);
        var listed = Rfc.Matches(Document("standards.md")).Select(m => m.Value).ToHashSet();
        Assert.DoesNotContain(cited, rfc => !listed.Contains(rfc));
    }

    static string Document(string name) => File.ReadAllText(Checkout.Path("docs", name));
}

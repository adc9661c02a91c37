using System.Text.RegularExpressions;
using Postern.Simulation.Formats;
using Postern.Simulation.Truth;
using Postern.Testing;

namespace Postern.Simulation.Tests.Documents;

/// <summary>The document about specifications says what the code reads, and the other way round.</summary>
public partial class DocumentTests
{
    /// <summary>An unknown key in each section; a refusal lists the keys that there are.</summary>
    const string Strange = """
        x: 1
        from: 2026-03-02
        to: 2026-03-08
        sensor-off: [{from: 2026-03-03, x: 1}]
        levels:
          a: {x: 1, hours: {x: 1}, changes: [{from: 2026-03-03, x: 1}], drift: {x: 1}}
        parties:
          p:
            x: 1
            strangers: {number: 2, x: 1}
            cache: {x: 1}
            repeats: {x: 1}
            together: {how: all, x: 1}
            demand:
              - {schedule: 1 h, x: 1, retries: {x: 1}}
              - {sleep: 1 h, x: 1}
              - {random: 1 per day, x: 1, children: {x: 1}}
              - {at: [2026-03-03], x: 1}
          q: {sources: [a, b], together: {how: in-turn, x: 1}}
        """;

    [Fact]
    public void Every_key_stands_in_the_document_and_every_key_there_is_read()
    {
        var refused = Some.Problems(Strange).Where(p => p.Contains(".x is unknown; ", StringComparison.Ordinal) || p.Contains(": x is unknown; ", StringComparison.Ordinal)).ToList();
        Assert.Equal(18, refused.Count);
        var read = refused.SelectMany(p => p[(p.LastIndexOf(" has ", StringComparison.Ordinal) + 5)..].Split(", ")).ToHashSet(StringComparer.Ordinal);
        var written = Key().Matches(Document).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.InRange(read.Count, 45, 80);
        Assert.Equal(read.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_specifications_in_the_document_can_be_simulated()
    {
        var samples = Sample().Matches(Document).Select(m => m.Groups["text"].Value).ToList();

        Assert.InRange(samples.Count, 2, 20);
        Assert.All(samples, sample => Assert.NotEmpty(Some.Record(sample).Contacts));
    }

    [Fact]
    public void Every_format_that_is_written_and_every_field_of_the_truth_stands_in_the_document()
    {
        Assert.All(RecordFormats.All, f => Assert.Contains($"`{f.Name}`", Document, StringComparison.Ordinal));
        var fields = new[] { typeof(RecordTruth), typeof(PartyTruth), typeof(DemandTruth), typeof(LevelTruth), typeof(PairTruth), typeof(ChangeTruth) }
            .SelectMany(t => t.GetProperties()).Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]).Where(n => n != "equalityContract").Distinct();
        Assert.All(fields, name => Assert.Contains($"`{name}`", Document, StringComparison.Ordinal));
    }

    static string Document => File.ReadAllText(Checkout.Path("docs", "simulate.md")).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^\| `(?<key>[a-z-]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Sample();
}

using System.CommandLine.Help;
using System.Reflection;
using System.Text.RegularExpressions;
using Postern.Commands;
using Postern.Logs.Reading;
using Postern.Telling;
using Postern.Testing;

namespace Postern.Tests.Documentation;

/// <summary>What the documents say is what the program has, and the other way round.</summary>
public sealed partial class DocumentationTests : IDisposable
{
    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_stands_in_the_document_and_every_option_there_exists()
    {
        var options = PosternCommand.Make().SelectMany(c => c.Command.Options).SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet(StringComparer.Ordinal);
        var written = Option().Matches(Document("docs/cli.md")).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(options.Except(written, StringComparer.Ordinal));
        Assert.Empty(written.Except(options, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_of_a_command_is_in_its_help()
    {
        foreach (var help in PosternCommand.Make().Skip(1))
        {
            var shown = help.Groups.SelectMany(g => g.Options).ToList();
            Assert.DoesNotContain(help.Command.Options, o => o is not HelpOption && !shown.Contains(o));
        }
    }

    [Fact]
    public void Every_command_and_every_exit_code_stands_in_the_document()
    {
        var document = Document("docs/cli.md");

        Assert.All(PosternCommand.Make().Skip(1), c => Assert.Contains(HelpWriter.PathOf(c.Command), document, StringComparison.Ordinal));
        foreach (var code in new[] { ExitCode.Done, ExitCode.Failed, ExitCode.Usage, ExitCode.Input, ExitCode.Verification, ExitCode.Interrupted })
            Assert.Contains($"| {code} |", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_column_of_the_CSV_stands_in_the_document_in_its_order() =>
        Assert.Contains(string.Join(", ", PairCsv.Header), Document("docs/cli.md").Replace('\n', ' '), StringComparison.Ordinal);

    [Fact]
    public void Every_word_that_a_finding_may_say_stands_in_a_document()
    {
        // The contract lists the words of each verdict between <c> and </c>; explanations and caveats are named where they are made.
        var words = ContractWord().Matches(Documents("src/Postern.Analysis/Findings", "*.cs"))
            .Concat(ExplanationName().Matches(Documents("src/Postern.Analysis/Explanations", "*.cs")))
            .Concat(CaveatCode().Matches(Documents("src", "*.cs")))
            .Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal).ToList();
        var documents = Documents("docs", "*.md");

        Assert.True(words.Count > 35, $"only {words.Count} words were found: {string.Join(' ', words)}");
        Assert.DoesNotContain(words, w => !documents.Contains($"`{w}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_analysis_has_its_page_that_says_how_it_fails()
    {
        foreach (var analysis in AnalysisList.Words)
            Assert.Contains("## How it fails", Document($"docs/analysis/{analysis}.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_format_has_a_section_and_every_section_a_format() => Assert.Equal(
        Formats.All.Select(f => f.Name).Order(StringComparer.Ordinal),
        FormatSection().Matches(Document("docs/formats.md")).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_sample_of_a_format_is_recognised_and_read_whole()
    {
        var samples = Sample().Matches(Document("docs/formats.md")).ToList();

        Assert.Equal(Formats.All.Count, samples.Count);
        foreach (var sample in samples)
        {
            var format = sample.Groups["name"].Value;
            var path = folder.Write($"{format}.log", sample.Groups["text"].Value);
            var contacts = PosternProcess.Run("contacts", path, "--json", "--strict");
            Assert.True(contacts is { ExitCode: 0, Lines.Length: > 0 }, $"{format}: {contacts.Error}");
            Assert.Contains($"\"format\": \"{format}\"", PosternProcess.Run("investigate", path, "--json").Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_command_of_the_README_prints_what_the_README_shows()
    {
        var ran = PosternProcess.Run(new Surroundings { Folder = Checkout.Root }, "investigate", "examples/week");

        Assert.Equal(0, ran.ExitCode);
        Approved.Equal(ran.Output, "week");
        var readme = Document("README.md");
        var (before, shown, after) = Shown().Match(readme) is { Success: true, Groups: var g } ? (g["before"].Value, g["shown"].Value, g["after"].Value) : ("", "", "");
        if (Approved.IsWriting)
            File.WriteAllText(Checkout.Path("README.md"), before + Excerpt(ran.Output) + after);
        else
            Assert.Equal(Excerpt(ran.Output), shown);
        Assert.Contains("-- investigate examples/week", readme, StringComparison.Ordinal);
    }

    /// <summary>The first sentence and the first six pairs.</summary>
    static string Excerpt(string output)
    {
        var headline = output[..(output.IndexOf(".\n", StringComparison.Ordinal) + 2)];
        var pairs = output[output.IndexOf("Pairs, those", StringComparison.Ordinal)..];
        return $"{headline}  …\n{pairs[..(pairs.IndexOf("\n  8  ", StringComparison.Ordinal) + 1)]}  …\n";
    }

    [Fact]
    public void The_README_is_short() => Assert.InRange(Document("README.md").Split('\n').Length, 20, 150);

    [Fact]
    public void The_map_names_what_is_there()
    {
        var types = Directory.GetFiles(AppContext.BaseDirectory, "postern*.dll", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).Select(Assembly.LoadFrom).SelectMany(a => a.GetTypes())
            .Select(t => t.Name.Split('`')[0]).ToHashSet(StringComparer.Ordinal);
        // Places are types and folders; the name of a project is several words.
        var folders = Directory.GetFiles(Checkout.Path("src"), "*.cs", SearchOption.AllDirectories).SelectMany(file => Path.GetDirectoryName(file)!.Split('/', '.'));
        var named = PlaceInCode().Matches(Document("docs/architecture.md")).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 50, $"only {named.Count} names were found in the map");
        Assert.Empty(named.Except(types.Concat(folders), StringComparer.Ordinal));
    }

    [Fact]
    public void Links_lead_somewhere()
    {
        string[] pages = [.. Directory.GetFiles(Checkout.Path("docs"), "*.md", SearchOption.AllDirectories), Checkout.Path("README.md"), Checkout.Path("CONTRIBUTING.md")];
        foreach (var page in pages)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups["path"].Value);
                Assert.True(Path.Exists(target), $"{page} leads to {link.Groups["path"].Value}");
            }
        }
    }

    static string Document(string path) => File.ReadAllText(Checkout.Path(path)).ReplaceLineEndings("\n");

    static string Documents(string below, string pattern) => string.Concat(
        Directory.GetFiles(Checkout.Path(below), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));

    [GeneratedRegex(@"(?<![\w-])(?<name>--[a-z][a-z-]*|-[hoq])(?![\w-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"<c>(?<word>[a-z]+(-[a-z]+)*)</c>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ContractWord();

    [GeneratedRegex(@"(Candidate|new)\(""(?<word>[a-z]+(-[a-z]+)*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExplanationName();

    [GeneratedRegex(@"(Add\([^;""]*, |new Caveat\()""(?<word>[a-z]+(-[a-z]+)+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CaveatCode();

    [GeneratedRegex(@"^## (?<name>[a-z-]+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex FormatSection();

    [GeneratedRegex(@"^```(?<name>[a-z-]+)\n(?<text>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^(?<before>.*?```text\n)(?<shown>.*?)(?<after>```.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex(@"`(?!src/|tests/)([A-Za-z]+/)*(?<name>[A-Z][A-Za-z]+)(\.[A-Z][A-Za-z]+)?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceInCode();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}

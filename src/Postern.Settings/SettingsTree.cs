using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Postern.Settings;

/// <summary>Something in a settings file, and where it stands.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public abstract record SettingNode(int Line, int Column);

/// <summary>A value.</summary>
public sealed record SettingText(string Text, int Line, int Column) : SettingNode(Line, Column)
{
    /// <summary>Whether nothing was written.</summary>
    public bool IsNothing => Text.Length == 0;
}

/// <summary>A list.</summary>
public sealed record SettingList(IReadOnlyList<SettingNode> Items, int Line, int Column) : SettingNode(Line, Column);

/// <summary>A map; its keys are different from each other.</summary>
public sealed record SettingMap(IReadOnlyList<(SettingText Key, SettingNode Value)> Entries, int Line, int Column) : SettingNode(Line, Column);

/// <summary>What to tell the writer of a file that holds no settings at all.</summary>
/// <param name="WhenEmpty">What to do, such as <c>write one with `postern init`</c>.</param>
/// <param name="FirstLine">How such a file begins.</param>
public sealed record FileAdvice(string WhenEmpty, string FirstLine);

/// <summary>Reads YAML into a tree that knows where everything stands.</summary>
/// <remarks>The part of YAML that a settings file needs: maps, lists, values. Anchors, aliases, tags, merge keys and further documents
/// are refused, and so is depth, so that what is read is what stands there and no file makes the reader work much longer than it is.</remarks>
public sealed class SettingsTree
{
    const int Deepest = 12;

    readonly Parser parser;
    readonly FileAdvice advice;
    readonly Action<int, int, string> problem;

    SettingsTree(string text, FileAdvice advice, Action<int, int, string> problem)
    {
        parser = new Parser(new StringReader(text));
        this.advice = advice;
        this.problem = problem;
    }

    /// <summary>The file's map; null when it has none, which is told as a problem.</summary>
    /// <param name="text">What stands in the file.</param>
    /// <param name="advice">What to do about a file that holds nothing of the kind.</param>
    /// <param name="problem">Told each problem with its line and column, from 1.</param>
    public static SettingMap? Read(string text, FileAdvice advice, Action<int, int, string> problem)
    {
        var tree = new SettingsTree(text, advice, problem);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            problem((int)e.Start.Line, (int)e.Start.Column, $"this is not YAML: {Sentence(e)}; look for a missing colon, quote or indentation");
            return null;
        }
        catch (NotSettingsException)
        {
            return null;
        }
    }

    SettingMap? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            problem(1, 1, $"the file is empty; {advice.WhenEmpty}");
            return null;
        }
        parser.Consume<DocumentStart>();
        var root = Node(0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _))
            throw Refusal(parser.Current!, "a second document begins here; put everything into the first");
        if (root is SettingMap map)
            return map;
        problem(root.Line, root.Column, $"the file is no map; begin with `{advice.FirstLine}`");
        return null;
    }

    SettingNode Node(int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias))
            throw Refusal(alias, "aliases are not read; write the value out");
        if (!parser.Accept<NodeEvent>(out var node))
            throw Refusal(parser.Current!, "a value is expected here");
        if (!node.Anchor.IsEmpty)
            throw Refusal(node, "anchors are not read; write each value out");
        if (!node.Tag.IsEmpty)
            throw Refusal(node, $"tags such as {node.Tag} are not read; leave it out");
        if (depth > Deepest)
            throw Refusal(node, "nothing here is nested so deeply");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new SettingText(scalar.Value, Line(scalar), Column(scalar));
        return parser.TryConsume<SequenceStart>(out var sequence) ? Items(sequence, depth) : Entries(parser.Consume<MappingStart>(), depth);
    }

    SettingList Items(SequenceStart start, int depth)
    {
        List<SettingNode> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return new SettingList(items, Line(start), Column(start));
    }

    SettingMap Entries(MappingStart start, int depth)
    {
        List<(SettingText, SettingNode)> entries = [];
        Dictionary<string, SettingText> keys = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out var _))
        {
            var at = parser.Current;
            if (Node(depth + 1) is not SettingText key)
                throw Refusal(at ?? start, "a key is a word");
            var value = Node(depth + 1);
            if (keys.TryGetValue(key.Text, out var first))
                problem(key.Line, key.Column, $"\"{key.Text}\" stands in line {first.Line} already; keep one of the two");
            else
                entries.Add((key, value));
            keys.TryAdd(key.Text, key);
        }
        return new SettingMap(entries, Line(start), Column(start));
    }

    NotSettingsException Refusal(ParsingEvent at, string text)
    {
        problem(Line(at), Column(at), text);
        return new NotSettingsException();
    }

    static int Line(ParsingEvent at) => (int)at.Start.Line;

    static int Column(ParsingEvent at) => (int)at.Start.Column;

    // The library's texts begin with the place, or end with a full stop.
    static string Sentence(YamlException e)
    {
        var text = e.Message;
        var place = text.IndexOf("): ", StringComparison.Ordinal);
        return (place >= 0 && text[0] == '(' ? text[(place + 3)..] : text).TrimEnd('.').ReplaceLineEndings(" ");
    }

    /// <summary>Ends the reading; the problem has been told.</summary>
    sealed class NotSettingsException : Exception;
}

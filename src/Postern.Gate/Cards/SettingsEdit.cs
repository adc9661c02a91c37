using Postern.Gate.Configuration;

namespace Postern.Gate.Cards;

/// <summary>Changes the section <c>peers</c> of a settings file by lines, so that everything else in it, comments included, stays as its
/// owner wrote it.</summary>
static class SettingsEdit
{
    const string Section = "peers";

    /// <summary>Adds an entry, as the first of the section.</summary>
    /// <param name="text">The file.</param>
    /// <param name="entry">Its lines, without indentation.</param>
    /// <param name="problem">Why it cannot be done.</param>
    /// <returns>The file with the entry; null when it cannot be done.</returns>
    public static string? Add(string text, IReadOnlyList<string> entry, out string? problem)
    {
        problem = null;
        var lines = Lines(text);
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var peers = Find(text);
        var indent = 2;
        var at = lines.Count;
        switch (peers)
        {
            case null:
                if (at > 0 && lines[^1].Length == 0)
                    at--;
                lines.Insert(at++, $"{Section}:");
                break;
            case { Value: SettingText { IsNothing: true } }:
                at = peers.Value.Key.Line;
                break;
            case { Value: SettingMap { Entries: [] } empty } when lines[empty.Line - 1].TrimEnd().EndsWith("{}", StringComparison.Ordinal):
                at = empty.Line;
                lines[at - 1] = lines[at - 1].TrimEnd()[..^2].TrimEnd();
                break;
            case { Value: SettingMap { Entries: [var first, ..] } map } when first.Key.Line > peers.Value.Key.Line:
                indent = first.Key.Column - 1;
                at = peers.Value.Key.Line;
                break;
            default:
                problem = $"{Section} is written on one line, in braces; write each peer on lines of its own, then it can be added";
                return null;
        }
        lines.InsertRange(at, entry.Select(line => new string(' ', indent) + line));
        return string.Join(end, lines);
    }

    /// <summary>Takes an entry away. Comments above it stay.</summary>
    /// <returns>The file without the entry; null when it cannot be done.</returns>
    public static string? Remove(string text, string name, out string? problem)
    {
        problem = null;
        if (Find(text) is not { Value: SettingMap map } || !map.Entries.Any(e => e.Key.Text == name))
        {
            problem = $"there is no peer {name}";
            return null;
        }
        var lines = Lines(text);
        var entry = map.Entries.Single(e => e.Key.Text == name);
        var start = entry.Key.Line - 1;
        // Up to what stands next, whether a peer or a section, and no further than its own last line.
        var next = map.Entries.Select(e => e.Key.Line).Concat(Root(text)!.Entries.Select(e => e.Key.Line)).Where(line => line > entry.Key.Line).DefaultIfEmpty(lines.Count + 1).Min() - 1;
        if (next == start || lines[start].AsSpan(0, entry.Key.Column - 1).Trim().Length > 0)
        {
            problem = $"the peer {name} shares its line with others; take it out of {Section} by hand";
            return null;
        }
        while (next > start + 1 && IsEmptyOrComment(lines[next - 1]))
            next--;
        lines.RemoveRange(start, next - start);
        return string.Join(text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n", lines);
    }

    static bool IsEmptyOrComment(string line) => line.AsSpan().Trim() is [] or ['#', ..];

    static List<string> Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n')];

    static SettingMap? Root(string text) => SettingsTree.Read(text, GateSettingsReader.Advice, static (_, _, _) => { });

    static (SettingText Key, SettingNode Value)? Find(string text)
    {
        foreach (var entry in Root(text)?.Entries ?? [])
        {
            if (entry.Key.Text == Section)
                return entry;
        }
        return null;
    }
}

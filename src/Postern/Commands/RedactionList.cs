using System.CommandLine;
using Postern.Ledger.Sealing;

namespace Postern.Commands;

/// <summary>Private fields that are not to be shown, from <c>--redact source,detail</c>.</summary>
static class RedactionList
{
    /// <summary>The fields that can be redacted, by their words.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<EntryField>().Where(f => f.IsPrivate()).Select(f => f.Word())];

    /// <summary>The option.</summary>
    public static Option<string?> Option() =>
        RecordOptions.One("--redact", "LIST", $"leave these fields out; what is left still verifies: {string.Join(", ", Words)}");

    /// <summary>Reads the list; null means none.</summary>
    public static IReadOnlyCollection<EntryField> Read(string? list)
    {
        List<EntryField> fields = [];
        foreach (var word in (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Words.Contains(word, StringComparer.Ordinal))
                throw new UsageException($"--redact: there is no private field \"{word}\"{Suggestion.For(word, Words)} (fields: {string.Join(", ", Words)})");
            fields.Add(Enum.GetValues<EntryField>().First(f => f.Word() == word));
        }
        return fields;
    }
}

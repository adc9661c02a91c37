using System.Globalization;
using System.Text;
using Postern.Analysis.Findings;

namespace Postern.Telling;

/// <summary>The command line that makes findings again, from their settings.</summary>
static class RerunCommand
{
    /// <summary>The command, quoted for a POSIX shell.</summary>
    /// <param name="settings">Settings of the findings: each is named like its option.</param>
    /// <param name="output">What to do with the findings, such as <c>--json</c>.</param>
    public static string Of(IReadOnlyDictionary<string, object?> settings, params IEnumerable<string> output)
    {
        List<string> inputs = [], options = [];
        foreach (var (name, value) in settings)
        {
            if (name == "inputs")
                inputs.AddRange(value as string[] ?? []);
            else if (!IsSaid(name, settings))
                options.AddRange(Words(Option(name), value));
        }
        var ends = inputs.Exists(i => i.Length > 1 && i[0] == '-');
        IEnumerable<string> words = ends ? [.. options, .. output, "--", .. inputs] : [.. inputs, .. options, .. output];
        return $"postern investigate {string.Join(' ', words.Select(ShellWord.Quoted))}";
    }

    /// <summary>Whether a setting is said by another one: decoys mean nothing without events, the first of several zones is among them.</summary>
    static bool IsSaid(string name, IReadOnlyDictionary<string, object?> settings) => name switch
    {
        "decoys" => settings.GetValueOrDefault("events") is null,
        "timeZone" => settings.ContainsKey("timeZones"),
        _ => false,
    };

    static IEnumerable<string> Words(string option, object? value) => value switch
    {
        null or false => [],
        true => [option],
        // Only lists of analyses are one value; whatever may be given several times is.
        string[] list when option == "--only" => [option, string.Join(',', list)],
        string[] many => many.SelectMany(one => new[] { option, one }),
        IFormattable number => [option, number.ToString(null, CultureInfo.InvariantCulture)],
        _ => [option, value.ToString()!],
    };

    /// <summary><c>keepDuplicates</c> is set by <c>--keep-duplicates</c>, and several zones by giving one after the other.</summary>
    static string Option(string setting)
    {
        if (setting == "timeZones")
            return "--time-zone";
        var option = new StringBuilder("--");
        foreach (var letter in setting)
            option.Append(char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : letter);
        return option.ToString();
    }
}

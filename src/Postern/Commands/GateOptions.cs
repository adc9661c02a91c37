using System.CommandLine;
using System.Text.Json;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary>Options and forms that commands about a gate share.</summary>
static class GateOptions
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The gate's settings file.</summary>
    public static Option<string?> Settings() => RecordOptions.One("--settings", "FILE", "the gate's settings (postern.yaml otherwise)");

    /// <summary>Machine output.</summary>
    public static Option<bool> Json() => new("--json") { Description = "one JSON object instead of text" };

    /// <summary>No question.</summary>
    public static Option<bool> Yes() => new("--yes") { Description = "do it without asking" };

    /// <summary>The file that an option names.</summary>
    public static string FileOf(ParseResult parsed, Option<string?> settings) => parsed.GetValue(settings) ?? "postern.yaml";

    /// <summary>Writes an answer as JSON.</summary>
    public static void Write(TextWriter output, JsonElement answer) => output.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>Asks the user; false for anything but yes.</summary>
    /// <exception cref="UsageException">There is nobody to ask.</exception>
    public static bool Confirms(TextWriter output, string question)
    {
        if (Console.IsInputRedirected)
            throw new UsageException("there is nobody to ask; say --yes when it is meant");
        output.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>A property that is text, fit to be printed.</summary>
    public static string Text(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? SafeText.Of(value.ToString()) : "";
}

using System.Text;
using System.Text.Json;

namespace Postern.Testing.Smtp;

/// <summary>Reads the file of wire cases; its head says what each field means.</summary>
public static class SmtpCaseFile
{
    /// <summary>The cases in file order; none when the file does not lie beside this checkout.</summary>
    public static IReadOnlyList<SmtpCase> All { get; } = Load();

    /// <summary>One case by its name.</summary>
    public static SmtpCase ById(string id)
    {
        SharedData.Path("smtp-cases.json");
        return All.Single(c => c.Id == id);
    }

    static List<SmtpCase> Load()
    {
        if (SharedData.Files("", "smtp-cases.json").FirstOrDefault() is null)
            return [];
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("smtp-cases.json")));
        var root = file.RootElement.Clone();
        var macros = root.GetProperty("macros").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!);
        return [.. root.GetProperty("cases").EnumerateArray().Select(c => Case(c, macros))];
    }

    static SmtpCase Case(JsonElement c, Dictionary<string, string> macros) => new(
        Text(c, "id")!, Text(c, "level")!, Text(c, "profile")!, Text(c, "description")!, Text(c, "role") == "client",
        [.. c.GetProperty("session").EnumerateArray().Select(s => Step(s, macros))],
        c.TryGetProperty("after", out var after) ? after.EnumerateObject().ToDictionary(a => a.Name, a => a.Value) : [],
        Strings(c, "requires"), Strings(c, "unless_announced"),
        c.TryGetProperty("overrides", out var o) ? o.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetInt32()) : [],
        Number(c, "repeat_session") ?? 1, Number(c, "parallel_before") ?? 0, Text(c, "fixture_queue"));

    static SmtpCaseStep Step(JsonElement s, Dictionary<string, string> macros) => new(
        Expand(s, macros), s.GetProperty("expect"), Text(s, "expect_text"), Text(s, "not_text"), Text(s, "policy_expect"),
        Time(s, "quiet_ms"), Time(s, "timeout_ms"), Time(s, "octets_ms"), Flag(s, "optional"), Flag(s, "stepwise"), Flag(s, "must_stop"),
        Flag(s, "half_close"), Text(s, "then") == "close", Flag(s, "raw"), Text(s, "control"), Text(s, "check"), Text(s, "save"),
        Text(s, "same_as"), s.TryGetProperty("tls", out var tls) ? Tls(tls) : null);

    static SmtpCaseTls Tls(JsonElement tls)
    {
        var expect = (Text(tls, "expect") ?? "ok|fail").Split('|');
        return new SmtpCaseTls(
            Text(tls, "client_cert") ?? Text(tls, "server_cert")!, Text(tls, "max"), expect.Contains("ok"), expect.Contains("fail"));
    }

    // An expansion's text has escapes too; it is put in before they are undone.
    static byte[] Expand(JsonElement step, Dictionary<string, string> macros)
    {
        var text = step.GetProperty("send").GetString()!;
        foreach (var (token, macro) in macros)
            text = text.Replace(token, macro, StringComparison.Ordinal);
        if (step.TryGetProperty("expand", out var expand))
        {
            foreach (var token in expand.EnumerateObject())
            {
                var repeated = new StringBuilder().Insert(0, token.Value[0].GetString(), token.Value[1].GetInt32()).ToString();
                text = text.Replace(token.Name, repeated, StringComparison.Ordinal);
            }
        }
        return CEscapes.Decode(text);
    }

    static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetString() : null;

    static int? Number(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    static bool Flag(JsonElement e, string name) => e.TryGetProperty(name, out var value) && value.GetBoolean();

    static TimeSpan? Time(JsonElement e, string name) => Number(e, name) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    static string[] Strings(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : [];
}

using System.Security.Cryptography;
using System.Text;
using Postern.Gate.Configuration;

namespace Postern.Gate.Hosting;

/// <summary>What a settings file held at one moment.</summary>
/// <param name="Settings">The settings; null when something in it is wrong.</param>
/// <param name="Problems">What is wrong.</param>
/// <param name="Digest">SHA-256 of its octets; 32 zeros when it could not be read.</param>
/// <param name="Text">Its text; empty when it could not be read.</param>
sealed record SettingsReading(GateSettings? Settings, IReadOnlyList<SettingsProblem> Problems, byte[] Digest, string Text)
{
    const int Largest = 16 << 20;

    /// <summary>Reads a file.</summary>
    public static SettingsReading Of(string path)
    {
        if (OctetsOf(path, out var fault) is not { } octets)
            return new(null, [new SettingsProblem(path, 1, 1, fault)], new byte[SHA256.HashSizeInBytes], "");
        var text = Encoding.UTF8.GetString(octets);
        var settings = GateSettingsReader.Read(path, text, out var problems);
        return new SettingsReading(settings, problems, SHA256.HashData(octets), text);
    }

    /// <summary>A problem with a key of the file's first level, at its line.</summary>
    public SettingsProblem ProblemAt(string path, string key, string text)
    {
        var line = Array.FindIndex(Text.Split('\n'), l => l.StartsWith($"{key}:", StringComparison.Ordinal));
        return new SettingsProblem(path, Math.Max(line, 0) + 1, 1, text);
    }

    /// <summary>The digest that a reading would have now.</summary>
    public static byte[] DigestOf(string path) => OctetsOf(path, out _) is { } octets ? SHA256.HashData(octets) : new byte[SHA256.HashSizeInBytes];

    static byte[]? OctetsOf(string path, out string fault)
    {
        fault = "";
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > Largest)
            {
                fault = $"has {file.Length:N0} octets; a settings file has at most {Largest:N0}";
                return null;
            }
            var octets = new byte[file.Length];
            file.ReadExactly(octets);
            return octets;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            fault = $"cannot be read: {problem.Message}";
            return null;
        }
    }
}

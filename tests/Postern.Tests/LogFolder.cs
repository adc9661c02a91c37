using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Postern.Tests;

/// <summary>A folder of small logs that goes away with the test.</summary>
sealed class LogFolder : IDisposable
{
    const string Header = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
        + "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\tquery\tqtype_name\trcode_name\n";

    public LogFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "postern-tests", Guid.NewGuid().ToString("N"));

    /// <summary>Full path of a file of the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path; the name ending in <c>.gz</c> compresses it.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        using var file = File.Create(this[name]);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? (Stream)new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(text));
        return this[name];
    }

    /// <summary>Writes a Zeek DNS log of look-ups.</summary>
    public string WriteDns(string name, params IEnumerable<(double Time, string Source, string Target)> lookups) => Write(name, Dns(lookups));

    /// <summary>Text of a Zeek DNS log.</summary>
    public static string Dns(IEnumerable<(double Time, string Source, string Target)> lookups) => Header + string.Concat(lookups.Select((l, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{l.Time:F6}\tC{i}\t{l.Source}\t{1024 + i % 60_000}\t192.0.2.53\t53\tudp\t{i % 65_536}\t{l.Target}\tA\tNOERROR\n")));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Postern.Contacts;

namespace Postern.Logs.Tests.Expected;

/// <summary>Runs one reader over one file or text, as the engine would.</summary>
static class SampleReading
{
    /// <summary>Reads a file of the shared data.</summary>
    public static (ListSink Sink, long Records) File(LogFormat format, string path, ReadOptions options, bool wantsDetail = true) =>
        Bytes(format, Decompress(path), options, wantsDetail, path);

    /// <summary>Reads lines of text, separated by LF.</summary>
    public static ListSink Text(LogFormat format, string text, ReadOptions? options = null, bool wantsDetail = true) =>
        Bytes(format, Encoding.UTF8.GetBytes(text), options ?? new ReadOptions(), wantsDetail, "text").Sink;

    /// <summary>A context for readers of tests: the files were all written before 2027.</summary>
    public static ReadContext Context(ReadOptions? options = null, string path = "log", long? preceding = null) => new()
    {
        Options = options ?? new ReadOptions(),
        WrittenAt = UnixTime.From(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        PrecedingStamp = preceding,
        Path = path,
    };

    /// <summary>Reads whole content, and again with the better year when the reader asks for it.</summary>
    public static (ListSink Sink, long Records) Bytes(
        LogFormat format, byte[] content, ReadOptions options, bool wantsDetail, string path)
    {
        var sink = new ListSink(wantsDetail);
        var reader = format.Open(Context(options, path));
        var records = Lines(content, reader, sink);
        if (reader.BetterYear is not { } year)
            return (sink, records);
        return Bytes(format, content, options with { LogYear = year }, wantsDetail, path);
    }

    static long Lines(byte[] content, LineReader reader, ListSink sink)
    {
        ReadOnlySpan<byte> rest = content;
        if (rest.StartsWith("\ufeff"u8))
            rest = rest[3..];
        long number = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            number++;
            if (!line.IsEmpty && line[^1] == '\r')
                line = line[..^1];
            if (line.IsEmpty && !reader.TakesBlankLines)
                sink.Ignore("blank");
            else
                reader.Read(line, number, sink);
        }
        reader.Finish(sink);
        return number;
    }

    static byte[] Decompress(string path)
    {
        var content = System.IO.File.ReadAllBytes(path);
        return content switch
        {
            [0x1f, 0x8b, ..] => Unzip(content),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Run("zstd", path),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => Run("bzip2", path),
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => Run("xz", path),
            _ => content,
        };
    }

    static byte[] Unzip(byte[] content)
    {
        using var whole = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        gzip.CopyTo(whole);
        return whole.ToArray();
    }

    static byte[] Run(string tool, string path)
    {
        var start = new ProcessStartInfo(tool, ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{tool} is not installed");
        }
        using (process)
        using (var whole = new MemoryStream())
        {
            process!.StandardOutput.BaseStream.CopyTo(whole);
            process.WaitForExit();
            return whole.ToArray();
        }
    }
}

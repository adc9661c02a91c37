using System.ComponentModel;
using System.Diagnostics;

namespace Postern.Logs.Input;

/// <summary>Decompresses through the program that the system has for it: what no part of .NET 10 reads (zstd, bzip2, xz).</summary>
/// <remarks>The program reads the file itself and writes to a pipe, so what it holds is its own memory: zstd refuses windows above
/// 128 MiB by itself, xz is told the same limit, bzip2 needs a few MiB.</remarks>
sealed class OutsideDecoder : DecodedStream
{
    readonly Process process;
    readonly Task<string> complaint;
    readonly string program;
    bool ended;

    OutsideDecoder(Process process, string program)
    {
        this.process = process;
        this.program = program;
        complaint = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the program for a file.</summary>
    /// <param name="path">The compressed file.</param>
    /// <param name="compression">Its compression.</param>
    /// <param name="decoder">The decompressed bytes.</param>
    /// <param name="missing">When there is no such program: what to do about it.</param>
    public static bool TryStart(string path, Compression compression, out OutsideDecoder? decoder, out string? missing)
    {
        var program = compression switch
        {
            Compression.Zstd => "zstd",
            Compression.Bzip2 => "bzip2",
            _ => "xz",
        };
        (decoder, missing) = (null, null);
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "-d", "-c", "--", Path.GetFullPath(path) },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (compression == Compression.Zstd)
            start.ArgumentList.Insert(0, "-q");
        if (compression == Compression.Xz)
            start.ArgumentList.Insert(0, "--memlimit-decompress=128MiB");
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            decoder = new OutsideDecoder(process, program);
            return true;
        }
        catch (Win32Exception)
        {
            missing = $"the file is compressed with {program}, and the program {program} is not installed; install it, or decompress the file first";
            return false;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (ended)
            return 0;
        var count = process.StandardOutput.BaseStream.Read(buffer);
        if (count > 0)
            return count;
        ended = true;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Fault = $"{program} could not decompress the whole file: {OneLine(complaint.GetAwaiter().GetResult())}";
            EndsEarly = true;
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
        base.Dispose(disposing);
    }

    static string OneLine(string text) =>
        string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

using Microsoft.Win32.SafeHandles;

namespace Postern.Logs.Reading;

/// <summary>The temporary file for contacts that do not fit into memory: sorted runs one after the other. Safe for several threads.</summary>
/// <remarks>The file has no name any more once it is open (or, on Windows, is deleted by the system), so that nothing is left
/// behind however the process ends.</remarks>
sealed class RowSpool : IDisposable
{
    readonly Lock writing = new();
    SafeFileHandle? file;
    long end;

    /// <summary>Octets written.</summary>
    public long Length => end;

    /// <summary>Writes a sorted chunk as a run.</summary>
    public SpooledRun Write(RowChunk chunk)
    {
        lock (writing)
        {
            using var run = Begin();
            for (var i = 0; i < chunk.Count; i++)
                run.Add(chunk[i]);
            return run.End();
        }
    }

    /// <summary>Writes contacts that come in order as a run.</summary>
    public SpooledRun Write(RowMerge merge)
    {
        lock (writing)
        {
            using var run = Begin();
            while (merge.TryNext(out var octets))
                run.Add(octets);
            return run.End();
        }
    }

    /// <summary>Reads part of a run.</summary>
    public int Read(Span<byte> to, long offset) => RandomAccess.Read(file!, to, offset);

    public void Dispose() => file?.Dispose();

    Writer Begin()
    {
        file ??= Create();
        return new Writer(this);
    }

    static SafeFileHandle Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"postern-{Path.GetRandomFileName()}");
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(problem);
        }
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return handle;
    }

    static IOException NotWritten(Exception problem) => new(
        $"the temporary file in {Path.GetTempPath()} could not be written ({problem.Message}); "
        + "set TMPDIR to a folder with more room, or narrow the record with --from and --to",
        problem);

    /// <summary>Collects a run into large writes.</summary>
    sealed class Writer(RowSpool spool) : IDisposable
    {
        readonly long start = spool.end;
        readonly MemoryStream buffer = new(1 << 20);

        public void Add(ReadOnlySpan<byte> octets)
        {
            buffer.Write(octets);
            if (buffer.Length >= 1 << 20)
                Flush();
        }

        public SpooledRun End()
        {
            Flush();
            return new SpooledRun(spool, start, spool.end);
        }

        public void Dispose() => buffer.Dispose();

        void Flush()
        {
            try
            {
                RandomAccess.Write(spool.file!, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), spool.end);
            }
            catch (IOException problem)
            {
                throw NotWritten(problem);
            }
            spool.end += buffer.Length;
            buffer.SetLength(0);
        }
    }
}

/// <summary>A sorted run in a spool: octets [Start, End).</summary>
sealed record SpooledRun(RowSpool Spool, long Start, long End);

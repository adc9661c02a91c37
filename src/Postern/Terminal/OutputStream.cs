using Microsoft.Win32.SafeHandles;

namespace Postern.Terminal;

/// <summary>Standard output as bytes. When its reader has gone away (<c>postern … | head</c>), writing throws <see cref="OutputClosedException"/>.</summary>
/// <remarks>The console stream of .NET goes on writing into a closed pipe without a word, so pipes are written to as files.
/// Regular files are not: a <see cref="FileStream"/> keeps its own position and would overwrite what others append.</remarks>
sealed class OutputStream : Stream
{
    readonly Stream inner;

    OutputStream(Stream inner) => this.inner = inner;

    /// <summary>Standard output of this process.</summary>
    public static OutputStream Open()
    {
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new OutputStream(pipe.CanSeek ? Console.OpenStandardOutput() : pipe);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException problem)
        {
            throw new OutputClosedException(problem);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Nobody reads the output any more, or it could not be written.</summary>
sealed class OutputClosedException(IOException problem) : Exception(problem.Message, problem)
{
    const int BrokenPipe = 32; // EPIPE

    /// <summary>Whether the reader went away by itself, which is no fault.</summary>
    public bool ReaderLeft { get; } = (problem.HResult & 0xFFFF) == BrokenPipe || problem.HResult == unchecked((int)0x800700E8);
}

namespace Postern.Logs.Input;

/// <summary>Read-only bytes made from other bytes; what was wrong with those is known once the end is reached.</summary>
abstract class DecodedStream : Stream
{
    /// <summary>What was wrong, for people, or null. Final once <see cref="Stream.Read(Span{byte})"/> has returned 0.</summary>
    public string? Fault { get; protected set; }

    /// <summary>Whether <see cref="Fault"/> means that the data end before their end, so that the last line is a cut one.</summary>
    public bool EndsEarly { get; protected set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using System.Buffers;
using System.IO.Pipelines;

namespace Postern.Gate.Sessions;

/// <summary>A connection's pipes as a stream, for TLS. A read of nothing waits for octets without holding a buffer, so that an idle
/// session costs none.</summary>
sealed class PipeStream(IDuplexPipe pipe) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await pipe.Input.ReadAsync(cancellationToken);
        // Somebody woke the session by the pipe that it has left for TLS: it looks around when it reads there.
        while (result.IsCanceled && result.Buffer.IsEmpty && !result.IsCompleted)
        {
            pipe.Input.AdvanceTo(result.Buffer.End);
            result = await pipe.Input.ReadAsync(cancellationToken);
        }
        var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        if (count == 0)
        {
            // The end of an empty slice is not its beginning where the octets lie in several pieces.
            pipe.Input.AdvanceTo(result.Buffer.Start);
            return 0;
        }
        var octets = result.Buffer.Slice(0, count);
        octets.CopyTo(buffer.Span);
        pipe.Input.AdvanceTo(octets.End);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await pipe.Output.WriteAsync(buffer, cancellationToken);
        if (result.IsCanceled || result.IsCompleted)
            throw new IOException("the connection is closed");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken) => await pipe.Output.FlushAsync(cancellationToken);

    // Each write is flushed; TLS asks for it once more when it is disposed of.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronous only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronous only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

namespace Postern.Logs.Input;

/// <summary>A head already read, then the rest.</summary>
sealed class HeadedStream(byte[] head, Stream rest) : DecodedStream
{
    int given;

    public override int Read(Span<byte> buffer)
    {
        if (given == head.Length)
            return rest.Read(buffer);
        var count = Math.Min(buffer.Length, head.Length - given);
        head.AsSpan(given, count).CopyTo(buffer);
        given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}

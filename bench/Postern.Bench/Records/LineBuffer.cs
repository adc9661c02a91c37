namespace Postern.Bench.Records;

/// <summary>Bytes on their way to a stream; the hot part of writing a gigabyte of log.</summary>
sealed class LineBuffer(Stream stream) : IDisposable
{
    readonly byte[] bytes = new byte[1 << 20];
    int used;

    public LineBuffer Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > bytes.Length - used)
            Flush();
        text.CopyTo(bytes.AsSpan(used));
        used += text.Length;
        return this;
    }

    /// <summary>A number with at least <paramref name="digits"/> digits.</summary>
    public LineBuffer Add(long number, int digits = 1)
    {
        Span<byte> text = stackalloc byte[20];
        var start = text.Length;
        for (; number > 0 || text.Length - start < digits; number /= 10)
            text[--start] = (byte)('0' + number % 10);
        return Add(text[start..]);
    }

    /// <summary>Seconds with six digits after the point.</summary>
    public LineBuffer AddMicros(long micros) => Add(micros / 1_000_000).Add("."u8).Add(micros % 1_000_000, 6);

    public void Dispose() => Flush();

    void Flush()
    {
        stream.Write(bytes.AsSpan(0, used));
        used = 0;
    }
}

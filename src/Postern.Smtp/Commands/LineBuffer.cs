using System.Text;

namespace Postern.Smtp.Commands;

/// <summary>What came of a piece of input.</summary>
enum LineStatus
{
    /// <summary>The line goes on.</summary>
    Incomplete,

    /// <summary>A line is there.</summary>
    Complete,

    /// <summary>A line ended that was longer than the bound; its octets were thrown away.</summary>
    TooLong,

    /// <summary>More octets without a line end than are read to stay in step.</summary>
    Endless,
}

/// <summary>Puts lines together from pieces of any size. Only CR LF ends one; a line inside one piece is not copied.</summary>
sealed class LineBuffer
{
    readonly long maximumDiscarded;
    byte[] held = [];
    int length;
    bool endsWithCr;

    /// <param name="maximumDiscarded">Most octets that are read to find the end of one line.</param>
    public LineBuffer(long maximumDiscarded) => this.maximumDiscarded = maximumDiscarded;

    /// <summary>Octets of the unfinished line, thrown away ones too.</summary>
    public long Octets { get; private set; }

    /// <summary>Reads up to the end of a line.</summary>
    /// <param name="input">What came.</param>
    /// <param name="limit">Most octets of a line with its CR LF.</param>
    /// <param name="used">How much of it belongs to this line.</param>
    /// <param name="line">The line without CR LF; good until the next call.</param>
    public LineStatus Read(ReadOnlySpan<byte> input, int limit, out int used, out ReadOnlySpan<byte> line)
    {
        line = default;
        var end = endsWithCr && input[0] == '\n' ? 1 : EndOf(input);
        used = end < 0 ? input.Length : end;
        Octets += used;
        if (Octets > maximumDiscarded)
            return LineStatus.Endless;
        var fits = Octets <= limit;
        if (end < 0)
        {
            endsWithCr = input[^1] == '\r';
            Hold(fits ? input : default);
            return LineStatus.Incomplete;
        }
        if (fits && length == 0)
            line = input[..(end - 2)];
        else if (fits)
        {
            Hold(input[..end]);
            line = held.AsSpan(0, length - 2);
        }
        Clear();
        return fits ? LineStatus.Complete : LineStatus.TooLong;
    }

    /// <summary>Whether the unfinished line, with more input behind it, begins with a word in any case.</summary>
    public bool BeginsWith(ReadOnlySpan<byte> word, ReadOnlySpan<byte> input)
    {
        var before = Math.Min(length, word.Length);
        return Ascii.EqualsIgnoreCase(held.AsSpan(0, before), word[..before])
            && input.Length >= word.Length - before
            && Ascii.EqualsIgnoreCase(input[..(word.Length - before)], word[before..]);
    }

    /// <summary>Forgets the unfinished line.</summary>
    public void Clear() => (length, Octets, endsWithCr) = (0, 0, false);

    static int EndOf(ReadOnlySpan<byte> input)
    {
        var at = input.IndexOf("\r\n"u8);
        return at < 0 ? -1 : at + 2;
    }

    void Hold(ReadOnlySpan<byte> piece)
    {
        if (held.Length < length + piece.Length)
            Array.Resize(ref held, Math.Max(length + piece.Length, Math.Max(128, 2 * held.Length)));
        piece.CopyTo(held.AsSpan(length));
        length += piece.Length;
    }
}

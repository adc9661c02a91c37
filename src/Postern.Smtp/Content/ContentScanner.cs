using System.Numerics;
using System.Runtime.Intrinsics;

namespace Postern.Smtp.Content;

/// <summary>Reads a message's octets in pieces of any size: undoes dot-stuffing, finds the end of DATA, and finds what is wrong.</summary>
/// <remarks>
/// A line ends with CR LF and with nothing else, so the end of data is CR LF . CR LF and nothing else (RFC 5321 §4.1.1.4): after a
/// fault the octets are still followed, but none are given out. Octets between faults and dots at the start of a line are found by
/// comparing masks of 64 octets and copied together; the others go one by one.
/// </remarks>
struct ContentScanner
{
    const int Block = 64;

    enum At : byte { LineStart, Text, Cr, Dot, DotCr }

    readonly bool stuffed;
    readonly long maximumOctets;
    readonly int maximumLine;
    At at;
    int lineLength;

    /// <param name="stuffed">DATA (dots are stuffed, CR LF . CR LF ends it) or BDAT (neither).</param>
    /// <param name="maximumOctets">Most octets of content.</param>
    /// <param name="maximumLine">Most octets of a line without its CR LF; at least 64.</param>
    public ContentScanner(bool stuffed, long maximumOctets, int maximumLine)
    {
        this.stuffed = stuffed;
        this.maximumOctets = maximumOctets;
        this.maximumLine = maximumLine;
    }

    /// <summary>Octets of content so far, stuffing undone; counted on after a fault.</summary>
    public long Octets { get; private set; }

    /// <summary>The first fault.</summary>
    public ContentFault Fault { get; private set; }

    /// <summary>Whether an octet above 127 was met.</summary>
    public bool HasEightBit { get; private set; }

    /// <summary>Reads a piece.</summary>
    /// <param name="input">Octets of the message, and perhaps what follows it.</param>
    /// <param name="output">Takes the content; at least as long as <paramref name="input"/>, or empty to check only.</param>
    /// <param name="used">Octets that were read: all of them, unless the end of data was met.</param>
    /// <param name="written">Octets of content that were written.</param>
    /// <returns>Whether the end of data was met (DATA only).</returns>
    public bool Read(ReadOnlySpan<byte> input, Span<byte> output, out int used, out int written)
    {
        used = 0;
        written = 0;
        while (used < input.Length)
        {
            var taken = input.Length - used >= Block && at <= At.Cr ? TakeBlock(input.Slice(used, Block), output[written..]) : 0;
            used += taken;
            written += Fault == ContentFault.None && !output.IsEmpty ? taken : 0;
            if (taken < Block && used < input.Length && Step(input[used++], output, ref written))
                return true;
        }
        return false;
    }

    /// <summary>Says that a message of chunks is complete: a CR at its very end stays bare.</summary>
    public void End()
    {
        if (at == At.Cr)
            Fail(ContentFault.BareLineEnd);
    }

    void Fail(ContentFault fault)
    {
        if (Fault == ContentFault.None)
            Fault = fault;
    }

    // Takes the octets at the front of a block that need no thought: each LF right behind a CR, each CR right before an LF, no NUL,
    // no dot that starts a line. A bit of a mask stands for an octet of the block.
    int TakeBlock(ReadOnlySpan<byte> block, Span<byte> output)
    {
        var low = Vector256.Create(block);
        var high = Vector256.Create(block[Vector256<byte>.Count..]);
        var cr = Where(low, high, (byte)'\r');
        var lf = Where(low, high, (byte)'\n');
        var doubtful = lf ^ (cr << 1 | (at == At.Cr ? 1UL : 0)) | Where(low, high, 0);
        if (stuffed)
            doubtful |= Where(low, high, (byte)'.') & (lf << 1 | (at == At.LineStart ? 1UL : 0));
        var taken = BitOperations.TrailingZeroCount(doubtful);
        if (taken == 0)
            return 0;
        var within = ulong.MaxValue >> (Block - taken);
        (cr, lf) = (cr & within, lf & within);
        // Only the line that the first LF ends, or one without an LF, can be too long: a block is shorter than the bound.
        var untilFirst = lineLength + (lf == 0 ? taken : BitOperations.TrailingZeroCount(lf) - 1);
        if (Fault == ContentFault.None && (untilFirst > maximumLine || Octets + taken > maximumOctets))
            return 0;
        if (Fault == ContentFault.None && !output.IsEmpty)
        {
            // The output is as long as the input, so what is copied too much here is written over or not counted.
            low.CopyTo(output);
            high.CopyTo(output[Vector256<byte>.Count..]);
        }
        Octets += taken;
        lineLength = lf == 0 ? lineLength + taken : taken - 1 - BitOperations.Log2(lf);
        at = (cr >> (taken - 1)) != 0 ? At.Cr : (lf >> (taken - 1)) != 0 ? At.LineStart : At.Text;
        HasEightBit |= ((low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << 32) & within) != 0;
        return taken;
    }

    static ulong Where(Vector256<byte> low, Vector256<byte> high, byte octet)
    {
        var wanted = Vector256.Create(octet);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | (ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32;
    }

    bool Step(byte octet, Span<byte> output, ref int written)
    {
        if (stuffed)
        {
            switch (at)
            {
                case At.LineStart when octet == '.':
                    at = At.Dot;
                    return false;
                case At.Dot when octet == '\r':
                    at = At.DotCr;
                    return false;
                case At.DotCr when octet == '\n':
                    return true;
                case At.DotCr:
                    Fail(ContentFault.BareLineEnd);
                    break;
            }
        }
        var afterCr = at == At.Cr;
        switch (octet)
        {
            case (byte)'\n' when afterCr:
                at = At.LineStart;
                lineLength = 0;
                break;
            case (byte)'\n':
                Fail(ContentFault.BareLineEnd);
                at = At.Text;
                break;
            case (byte)'\r':
                if (afterCr)
                    Fail(ContentFault.BareLineEnd);
                at = At.Cr;
                break;
            default:
                if (afterCr)
                    Fail(ContentFault.BareLineEnd);
                if (octet == 0)
                    Fail(ContentFault.Nul);
                HasEightBit |= octet >= 0x80;
                at = At.Text;
                if (++lineLength > maximumLine)
                    Fail(ContentFault.LineTooLong);
                break;
        }
        if (++Octets > maximumOctets)
            Fail(ContentFault.TooLarge);
        if (Fault == ContentFault.None && !output.IsEmpty)
            output[written++] = octet;
        return false;
    }
}

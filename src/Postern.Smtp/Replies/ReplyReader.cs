using System.Text;
using Postern.Smtp.Commands;

namespace Postern.Smtp.Replies;

/// <summary>What came of a piece of input.</summary>
enum ReplyStatus
{
    /// <summary>The reply goes on.</summary>
    Incomplete,

    /// <summary>A reply is there.</summary>
    Complete,

    /// <summary>This is not a reply, or one without measure; the stream cannot be trusted any more.</summary>
    Malformed,
}

/// <summary>Reads replies strictly, in pieces of any size (RFC 5321 §4.2.1).</summary>
/// <remarks>Lines end with CR LF only and hold no other control character, NUL included; all lines of a reply have one code; both
/// lines and replies are bounded. Text that is not ASCII is kept as question marks.</remarks>
sealed class ReplyReader(int maximumLine, int maximumLines)
{
    readonly LineBuffer line = new(maximumLine);
    readonly List<string> lines = [];
    int code;

    /// <summary>Octets of a reply that is not finished.</summary>
    public bool IsEmpty => line.Octets == 0 && lines.Count == 0;

    /// <summary>Reads up to the end of a reply.</summary>
    public ReplyStatus Read(ReadOnlySpan<byte> input, out int used, out SmtpReply? reply)
    {
        reply = null;
        used = 0;
        while (used < input.Length)
        {
            var status = line.Read(input[used..], maximumLine, out var read, out var text);
            used += read;
            if (status == LineStatus.Incomplete)
                return ReplyStatus.Incomplete;
            if (status != LineStatus.Complete || !TryLine(text, out var isLast))
                return ReplyStatus.Malformed;
            if (!isLast)
                continue;
            reply = Compose();
            return ReplyStatus.Complete;
        }
        return ReplyStatus.Incomplete;
    }

    bool TryLine(ReadOnlySpan<byte> text, out bool isLast)
    {
        isLast = text.Length == 3 || text.Length > 3 && text[3] == ' ';
        // Reply-code = %x32-35 %x30-35 %x30-39
        if (text.Length < 3 || text[0] is < (byte)'2' or > (byte)'5' || text[1] is < (byte)'0' or > (byte)'5' || !char.IsAsciiDigit((char)text[2])
            || !isLast && text[3] != '-' || lines.Count == maximumLines)
            return false;
        var lineCode = (text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0';
        if (lines.Count > 0 && lineCode != code)
            return false;
        code = lineCode;
        text = text.Length > 4 ? text[4..] : default;
        var plain = new StringBuilder(text.Length);
        foreach (var octet in text)
        {
            if (octet is < 0x20 and not (byte)'\t' or 0x7f)
                return false;
            plain.Append(octet < 0x80 ? (char)octet : '?');
        }
        lines.Add(plain.ToString());
        return true;
    }

    SmtpReply Compose()
    {
        // One status code, at the front of each line (RFC 2034 §4); the first line's counts.
        EnhancedStatus? status = EnhancedStatus.TryTake(lines[0], out var first, out _) && first.Class == code / 100 ? first : null;
        var texts = lines.Select(l => status is not null && EnhancedStatus.TryTake(l, out var s, out var rest) && s == status ? rest.ToString() : l);
        var reply = new SmtpReply(code, status, [.. texts]);
        lines.Clear();
        return reply;
    }
}

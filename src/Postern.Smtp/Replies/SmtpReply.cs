using System.Buffers;
using System.Text;

namespace Postern.Smtp.Replies;

/// <summary>A reply: code, enhanced status code, text (RFC 5321 §4.2, RFC 2034).</summary>
/// <remarks>Never changes; a reply that is used often is made once and written as octets.</remarks>
public sealed class SmtpReply
{
    /// <summary>Most octets of a reply line that is sent, with its line end (RFC 5321 §4.5.3.1.5).</summary>
    public const int MaximumLine = 512;

    readonly byte[] wire;

    /// <summary>A reply to send.</summary>
    /// <param name="code">Three digits, 200 to 599.</param>
    /// <param name="status">Enhanced status code; null where RFC 2034 wants none (greeting, HELO, EHLO, 3yz).</param>
    /// <param name="lines">Text of each line; what is not printable ASCII is sent as a question mark, what is too long is cut.</param>
    public SmtpReply(int code, EnhancedStatus? status, params IReadOnlyList<string> lines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        Code = code;
        Status = status;
        Lines = lines.Count == 0 ? [""] : lines;
        wire = Encode();
    }

    /// <summary>The three digits.</summary>
    public int Code { get; }

    /// <summary>The enhanced status code, when there is one.</summary>
    public EnhancedStatus? Status { get; }

    /// <summary>Text of each line, without the codes; at least one.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>4yz: try again later.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz: do not try this again.</summary>
    public bool IsPermanent => Code >= 500;

    /// <summary>The reply on the wire, each line ended by CR LF.</summary>
    public ReadOnlySpan<byte> Wire => wire;

    /// <summary>Appends the reply's octets.</summary>
    public void WriteTo(IBufferWriter<byte> output) => output.Write(wire);

    /// <summary>Code, status and text on one line, for logs and records.</summary>
    public override string ToString() =>
        string.Join(' ', ((string[])[$"{Code}", $"{Status}", .. Lines]).Where(word => word.Length > 0));

    byte[] Encode()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Lines.Count; i++)
        {
            var start = text.Length;
            text.Append(Code).Append(i == Lines.Count - 1 ? ' ' : '-');
            if (Status is not null)
                text.Append(Status).Append(' ');
            foreach (var c in Lines[i])
                text.Append(c is >= ' ' and < '\x7f' ? c : '?');
            text.Length = Math.Min(text.Length, start + MaximumLine - 2);
            text.Append("\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

using Postern.Logs.Mail;

namespace Postern.Logs.Postfix;

/// <summary>One delivery line: <c>to=&lt;RCPT&gt;, [orig_to=&lt;&gt;, ]relay=R, [conn_use=N, ]delay=S, delays=a/b/c/d, dsn=X.Y.Z,
/// status=WORD (TEXT)</c>.</summary>
/// <remarks>The recipient may hold any text, these keys included, so the keys are taken in their order from the front; what the
/// other side said stands behind the status and is never looked at.</remarks>
ref struct PostfixDelivery
{
    /// <summary>Recipient without brackets.</summary>
    public ReadOnlySpan<byte> Recipient;

    /// <summary>Recipient before aliases, or empty.</summary>
    public ReadOnlySpan<byte> Original;

    /// <summary><c>HOST[ADDR]:PORT</c>, <c>none</c>, or a word.</summary>
    public ReadOnlySpan<byte> Relay;

    /// <summary>Which use of one connection it was, from the second on; or empty.</summary>
    public ReadOnlySpan<byte> ConnectionUse;

    /// <summary>Seconds since arrival.</summary>
    public ReadOnlySpan<byte> Delay;

    /// <summary>Enhanced status code.</summary>
    public ReadOnlySpan<byte> Dsn;

    /// <summary>Status word.</summary>
    public ReadOnlySpan<byte> Status;

    /// <summary>Takes a delivery line apart, from <c>to=</c> on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out PostfixDelivery delivery)
    {
        delivery = default;
        if (!text.StartsWith("to=<"u8))
            return false;
        text = text[4..];
        if (!TryMailbox(ref text, "orig_to=<"u8, out delivery.Recipient, out var hasOriginal)
            || hasOriginal && !TryMailbox(ref text, default, out delivery.Original, out _))
            return false;
        delivery.Relay = Until(ref text, ", "u8);
        if (text.StartsWith("conn_use="u8))
            delivery.ConnectionUse = Until(ref text, ", "u8)[9..];
        if (!text.StartsWith("delay="u8))
            return false;
        delivery.Delay = Until(ref text, ", "u8)[6..];
        if (text.StartsWith("delays="u8))
            Until(ref text, ", "u8);
        if (text.StartsWith("dsn="u8))
            delivery.Dsn = Until(ref text, ", "u8)[4..];
        if (!text.StartsWith("status="u8))
            return false;
        delivery.Status = Until(ref text, " "u8)[7..];
        return delivery.Status.Length > 0;
    }

    /// <summary>Takes a mailbox, its closing bracket and the key behind it: <paramref name="other"/>, else <c>relay=</c>.</summary>
    static bool TryMailbox(
        scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> other, out ReadOnlySpan<byte> mailbox, out bool isOther)
    {
        var quoted = MailParty.QuotedLength(text);
        for (var at = quoted; ; at++)
        {
            var close = text[at..].IndexOf(">, "u8);
            if (close < 0)
                break;
            at += close;
            var behind = text[(at + 3)..];
            isOther = !other.IsEmpty && behind.StartsWith(other);
            if (!isOther && !behind.StartsWith("relay="u8))
                continue;
            mailbox = text[..at];
            text = behind[(isOther ? other.Length : 6)..];
            return true;
        }
        mailbox = default;
        isOther = false;
        return false;
    }

    static ReadOnlySpan<byte> Until(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        var end = text.IndexOf(mark);
        var part = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + mark.Length)..];
        return part;
    }
}

using Postern.Logs.Time;

namespace Postern.Logs.Exim;

/// <summary>Small pieces of Exim's lines that stand at fixed places.</summary>
static class EximText
{
    /// <summary>Reads the stamp that a line or a message begins with: <c>YYYY-MM-DD hh:mm:ss[.mmm][ ±hhmm][ [PID]] </c>.</summary>
    public static StampRead TakeStamp(ReadOnlySpan<byte> line, out Stamp stamp, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        var read = StampText.Iso(line, out stamp, out var length);
        if (read == StampRead.None || line[10] != ' ' || length < line.Length && line[length] != ' ')
            return StampRead.None;
        rest = line[length..].TrimStart((byte)' ');
        if (!stamp.HasOffset && rest.Length > 5 && rest[0] is (byte)'+' or (byte)'-')
        {
            if (StampText.Offset(rest, ref stamp, out var taken) == StampRead.Impossible)
                return StampRead.Impossible;
            rest = rest[taken..].TrimStart((byte)' ');
        }
        rest = AfterPid(rest);
        return read;
    }

    /// <summary>The text without <c>[PID] </c> in front.</summary>
    public static ReadOnlySpan<byte> AfterPid(ReadOnlySpan<byte> text)
    {
        var close = text.Length > 2 && text[0] == '[' ? text.IndexOf("] "u8) : -1;
        return close is > 1 and < 12 && !text[1..close].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? text[(close + 2)..]
            : text;
    }

    /// <summary>Whether a text without message id is one that only Exim writes.</summary>
    public static bool IsTelling(ReadOnlySpan<byte> text) =>
        text.StartsWith("H="u8) || text.StartsWith("exim "u8) || text.StartsWith("Start queue run"u8) || text.StartsWith("End queue run"u8)
        || text.StartsWith("SMTP connection from "u8) || text.StartsWith("no host name found for IP address "u8)
        || text.StartsWith("rejected "u8) || text.StartsWith("SMTP "u8) || text.StartsWith("no MAIL in SMTP connection "u8)
        || text.StartsWith("TLS error on connection "u8) || text.StartsWith("unexpected disconnection while "u8)
        || text.IndexOf(" authenticator failed for "u8) is > 0 and < 64;

    /// <summary>Whether a syslog program is Exim: <c>exim</c>, <c>exim4</c>, or <c>exim-in</c> and the like.</summary>
    public static bool IsExim(ReadOnlySpan<byte> program) => program.StartsWith("exim"u8);

    /// <summary>Whether the text is a part of a line that was too long for syslog and split (<c>[1\14]</c>, <c>[2/14]</c>): a copy
    /// of the reject log, or of a line whose whole is there too.</summary>
    public static bool IsPart(ReadOnlySpan<byte> text)
    {
        var close = text.Length > 0 && text[0] == '[' ? text.IndexOf((byte)']') : -1;
        if (close is < 4 or > 10)
            return false;
        var inside = text[1..close];
        var slash = inside.IndexOfAny((byte)'\\', (byte)'/');
        return slash > 0 && slash < inside.Length - 1
            && !inside[..slash].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !inside[(slash + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}

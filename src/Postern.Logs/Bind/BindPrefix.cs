using Postern.Logs.Time;

namespace Postern.Logs.Bind;

/// <summary>What <c>named</c> writes in front of a message: <c>TIME TAG: CATEGORY: MODULE: SEVERITY: </c>, each part optional
/// (print-time, -prefix, print-category, print-module, print-severity).</summary>
static class BindPrefix
{
    const int MostWords = 4;

    static readonly string[] Words =
    [
        "queries", "info", "security", "error", "general", "notice", "warning", "critical", "dynamic", "debug",
        "client", "cname", "config", "database", "default", "delegation-only", "dispatch", "dnssec", "dnstap",
        "edns-disabled", "lame-servers", "network", "notify", "nsid", "query-errors", "rate-limit", "resolver",
        "responses", "rpz", "rpz-passthru", "serve-stale", "spill", "sslkeylog", "trust-anchor-telemetry", "unmatched",
        "update", "update-security", "xfer-in", "xfer-out", "zoneload",
    ];

    /// <summary>Reads a stamp of BIND's own at the start of the text.</summary>
    /// <param name="text">A line, or the message of a syslog line.</param>
    /// <param name="stamp">The stamp.</param>
    /// <param name="rest">What follows it.</param>
    /// <returns><see cref="StampRead.None"/> when the text does not begin with one. A stamp that syslog writes as well is BIND's only
    /// when no host name follows it.</returns>
    public static StampRead ReadTime(ReadOnlySpan<byte> text, out Stamp stamp, out ReadOnlySpan<byte> rest)
    {
        stamp = default;
        rest = text;
        if (text.Length < 20)
            return StampRead.None;
        StampRead read;
        int length;
        if (text[2] == '-')
        {
            read = StampText.Bind(text, out stamp, out length);
        }
        else if (text[4] == '-')
        {
            read = StampText.Iso(text, out stamp, out length);
        }
        else
        {
            // Before 9.3, and with milliseconds: without them it is syslog's.
            read = StampText.Month(text, out stamp, out length);
            if (length < 18 || text[length - 4] != '.')
                return StampRead.None;
        }
        if (read == StampRead.None || length >= text.Length || text[length] != ' ')
            return StampRead.None;
        rest = text[(length + 1)..];
        var shared = text[2] != '-' && (stamp.HasOffset || stamp.Year == 0);
        return !shared || rest.StartsWith("client "u8) || WordLength(rest) > 0 ? read : StampRead.None;
    }

    /// <summary>Takes category, severity and so on off a message.</summary>
    /// <param name="text">What follows the time.</param>
    /// <param name="known">Whether one of the words is a category or severity of BIND.</param>
    public static ReadOnlySpan<byte> WithoutWords(ReadOnlySpan<byte> text, out bool known)
    {
        known = false;
        for (var words = 0; words < MostWords && !text.StartsWith("client "u8); words++)
        {
            var length = WordLength(text);
            if (length == 0)
                break;
            known = known || IsKnown(text[..length]);
            text = text[(length + 2)..];
        }
        return text;
    }

    // Length of "word" or "debug N" in front of ": "; 0 when the text begins otherwise.
    static int WordLength(ReadOnlySpan<byte> text)
    {
        var end = text[..Math.Min(text.Length, 64)].IndexOf((byte)':');
        if (end <= 0 || end + 1 >= text.Length || text[end + 1] != ' ')
            return 0;
        var word = text[..end];
        return word.IndexOf((byte)' ') < 0 || word.StartsWith("debug "u8) && StampText.Number(word[6..], out _) ? end : 0;
    }

    static bool IsKnown(ReadOnlySpan<byte> word)
    {
        if (word.StartsWith("debug "u8))
            return true;
        foreach (var known in Words)
        {
            if (System.Text.Ascii.Equals(word, known))
                return true;
        }
        return false;
    }
}

namespace Postern.Logs.Postfix;

/// <summary>Tells the program of a line whose tag was cut to <c>postfix</c> by how its text begins (formats.md §7.1).</summary>
static class PostfixInference
{
    /// <summary>The program that writes such a text.</summary>
    public static PostfixDaemon Daemon(ReadOnlySpan<byte> message)
    {
        if (QueueId.TryTake(message, out _, out var rest))
            return OfMessage(rest);
        if (message.StartsWith("NOQUEUE: "u8))
            return OfSession(message[9..]);
        if (message.StartsWith("CONNECT from ["u8) || message.StartsWith("PASS "u8) || message.StartsWith("PREGREET "u8)
            || message.StartsWith("HANGUP after "u8) || message.StartsWith("DISCONNECT ["u8) || message.StartsWith("DNSBL rank "u8)
            || message.StartsWith("COMMAND "u8) || message.StartsWith("ALLOWLISTED ["u8) || message.StartsWith("WHITELISTED ["u8)
            || message.StartsWith("DENYLISTED ["u8) || message.StartsWith("BLACKLISTED ["u8) || message.StartsWith("BARE NEWLINE "u8))
            return PostfixDaemon.Postscreen;
        if (message.StartsWith("statistics: "u8))
            return PostfixDaemon.Anvil;
        if (message.StartsWith("connect to "u8) || message.StartsWith("SSL_connect error to "u8)
            || IsTls(message, " TLS connection established to "u8))
            return PostfixDaemon.Smtp;
        if (message.StartsWith("connect from "u8) || message.StartsWith("disconnect from "u8)
            || message.StartsWith("lost connection "u8) || message.StartsWith("timeout after "u8)
            || message.StartsWith("too many errors after "u8) || message.StartsWith("improper command pipelining "u8)
            || message.StartsWith("SSL_accept error from "u8) || message.StartsWith("warning: non-SMTP command from "u8)
            || message.StartsWith("warning: hostname "u8) || message.StartsWith("warning: Connection rate limit "u8)
            || IsTls(message, " TLS connection established from "u8) || IsSaslWarning(message))
            return PostfixDaemon.Smtpd;
        return PostfixDaemon.Unknown;
    }

    static PostfixDaemon OfMessage(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("client="u8) || rest.StartsWith("reject: "u8))
            return PostfixDaemon.Smtpd;
        if (rest.StartsWith("milter-reject: "u8))
            return rest.StartsWith("milter-reject: END-OF-MESSAGE "u8) ? PostfixDaemon.Cleanup : PostfixDaemon.Smtpd;
        if (rest.SequenceEqual("removed"u8)
            || rest.StartsWith("from=<"u8) && (rest.IndexOf(">, size="u8) > 0 || rest.IndexOf(">, status="u8) > 0))
            return PostfixDaemon.Queue;
        if (rest.StartsWith("message-id="u8) || rest.StartsWith("resent-message-id="u8) || rest.StartsWith("replace: "u8)
            || rest.StartsWith("warning: header "u8) || rest.StartsWith("warning: body "u8))
            return PostfixDaemon.Cleanup;
        if (rest.StartsWith("uid="u8))
            return PostfixDaemon.Pickup;
        if (rest.StartsWith("sender non-delivery "u8) || rest.StartsWith("sender delivery "u8)
            || rest.StartsWith("postmaster non-delivery "u8))
            return PostfixDaemon.Bounce;
        if (rest.StartsWith("host "u8) || rest.StartsWith("lost connection with "u8) || rest.StartsWith("conversation with "u8))
            return PostfixDaemon.Smtp;
        if (!rest.StartsWith("to=<"u8) || !PostfixDelivery.TryParse(rest, out var delivery))
            return PostfixDaemon.Unknown;
        var network = delivery.Relay.SequenceEqual("none"u8)
            ? !delivery.Status.SequenceEqual("sent"u8)
            : PostfixPeer.TryTake(delivery.Relay, out _, out _);
        return network ? PostfixDaemon.Smtp : PostfixDaemon.Local;
    }

    // postscreen knows no names: its clients stand in bare brackets.
    static PostfixDaemon OfSession(ReadOnlySpan<byte> rest)
    {
        var from = rest.StartsWith("reject: "u8) ? rest.IndexOf(" from "u8) : -1;
        return from > 0 && rest[(from + 6)..].StartsWith("["u8) ? PostfixDaemon.Postscreen : PostfixDaemon.Smtpd;
    }

    static bool IsTls(ReadOnlySpan<byte> message, ReadOnlySpan<byte> words)
    {
        var blank = message.IndexOf((byte)' ');
        return blank > 0 && message[blank..].StartsWith(words);
    }

    static bool IsSaslWarning(ReadOnlySpan<byte> message) =>
        message.StartsWith("warning: "u8) && PostfixPeer.TryTake(message[9..], out _, out var rest)
        && rest.StartsWith(": SASL "u8);
}

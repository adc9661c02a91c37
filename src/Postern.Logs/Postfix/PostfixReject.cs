using Postern.Logs.Mail;

namespace Postern.Logs.Postfix;

/// <summary>A refusal: <c>reject: STAGE from NAME[ADDR]: CODE DSN TEXT; from=&lt;&gt; to=&lt;&gt; proto=P helo=&lt;&gt;</c>, also
/// <c>milter-reject</c>; postscreen puts commas between the last parts.</summary>
/// <remarks>TEXT repeats what the client said. Only stage, client and code stand where nobody else can write.</remarks>
ref struct PostfixReject
{
    /// <summary>Command or moment refused: <c>RCPT</c>, <c>CONNECT</c>, <c>END-OF-MESSAGE</c>.</summary>
    public ReadOnlySpan<byte> Stage;

    /// <summary>The client.</summary>
    public PostfixPeer Client;

    /// <summary>Reply code of three digits, or a filter's enhanced status code; empty when there is none.</summary>
    public ReadOnlySpan<byte> Code;

    /// <summary>Reverse-path, meaningful with <see cref="HasSender"/>.</summary>
    public ReadOnlySpan<byte> Sender;

    /// <summary>Whether a reverse-path was logged; it may be empty.</summary>
    public bool HasSender;

    /// <summary>Recipient, meaningful with <see cref="HasRecipient"/>.</summary>
    public ReadOnlySpan<byte> Recipient;

    /// <summary>Whether a recipient was logged.</summary>
    public bool HasRecipient;

    /// <summary>Greeting name, meaningful with <see cref="HasHelo"/>.</summary>
    public ReadOnlySpan<byte> Helo;

    /// <summary>Whether a greeting name was logged.</summary>
    public bool HasHelo;

    /// <summary>Outcome word: a code of 4 means "later".</summary>
    public readonly string Outcome => Code.Length > 0 && Code[0] == '4' ? "deferred" : "rejected";

    /// <summary>Whether the whole message was refused, not one command before it.</summary>
    public readonly bool EndsMessage =>
        Stage.SequenceEqual("DATA"u8) || Stage.SequenceEqual("BDAT"u8) || Stage.SequenceEqual("END-OF-MESSAGE"u8)
        || Stage.SequenceEqual("EOM"u8);

    /// <summary>Whether the text is a refusal.</summary>
    public static bool Starts(ReadOnlySpan<byte> text) => text.StartsWith("reject: "u8) || text.StartsWith("milter-reject: "u8);

    /// <summary>Takes a refusal apart, from <c>reject:</c> on.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out PostfixReject reject)
    {
        reject = default;
        text = text[(text.IndexOf((byte)' ') + 1)..];
        var from = text.IndexOf(" from "u8);
        if (from <= 0 || !PostfixPeer.TryTake(text[(from + 6)..], out reject.Client, out var rest))
            return false;
        reject.Stage = text[..from];
        if (!rest.StartsWith(": "u8))
            return rest.IsEmpty || rest[0] == ':';
        rest = rest[2..];
        var blank = rest.IndexOf((byte)' ');
        var code = blank < 0 ? rest : rest[..blank];
        if (code.Length > 0 && char.IsAsciiDigit((char)code[0]))
            reject.Code = code;
        reject.TakeFields(rest);
        return true;
    }

    void TakeFields(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOf("; from=<"u8);
        if (start >= 0)
        {
            text = text[(start + 8)..];
            HasSender = TryValue(ref text, "to=<"u8, out Sender, out HasRecipient);
            if (HasRecipient)
                HasRecipient = TryValue(ref text, default, out Recipient, out _);
        }
        // The greeting is last and closes with the line, so it may hold brackets of its own.
        var helo = text.IndexOf(" helo=<"u8);
        HasHelo = helo >= 0 && text[^1] == '>';
        if (HasHelo)
            Helo = text[(helo + 7)..^1];
    }

    /// <summary>Takes a value, its closing bracket and the key behind it: <paramref name="next"/>, else <c>proto=</c>.</summary>
    static bool TryValue(
        scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> next, out ReadOnlySpan<byte> value, out bool isNext)
    {
        value = default;
        isNext = false;
        for (var at = MailParty.QuotedLength(text); at < text.Length; at++)
        {
            if (text[at] != '>')
                continue;
            var behind = text[(at + 1)..];
            behind = behind.StartsWith(", "u8) ? behind[2..] : behind.StartsWith(" "u8) ? behind[1..] : behind;
            isNext = !next.IsEmpty && behind.StartsWith(next);
            if (!isNext && !behind.StartsWith("proto="u8) && !behind.IsEmpty)
                continue;
            value = text[..at];
            text = isNext ? behind[next.Length..] : behind;
            return true;
        }
        return false;
    }
}

using System.Collections.Frozen;
using System.Text;

namespace Postern.Smtp.Commands;

/// <summary>Verbs by their names.</summary>
static class SmtpVerbs
{
    const int Longest = 8;

    static readonly FrozenDictionary<string, SmtpVerb> Names = new Dictionary<string, SmtpVerb>(StringComparer.OrdinalIgnoreCase)
    {
        ["HELO"] = SmtpVerb.Helo,
        ["EHLO"] = SmtpVerb.Ehlo,
        ["MAIL"] = SmtpVerb.Mail,
        ["RCPT"] = SmtpVerb.Rcpt,
        ["DATA"] = SmtpVerb.Data,
        ["BDAT"] = SmtpVerb.Bdat,
        ["RSET"] = SmtpVerb.Rset,
        ["NOOP"] = SmtpVerb.Noop,
        ["VRFY"] = SmtpVerb.Vrfy,
        ["HELP"] = SmtpVerb.Help,
        ["QUIT"] = SmtpVerb.Quit,
        ["STARTTLS"] = SmtpVerb.StartTls,
        ["AUTH"] = SmtpVerb.Auth,
        ["EXPN"] = SmtpVerb.NotImplemented,
        ["ETRN"] = SmtpVerb.NotImplemented,
        ["TURN"] = SmtpVerb.NotImplemented,
        ["SEND"] = SmtpVerb.NotImplemented,
        ["SOML"] = SmtpVerb.NotImplemented,
        ["SAML"] = SmtpVerb.NotImplemented,
        ["GET"] = SmtpVerb.OtherProtocol,
        ["HEAD"] = SmtpVerb.OtherProtocol,
        ["POST"] = SmtpVerb.OtherProtocol,
        ["PUT"] = SmtpVerb.OtherProtocol,
        ["DELETE"] = SmtpVerb.OtherProtocol,
        ["CONNECT"] = SmtpVerb.OtherProtocol,
        ["OPTIONS"] = SmtpVerb.OtherProtocol,
        ["TRACE"] = SmtpVerb.OtherProtocol,
        ["PATCH"] = SmtpVerb.OtherProtocol,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, SmtpVerb>.AlternateLookup<ReadOnlySpan<char>> ByChars =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The verb that a word stands for, whatever its case (RFC 5321 §2.4).</summary>
    public static SmtpVerb Of(ReadOnlySpan<byte> word)
    {
        Span<char> name = stackalloc char[Longest];
        return word.Length <= Longest
            && Ascii.ToUtf16(word, name, out var length) == System.Buffers.OperationStatus.Done
            && ByChars.TryGetValue(name[..length], out var verb)
            ? verb
            : SmtpVerb.Unknown;
    }
}

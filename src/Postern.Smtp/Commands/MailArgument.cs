using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Commands;

/// <summary>The argument of MAIL: <c>FROM:&lt;path&gt;</c> and parameters (RFC 5321 §4.1.1.2).</summary>
static class MailArgument
{
    const int LongestEnvelopeId = 100;

    /// <summary>Reads the argument.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="announced">Extensions whose parameters may be given.</param>
    /// <param name="reversePath">The mailbox; null for the null path <c>&lt;&gt;</c>.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="refusal">Why not.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> argument, SmtpExtensions announced, out Mailbox? reversePath, out MailParameters parameters, out RefusalReason refusal)
    {
        reversePath = null;
        parameters = MailParameters.None;
        if (!PathArgument.TryTake(argument, "FROM:"u8, out var path, out var rest, out refusal))
        {
            refusal = refusal == RefusalReason.RecipientMalformed ? RefusalReason.SenderMalformed : refusal;
            return false;
        }
        if (!TryParameters(rest, announced, out parameters, out refusal))
            return false;
        if (path.IsEmpty)
            return true;
        return PathArgument.Accepts(MailboxParser.TryParse(path, parameters.Utf8, out reversePath), RefusalReason.SenderMalformed, out refusal)
            && PathArgument.Accepts(reversePath!.IsPostmaster ? PathFault.Syntax : PathFault.None, RefusalReason.SenderMalformed, out refusal);
    }

    static bool TryParameters(ReadOnlySpan<byte> text, SmtpExtensions announced, out MailParameters parameters, out RefusalReason refusal)
    {
        parameters = MailParameters.None;
        refusal = RefusalReason.ParameterInvalid;
        var seen = SmtpExtensions.None;
        var seenReturn = false;
        var reader = new ParameterReader(text);
        while (reader.Next())
        {
            var extension = ExtensionOf(reader.Keyword);
            if (extension == SmtpExtensions.None || !announced.HasFlag(extension))
            {
                refusal = RefusalReason.ParameterUnknown;
                return false;
            }
            // RET and ENVID belong to one extension.
            var isReturn = Is(reader.Keyword, "RET"u8);
            if (isReturn ? seenReturn : seen.HasFlag(extension))
                return false;
            if (isReturn)
                seenReturn = true;
            else
                seen |= extension;
            if (!TryParameter(reader, ref parameters))
                return false;
        }
        return !reader.IsMalformed;
    }

    static bool TryParameter(ParameterReader reader, ref MailParameters parameters)
    {
        var keyword = reader.Keyword;
        var value = reader.Value;
        if (Is(keyword, "SIZE"u8))
            return TryNumber(value, out var size) && Set(ref parameters, parameters with { Size = size });
        if (Is(keyword, "BODY"u8))
        {
            return Is(value, "7BIT"u8) && Set(ref parameters, parameters with { Body = BodyKind.SevenBit })
                || Is(value, "8BITMIME"u8) && Set(ref parameters, parameters with { Body = BodyKind.EightBitMime });
        }
        if (Is(keyword, "SMTPUTF8"u8))
            return !reader.HasValue && Set(ref parameters, parameters with { Utf8 = true });
        if (Is(keyword, "RET"u8))
        {
            return Is(value, "FULL"u8) && Set(ref parameters, parameters with { Return = DsnReturn.Full })
                || Is(value, "HDRS"u8) && Set(ref parameters, parameters with { Return = DsnReturn.Headers });
        }
        if (Is(keyword, "ENVID"u8))
        {
            return Xtext.TryDecode(value, out var id) && id.Length is > 0 and <= LongestEnvelopeId
                && Set(ref parameters, parameters with { EnvelopeId = id });
        }
        if (Is(keyword, "REQUIRETLS"u8))
            return !reader.HasValue && Set(ref parameters, parameters with { RequireTls = true });
        if (Is(keyword, "MT-PRIORITY"u8))
            return TryPriority(value, out var priority) && Set(ref parameters, parameters with { Priority = priority });
        return reader.HasValue && Xtext.TryDecode(value, out var submitter) && Set(ref parameters, parameters with { Submitter = submitter });
    }

    static SmtpExtensions ExtensionOf(ReadOnlySpan<byte> keyword) =>
        Is(keyword, "SIZE"u8) ? SmtpExtensions.Size
        : Is(keyword, "BODY"u8) ? SmtpExtensions.EightBitMime
        : Is(keyword, "SMTPUTF8"u8) ? SmtpExtensions.SmtpUtf8
        : Is(keyword, "RET"u8) || Is(keyword, "ENVID"u8) ? SmtpExtensions.Dsn
        : Is(keyword, "REQUIRETLS"u8) ? SmtpExtensions.RequireTls
        : Is(keyword, "MT-PRIORITY"u8) ? SmtpExtensions.Priority
        : Is(keyword, "AUTH"u8) ? SmtpExtensions.Auth
        : SmtpExtensions.None;

    // size-value = 1*20DIGIT (RFC 1870 §3). What does not fit 63 bits is larger than any limit.
    static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.Length is 0 or > 20 || text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;
        if (!long.TryParse(text, out number))
            number = long.MaxValue;
        return true;
    }

    // priority-value = ["-"] NZDIGIT / "0" (RFC 6710 §6).
    static bool TryPriority(ReadOnlySpan<byte> text, out int priority)
    {
        var negative = text.StartsWith("-"u8);
        var digit = negative ? text[1..] : text;
        priority = digit.Length == 1 ? digit[0] - '0' : -1;
        var valid = priority is >= 0 and <= 9 && !(negative && priority == 0);
        priority = negative ? -priority : priority;
        return valid;
    }

    static bool Set(ref MailParameters parameters, MailParameters value)
    {
        parameters = value;
        return true;
    }

    static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(text, name);
}

using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Commands;

/// <summary>The argument of RCPT: <c>TO:&lt;path&gt;</c> and parameters (RFC 5321 §4.1.1.3, RFC 3461 §4).</summary>
static class RcptArgument
{
    const int LongestOriginalRecipient = 500;

    /// <summary>Reads the argument.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="announced">Extensions whose parameters may be given.</param>
    /// <param name="allowUtf8">Whether MAIL said SMTPUTF8.</param>
    /// <param name="forwardPath">The mailbox.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="refusal">Why not.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> argument, SmtpExtensions announced, bool allowUtf8,
        out Mailbox? forwardPath, out RecipientParameters parameters, out RefusalReason refusal)
    {
        forwardPath = null;
        parameters = RecipientParameters.None;
        return PathArgument.TryTake(argument, "TO:"u8, out var path, out var rest, out refusal)
            && PathArgument.Accepts(MailboxParser.TryParse(path, allowUtf8, out forwardPath), RefusalReason.RecipientMalformed, out refusal)
            && TryParameters(rest, announced, out parameters, out refusal);
    }

    static bool TryParameters(
        ReadOnlySpan<byte> text, SmtpExtensions announced, out RecipientParameters parameters, out RefusalReason refusal)
    {
        parameters = RecipientParameters.None;
        refusal = RefusalReason.ParameterInvalid;
        var reader = new ParameterReader(text);
        while (reader.Next())
        {
            var isNotify = Ascii.EqualsIgnoreCase(reader.Keyword, "NOTIFY"u8);
            if (!announced.HasFlag(SmtpExtensions.Dsn) || !isNotify && !Ascii.EqualsIgnoreCase(reader.Keyword, "ORCPT"u8))
            {
                refusal = RefusalReason.ParameterUnknown;
                return false;
            }
            if (isNotify)
            {
                if (parameters.Notify != DsnNotify.Unspecified || !TryNotify(reader.Value, out var notify))
                    return false;
                parameters = parameters with { Notify = notify };
            }
            else
            {
                if (parameters.OriginalRecipient is not null || !TryOriginal(reader.Value, out var original))
                    return false;
                parameters = parameters with { OriginalRecipient = original };
            }
        }
        return !reader.IsMalformed;
    }

    static bool TryNotify(ReadOnlySpan<byte> value, out DsnNotify notify)
    {
        notify = DsnNotify.Unspecified;
        foreach (var part in value.Split((byte)','))
        {
            var word = value[part];
            var flag = Ascii.EqualsIgnoreCase(word, "NEVER"u8) ? DsnNotify.Never
                : Ascii.EqualsIgnoreCase(word, "SUCCESS"u8) ? DsnNotify.Success
                : Ascii.EqualsIgnoreCase(word, "FAILURE"u8) ? DsnNotify.Failure
                : Ascii.EqualsIgnoreCase(word, "DELAY"u8) ? DsnNotify.Delay
                : DsnNotify.Unspecified;
            if (flag == DsnNotify.Unspecified || notify.HasFlag(flag))
                return false;
            notify |= flag;
        }
        return notify != DsnNotify.Unspecified && (!notify.HasFlag(DsnNotify.Never) || notify == DsnNotify.Never);
    }

    // original-recipient-address = addr-type ";" xtext; the type is an atom (RFC 3461 §4.2). UTF-8 is written as xtext only:
    // the type utf-8 of RFC 6533 §3 is carried as it stands.
    static bool TryOriginal(ReadOnlySpan<byte> value, out string? original)
    {
        original = null;
        var semicolon = value.IndexOf((byte)';');
        if (value.Length > LongestOriginalRecipient || semicolon <= 0 || semicolon == value.Length - 1)
            return false;
        foreach (var c in value[..semicolon])
        {
            if (c != '-' && !char.IsAsciiLetterOrDigit((char)c))
                return false;
        }
        if (!Xtext.TryDecode(value[(semicolon + 1)..], out var address))
            return false;
        original = $"{Encoding.ASCII.GetString(value[..semicolon])};{address}";
        return true;
    }
}

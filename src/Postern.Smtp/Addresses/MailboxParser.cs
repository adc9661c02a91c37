using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace Postern.Smtp.Addresses;

/// <summary>The grammar of mailboxes and paths (RFC 5321 §4.1.2, RFC 6531 §3.3).</summary>
static class MailboxParser
{
    /// <summary>Most octets of a local-part (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaximumLocalPart = 64;

    /// <summary>Most octets of a path with its brackets (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaximumPath = 256;

    /// <summary>Octets of an atom (RFC 5322 §3.2.3).</summary>
    public static readonly SearchValues<byte> Atext =
        SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Length of the path at the front, up to and with its closing bracket; 0 when none closes.</summary>
    /// <param name="text">Text that begins with <c>&lt;</c>.</param>
    public static int PathLength(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (quoted && text[i] == '\\')
                i++;
            else if (!quoted && text[i] == '>')
                return i + 1;
        }
        return 0;
    }

    /// <summary>Reads what stands between the angle brackets; an empty text and a source route are not mailboxes.</summary>
    public static PathFault TryParse(ReadOnlySpan<byte> text, bool allowUtf8, out Mailbox? mailbox)
    {
        mailbox = null;
        if (text.IsEmpty)
            return PathFault.Syntax;
        if (text[0] == '@' && text.Contains((byte)':'))
            return PathFault.SourceRoute;
        if (!Ascii.IsValid(text))
        {
            if (!Utf8.IsValid(text))
                return PathFault.Syntax;
            if (!allowUtf8)
                return PathFault.Utf8;
        }
        var fault = TakeLocalPart(ref text, out var local);
        if (fault != PathFault.None)
            return fault;
        if (text.IsEmpty)
        {
            mailbox = local.Equals("postmaster", StringComparison.OrdinalIgnoreCase) ? Mailbox.Postmaster : null;
            return mailbox is null ? PathFault.Syntax : PathFault.None;
        }
        text = text[1..];
        IPAddress? address = null;
        MailDomain? domain = null;
        if (text.StartsWith("["u8) ? !AddressLiteral.TryParse(text, out address) : !MailDomain.TryParse(text, allowUtf8, out domain))
            return PathFault.Domain;
        mailbox = new Mailbox(local, domain, address);
        return PathFault.None;
    }

    /// <summary>Whether a local-part can stand without quotes.</summary>
    public static bool IsDotString(string local)
    {
        var text = Encoding.UTF8.GetBytes(local);
        return IsDotString(text);
    }

    /// <summary>A local-part as a quoted-string.</summary>
    public static string Quote(string local) =>
        $"\"{local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static PathFault TakeLocalPart(scoped ref ReadOnlySpan<byte> text, out string local)
    {
        local = "";
        if (text[0] == '"')
            return TakeQuoted(ref text, out local);
        var at = text.IndexOf((byte)'@');
        var part = at < 0 ? text : text[..at];
        text = at < 0 ? default : text[at..];
        if (part.Length > MaximumLocalPart)
            return PathFault.TooLong;
        if (!IsDotString(part))
            return PathFault.Syntax;
        local = Encoding.UTF8.GetString(part);
        return IsPrintable(local) ? PathFault.None : PathFault.Syntax;
    }

    static bool IsDotString(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return false;
        foreach (var part in text.Split((byte)'.'))
        {
            var atom = text[part];
            if (atom.IsEmpty)
                return false;
            for (int at; (at = atom.IndexOfAnyExcept(Atext)) >= 0; atom = atom[(at + 1)..])
            {
                if (atom[at] < 0x80)
                    return false;
            }
        }
        return true;
    }

    // Quoted-string of RFC 5321 §4.1.2: qtextSMTP or a quoted pair, no control characters.
    static PathFault TakeQuoted(scoped ref ReadOnlySpan<byte> text, out string local)
    {
        local = "";
        Span<byte> plain = stackalloc byte[MaximumLocalPart];
        var length = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                text = text[(i + 1)..];
                local = Encoding.UTF8.GetString(plain[..length]);
                var bounded = length > 0 && text.StartsWith("@"u8);
                return bounded && IsPrintable(local) ? PathFault.None : PathFault.Syntax;
            }
            if (c == '\\')
            {
                if (++i == text.Length || text[i] >= 0x7f)
                    return PathFault.Syntax;
                c = text[i];
            }
            if (c < 0x20)
                return PathFault.Syntax;
            if (length == MaximumLocalPart)
                return PathFault.TooLong;
            plain[length++] = c;
        }
        return PathFault.Syntax;
    }

    // Nothing that is invisible, reorders text or has no meaning: it would make two local-parts look like one.
    static bool IsPrintable(string local)
    {
        foreach (var rune in local.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value > 0x7f && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
                return false;
        }
        return true;
    }
}

using System.Text.Unicode;
using Postern.Smtp.Addresses;

namespace Postern.Smtp.Header;

/// <summary>The addresses of a From or Sender field: mailboxes, and groups of them (RFC 5322 §3.4, RFC 6854 §2, RFC 6532 §3.2).</summary>
/// <remarks>Display names, quoted strings, encoded words and comments are read over; the mailboxes are read as strictly as those of paths.
/// Of the obsolete forms only the dot in a display name is taken (RFC 5322 §4.1): routes, empty places in a list and blanks between
/// the parts of a local-part or a domain are refused, because readers differ in whom they name.</remarks>
static class AddressList
{
    /// <summary>Reads a field's body, unfolded.</summary>
    /// <param name="body">The octets behind the colon, line ends taken out.</param>
    /// <param name="mailboxes">The mailboxes; empty when there are only empty groups.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out IReadOnlyList<Mailbox> mailboxes)
    {
        List<Mailbox> found = [];
        var parser = new Parser(body);
        var isList = Utf8.IsValid(body) && parser.TryList(found, isGroup: false);
        mailboxes = isList ? found : [];
        return isList;
    }

    ref struct Parser(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text;

        public bool TryList(List<Mailbox> found, bool isGroup)
        {
            while (TryAddress(found, isGroup) && TrySkip())
            {
                if (Takes(','))
                    continue;
                return isGroup ? Takes(';') : rest.IsEmpty;
            }
            return false;
        }

        // A mailbox, or a group where none is open.
        bool TryAddress(List<Mailbox> found, bool isGroup)
        {
            var words = 0;
            ReadOnlySpan<byte> word = default;
            while (TrySkip())
            {
                if (TryWord(out var next))
                {
                    word = next;
                    words++;
                }
                else if (Takes('<'))
                    return TryAddrSpec(found) && TrySkip() && Takes('>');
                else if (words == 1 && Takes('@'))
                    return TryDomain(word, found);
                else if (words > 0 && !isGroup && Takes(':'))
                    return TryMembers(found);
                else
                    return false;
            }
            return false;
        }

        bool TryMembers(List<Mailbox> found)
        {
            if (!TrySkip())
                return false;
            return Takes(';') || TryList(found, isGroup: true);
        }

        bool TryAddrSpec(List<Mailbox> found) => TrySkip() && TryWord(out var local) && TrySkip() && Takes('@') && TryDomain(local, found);

        bool TryDomain(ReadOnlySpan<byte> local, List<Mailbox> found)
        {
            if (!TrySkip())
                return false;
            var length = rest.StartsWith("["u8) ? rest.IndexOf((byte)']') + 1 : AtomLength();
            if (length == 0 || !Mailbox.TryParse([.. local, (byte)'@', .. rest[..length]], allowUtf8: true, out var mailbox))
                return false;
            rest = rest[length..];
            found.Add(mailbox);
            return true;
        }

        // An atom with its dots, or a quoted string with its quotes.
        bool TryWord(out ReadOnlySpan<byte> word)
        {
            var length = rest.StartsWith("\""u8) ? QuotedLength() : AtomLength();
            word = rest[..length];
            rest = rest[length..];
            return length > 0;
        }

        readonly int AtomLength()
        {
            // UTF-8 may stand where letters may (RFC 6532 §3.2).
            var length = 0;
            while (length < rest.Length && (rest[length] is >= 0x80 or (byte)'.' || MailboxParser.Atext.Contains(rest[length])))
                length++;
            return length;
        }

        readonly int QuotedLength()
        {
            for (var i = 1; i < rest.Length; i++)
            {
                if (rest[i] == '"')
                    return i + 1;
                if (rest[i] == '\\')
                    i++;
                if (i < rest.Length && IsControl(rest[i]))
                    return 0;
            }
            return 0;
        }

        // Blanks and comments, which may hold comments (RFC 5322 §3.2.2); false for one that does not end.
        bool TrySkip()
        {
            var depth = 0;
            for (var i = 0; i < rest.Length; i++)
            {
                var octet = rest[i];
                if (octet == '(')
                    depth++;
                else if (octet == ')' && depth > 0)
                    depth--;
                else if (octet == '\\' && depth > 0 && i + 1 < rest.Length && !IsControl(rest[i + 1]))
                    i++;
                else if (depth == 0 ? octet is not ((byte)' ' or (byte)'\t') : IsControl(octet))
                {
                    rest = rest[i..];
                    return depth == 0;
                }
            }
            rest = default;
            return depth == 0;
        }

        bool Takes(char octet)
        {
            var isThere = rest.Length > 0 && rest[0] == octet;
            if (isThere)
                rest = rest[1..];
            return isThere;
        }

        static bool IsControl(byte octet) => octet is < 0x20 and not (byte)'\t' or 0x7f;
    }
}

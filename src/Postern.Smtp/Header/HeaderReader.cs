using System.Text;
using Postern.Smtp.Addresses;

namespace Postern.Smtp.Header;

/// <summary>Reads the header section of a message as it comes by, in pieces of any size, and keeps of it what says who wrote it.</summary>
/// <remarks>Strict, because readers differ in what they make of the rest: a field begins a line with a name of printable ASCII and a colon
/// (blanks before the colon are read over, as RFC 5322 §4.5 wants), a line that begins with a blank continues one, an empty line ends the
/// section, and there is nothing else.</remarks>
sealed class HeaderReader
{
    /// <summary>Most octets of a From or a Sender field, unfolded: more authors than anybody lists.</summary>
    public const int LongestField = 16 << 10;

    // Names that matter have at most ten octets.
    const int LongestName = 10;

    enum At : byte { LineStart, Name, NameBlank, Kept, PassedOver, Past }

    readonly byte[] name = new byte[LongestName];
    readonly List<byte> from = [];
    readonly List<byte> sender = [];
    At at = At.LineStart;
    HeaderFault fault;
    List<byte>? kept;
    int nameLength;
    int fields;
    int fromFields;
    int senderFields;
    int dateFields;
    int messageIdFields;

    /// <summary>Reads a piece of clean content (CR LF line ends only, dots unstuffed).</summary>
    public void Read(ReadOnlySpan<byte> content)
    {
        while (at != At.Past && fault == HeaderFault.None && !content.IsEmpty)
        {
            if (at == At.PassedOver)
            {
                var end = content.IndexOf((byte)'\n');
                if (end < 0)
                    return;
                content = content[(end + 1)..];
                at = At.LineStart;
                continue;
            }
            Step(content[0]);
            content = content[1..];
        }
    }

    /// <summary>The message is complete.</summary>
    /// <returns>What is wrong with its header.</returns>
    public HeaderFault Finish(out HeaderFacts? facts)
    {
        facts = null;
        if (fault == HeaderFault.None && at is At.Name or At.NameBlank)
            fault = HeaderFault.NoField;
        if (fault == HeaderFault.None && (fromFields > 1 || senderFields > 1 || dateFields > 1 || messageIdFields > 1))
            fault = HeaderFault.Repeated;
        if (fault != HeaderFault.None)
            return fault;
        if (fromFields == 0)
            return HeaderFault.NoAuthor;
        if (!AddressList.TryRead(from.ToArray(), out var authors))
            return HeaderFault.AddressMalformed;
        if (authors.Count == 0)
            return HeaderFault.NoAuthor;
        IReadOnlyList<Mailbox> senders = [];
        if (senderFields > 0 && (!AddressList.TryRead(sender.ToArray(), out senders) || senders.Count != 1))
            return HeaderFault.AddressMalformed;
        facts = new HeaderFacts(authors, senders is [var one] ? one : null, dateFields > 0, messageIdFields > 0);
        return HeaderFault.None;
    }

    void Step(byte octet)
    {
        switch (at)
        {
            case At.LineStart when octet == '\r':
                at = At.Past;
                break;
            case At.LineStart when IsBlank(octet):
                Continue(octet);
                break;
            case At.LineStart:
                (nameLength, kept, at) = (0, null, At.Name);
                ReadName(octet);
                break;
            case At.Name or At.NameBlank:
                ReadName(octet);
                break;
            case At.Kept when octet == '\n':
                at = At.LineStart;
                break;
            case At.Kept when octet != '\r':
                Keep(octet);
                break;
        }
    }

    void Continue(byte octet)
    {
        if (fields == 0)
            fault = HeaderFault.NoField;
        else if (kept is null)
            at = At.PassedOver;
        else
        {
            at = At.Kept;
            Keep(octet);
        }
    }

    void ReadName(byte octet)
    {
        if (octet == ':' && nameLength > 0)
            BeginField();
        else if (IsBlank(octet) && nameLength > 0)
            at = At.NameBlank;
        else if (at == At.NameBlank || octet is <= (byte)' ' or >= 0x7f or (byte)':')
            fault = HeaderFault.NoField;
        else
        {
            if (nameLength < LongestName)
                name[nameLength] = octet;
            nameLength++;
        }
    }

    void BeginField()
    {
        fields++;
        if (Is("from"u8))
            (kept, fromFields) = (from, fromFields + 1);
        else if (Is("sender"u8))
            (kept, senderFields) = (sender, senderFields + 1);
        else if (Is("date"u8))
            dateFields++;
        else if (Is("message-id"u8))
            messageIdFields++;
        at = kept is null ? At.PassedOver : At.Kept;
    }

    bool Is(ReadOnlySpan<byte> wanted) => nameLength == wanted.Length && Ascii.EqualsIgnoreCase(name.AsSpan(0, nameLength), wanted);

    void Keep(byte octet)
    {
        if (kept!.Count == LongestField)
            fault = HeaderFault.TooLong;
        else
            kept.Add(octet);
    }

    static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';
}

namespace Postern.Smtp.Content;

/// <summary>Watches the header section of a message go by, in pieces of any size, and keeps none of it.</summary>
struct HeaderWatch
{
    static ReadOnlySpan<byte> Received => "received:"u8;

    bool isPast;
    bool firstLineSeen;
    bool otherField;
    int column;

    /// <summary>Received fields so far (RFC 5321 §6.3).</summary>
    public int ReceivedFields { get; private set; }

    /// <summary>Whether the message begins with a blank, and would fold itself into the field that we put before it.</summary>
    public bool BeginsWithBlank { get; private set; }

    /// <summary>Reads a piece of clean content (CR LF line ends only, dots unstuffed).</summary>
    public void Read(ReadOnlySpan<byte> content)
    {
        while (!isPast && !content.IsEmpty)
        {
            if (otherField || column == Received.Length)
            {
                var end = content.IndexOf((byte)'\n');
                if (end < 0)
                    return;
                content = content[(end + 1)..];
                (column, otherField, firstLineSeen) = (0, false, true);
                continue;
            }
            var octet = content[0];
            if (column == 0)
            {
                isPast = octet == '\r';
                BeginsWithBlank |= !firstLineSeen && octet is ((byte)' ' or (byte)'\t');
            }
            if ((octet | 0x20) != Received[column] || Received[column] == ':' && octet != ':')
                otherField = true;
            else if (++column == Received.Length)
                ReceivedFields++;
            if (octet != '\n')
                content = content[1..];
        }
    }
}

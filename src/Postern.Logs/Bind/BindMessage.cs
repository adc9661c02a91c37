using Postern.Logs.Dns;
using Postern.Logs.Text;

namespace Postern.Logs.Bind;

/// <summary>What a client record reports.</summary>
enum BindEvent
{
    /// <summary>Nothing that is a contact.</summary>
    Other,

    /// <summary>A query came.</summary>
    Query,

    /// <summary>A query, transfer or update was refused.</summary>
    Denied,

    /// <summary>A query could not be answered.</summary>
    Failed,

    /// <summary>A query, but the line is cut or damaged.</summary>
    Damaged,
}

/// <summary>The message of a client record. Names in it are escaped and hold no blank.</summary>
ref struct BindMessage
{
    static readonly byte[][] DeniedOperations =
    [
        [.. "query (cache) '"u8], [.. "query '"u8], [.. "query-on '"u8], [.. "zone transfer '"u8], [.. "update '"u8],
        [.. "update forwarding '"u8],
    ];

    /// <summary>Name asked for, as logged.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Query type, or empty.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Query class.</summary>
    public ReadOnlySpan<byte> Class;

    /// <summary>Flags such as <c>+SE(0)TDC</c>; empty in the oldest style.</summary>
    public ReadOnlySpan<byte> Flags;

    /// <summary>Address of the server the query came to, or empty.</summary>
    public ReadOnlySpan<byte> Server;

    /// <summary>Client subnet as <c>ADDR/SRC/SCOPE</c>, or empty.</summary>
    public ReadOnlySpan<byte> Subnet;

    /// <summary>Outcome word, or null when the line does not say.</summary>
    public string? Outcome;

    /// <summary>Reads a message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="mayLackFlags">Whether the line is of the oldest style, which has no flags; else a line without them is cut.</param>
    /// <param name="message">What it says.</param>
    public static BindEvent Read(ReadOnlySpan<byte> text, bool mayLackFlags, out BindMessage message)
    {
        message = default;
        if (text.StartsWith("query: "u8))
            return message.ReadQuery(text[7..], mayLackFlags) ? BindEvent.Query : BindEvent.Damaged;
        if (text.StartsWith("query failed ("u8))
            return message.ReadFailed(text[14..]) ? BindEvent.Failed : BindEvent.Damaged;
        foreach (var operation in DeniedOperations)
        {
            if (text.StartsWith(operation))
                return message.ReadDenied(text[operation.Length..]) ? BindEvent.Denied : BindEvent.Other;
        }
        return BindEvent.Other;
    }

    // QNAME CLASS TYPE FLAGS (SERVER)[ [ECS ADDR/SRC/SCOPE]]
    bool ReadQuery(ReadOnlySpan<byte> text, bool mayLackFlags)
    {
        Name = Words.Take(ref text);
        Class = Words.Take(ref text);
        Type = Words.Take(ref text);
        Flags = Words.Take(ref text);
        if (Type.IsEmpty || Flags.IsEmpty && !mayLackFlags || Flags.Length > 0 && Flags[0] is not ((byte)'+' or (byte)'-'))
            return false;
        if (text.StartsWith("("u8) && text.IndexOf((byte)')') is > 1 and var end)
        {
            Server = text[1..end];
            text = text[(end + 1)..];
        }
        if (text.StartsWith(" [ECS "u8) && text[^1] == ']')
            Subnet = text[6..^1];
        return true;
    }

    // RESULT) for QNAME/CLASS/TYPE at FILE:LINE
    bool ReadFailed(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(") for "u8);
        var at = text.LastIndexOf(" at "u8);
        if (end < 0 || at < end + 6)
            return false;
        Outcome = Rcode.Word(text[..end]) ?? "SERVFAIL";
        return TrySplit(text[(end + 6)..at], out Name, out Class, out Type);
    }

    // NAME/TYPE/CLASS' denied[ (REASON)]; an update has NAME/CLASS. Names may hold ' and /, so read from the right.
    bool ReadDenied(ReadOnlySpan<byte> text)
    {
        var end = text.LastIndexOf("' denied"u8);
        if (end < 0)
            return false;
        Outcome = "REFUSED";
        text = text[..end];
        if (TrySplit(text, out Name, out Type, out Class) && IsType(Type))
            return true;
        Type = default;
        var slash = text.LastIndexOf((byte)'/');
        if (slash <= 0)
            return false;
        Name = text[..slash];
        Class = text[(slash + 1)..];
        return true;
    }

    static bool TrySplit(
        ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> middle, out ReadOnlySpan<byte> last)
    {
        name = middle = last = default;
        var slash = text.LastIndexOf((byte)'/');
        if (slash < 0)
            return false;
        last = text[(slash + 1)..];
        text = text[..slash];
        slash = text.LastIndexOf((byte)'/');
        if (slash <= 0)
            return false;
        middle = text[(slash + 1)..];
        name = text[..slash];
        return true;
    }

    // Types are A, AAAA, TYPE65280, NSAP-PTR; of an update of "0/25.2.0.192.in-addr.arpa" the middle part is none.
    static bool IsType(ReadOnlySpan<byte> text) => text.Length > 0 && text.IndexOfAny((byte)'.', (byte)'\\') < 0
        && !text.ContainsAnyInRange((byte)'a', (byte)'z');
}

using System.Buffers.Text;
using Postern.Logs.Dns;
using Postern.Logs.Text;

namespace Postern.Logs.Unbound;

/// <summary>What a message reports.</summary>
enum UnboundEvent
{
    /// <summary>Nothing that is a contact.</summary>
    Other,

    /// <summary>A query came.</summary>
    Query,

    /// <summary>An answer went out.</summary>
    Reply,

    /// <summary>A client was refused before its query was parsed, so there is no name.</summary>
    RefusedUnparsed,

    /// <summary>An answer to something without a name.</summary>
    Nameless,

    /// <summary>A reply that is cut or damaged.</summary>
    Damaged,
}

/// <summary><c>ADDR NAME. TYPE CLASS</c>, a query, or with <c> RCODE SECONDS CACHED BYTES[ on PROTO ADDR PORT]</c> a reply. Names hold
/// no blank: Unbound prints unusual bytes as <c>?</c>.</summary>
ref struct UnboundMessage
{
    /// <summary>Address of the client in canonical form.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>Name asked for, as logged, with its final dot.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Query type.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Query class.</summary>
    public ReadOnlySpan<byte> Class;

    /// <summary>Outcome word of a reply.</summary>
    public string? Outcome;

    /// <summary>Time the answer took, seconds, as logged.</summary>
    public ReadOnlySpan<byte> Duration;

    /// <summary>Whether the answer came from the cache.</summary>
    public bool Cached;

    /// <summary>Size of the answer, octets.</summary>
    public long Bytes;

    /// <summary>Address the query came to (log-destaddr), or empty.</summary>
    public ReadOnlySpan<byte> Server;

    /// <summary>Reads a message of level info, query or reply.</summary>
    public static UnboundEvent Read(ReadOnlySpan<byte> text, NameBuffer names, out UnboundMessage message)
    {
        message = default;
        // At higher verbosity many lines look alike; only these begin with an address.
        if (!names.TryAddress(Words.Take(ref text), out message.Address))
            return UnboundEvent.Other;
        message.Name = Words.Take(ref text);
        message.Type = Words.Take(ref text);
        message.Class = Words.Take(ref text);
        if (message.Name.SequenceEqual("null"u8))
            return UnboundEvent.RefusedUnparsed;
        if (message.Name.SequenceEqual("-"u8))
            return UnboundEvent.Nameless;
        if (message.Class.IsEmpty || message.Name.IsEmpty || message.Name[^1] != '.')
            return UnboundEvent.Other;
        if (text.IsEmpty)
            return UnboundEvent.Query;
        message.Outcome = Rcode.Word(Words.Take(ref text));
        if (message.Outcome is null)
            return UnboundEvent.Other;
        return message.ReadAnswer(text) ? UnboundEvent.Reply : UnboundEvent.Damaged;
    }

    bool ReadAnswer(ReadOnlySpan<byte> text)
    {
        Duration = Words.Take(ref text);
        var cached = Words.Take(ref text);
        var size = Words.Take(ref text);
        Cached = cached.SequenceEqual("1"u8);
        if (!Cached && !cached.SequenceEqual("0"u8)
            || !Utf8Parser.TryParse(size, out Bytes, out var taken) || taken != size.Length || Bytes < 0)
            return false;
        if (Words.Take(ref text).SequenceEqual("on"u8))
        {
            Words.Take(ref text);
            Server = Words.Take(ref text);
        }
        return true;
    }
}

using System.Buffers.Text;
using Postern.Logs.Text;

namespace Postern.Logs.Postfix;

/// <summary>The other side as Postfix writes it: <c>NAME[ADDR][:PORT]</c>, or without the name in postscreen.</summary>
ref struct PostfixPeer
{
    /// <summary>Name; <c>unknown</c> when the address has no name, empty in postscreen.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>What stands in the brackets.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>Port, or -1.</summary>
    public int Port;

    /// <summary>Takes a peer off the front of a text.</summary>
    public static bool TryTake(ReadOnlySpan<byte> text, out PostfixPeer peer, out ReadOnlySpan<byte> rest)
    {
        peer = default;
        rest = default;
        var open = text.IndexOf((byte)'[');
        if (open < 0 || text[..open].Contains((byte)' '))
            return false;
        var close = text[open..].IndexOf((byte)']');
        if (close < 2)
            return false;
        peer.Name = text[..open];
        peer.Address = text.Slice(open + 1, close - 1);
        peer.Port = -1;
        rest = text[(open + close + 1)..];
        if (rest.Length > 1 && rest[0] == ':' && Utf8Parser.TryParse(rest[1..], out ushort port, out var digits))
        {
            peer.Port = port;
            rest = rest[(1 + digits)..];
        }
        return true;
    }

    /// <summary>Whether the brackets hold a network address; a socket's path in them is on the machine itself.</summary>
    public readonly bool IsNetwork =>
        Address.Length < 200 && AddressText.TryCanonical(Address, stackalloc byte[264], out _);
}

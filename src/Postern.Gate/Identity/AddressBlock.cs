using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Postern.Gate.Identity;

/// <summary>A block of addresses, IPv4 (RFC 4632) or IPv6 (RFC 4291 §2.3); a single address is a block of one.</summary>
/// <remarks>An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is its IPv4 address here, so that a dual-stack listener changes nobody's
/// identity. An address with a scope (<c>fe80::1%eth0</c>) is in no block: it means another host on each link.</remarks>
public sealed record AddressBlock
{
    AddressBlock(PlainAddress first, int prefix) => (First, Prefix) = (first, prefix);

    internal PlainAddress First { get; }

    internal PlainAddress Last => First with { Bits = First.Bits | HostBits(Prefix, First.Width) };

    /// <summary>Leading bits that are fixed: 1 to 32, or 1 to 128.</summary>
    public int Prefix { get; }

    /// <summary>Reads <c>192.0.2.0/24</c>, <c>192.0.2.7</c>, <c>2001:db8::/32</c>.</summary>
    /// <param name="text">The block. IPv4 as four decimal numbers without leading zeros; no bits behind the prefix.</param>
    /// <param name="block">The block.</param>
    /// <param name="problem">What is wrong and what to write instead, when it is no block.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AddressBlock? block, [NotNullWhen(false)] out string? problem)
    {
        block = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        problem = $"\"{text}\" is no address; write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32";
        if (!TryAddress(slash < 0 ? text : text[..slash], out var address) || !PlainAddress.TryOf(address, out var first))
            return false;
        var prefix = first.Width;
        if (slash >= 0)
        {
            // The prefix of a mapped block counts the 96 bits before the IPv4 address.
            var before = address.IsIPv4MappedToIPv6 ? 96 : 0;
            if (!TryPrefix(text[(slash + 1)..], out prefix) || prefix < before || (prefix -= before) > first.Width)
                return false;
        }
        if (prefix == 0)
        {
            problem = $"\"{text}\" is every address, which tells nobody apart; name the peer's own addresses";
            return false;
        }
        if ((first.Bits & HostBits(prefix, first.Width)) != 0)
        {
            var start = first with { Bits = first.Bits & ~HostBits(prefix, first.Width) };
            problem = $"\"{text}\" has bits behind its prefix; write {start}/{prefix} for the block or {first} for the one address";
            return false;
        }
        block = new AddressBlock(first, prefix);
        problem = null;
        return true;
    }

    /// <summary>A block from text that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no block.</exception>
    public static AddressBlock Parse(string text) =>
        TryParse(text, out var block, out var problem) ? block : throw new FormatException(problem);

    /// <summary>Whether an address is in the block.</summary>
    public bool Contains(IPAddress address) =>
        PlainAddress.TryOf(address, out var plain) && First <= plain && plain <= Last;

    /// <summary>Whether the blocks have an address in common.</summary>
    public bool Overlaps(AddressBlock other) => First <= other.Last && other.First <= Last;

    /// <summary>The block as it is written.</summary>
    public override string ToString() => Prefix == First.Width ? First.ToString() : $"{First}/{Prefix}";

    internal static bool TryAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // The class library also takes 127.1, octal and hexadecimal numbers, ports and scopes.
        if (!IPAddress.TryParse(text, out address))
            return false;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString() == text
            : text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
    }

    static bool TryPrefix(string text, out int prefix) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out prefix) && (text == "0" || text[0] != '0');

    static UInt128 HostBits(int prefix, int width) => prefix == 0 && width == 128 ? UInt128.MaxValue : (UInt128.One << (width - prefix)) - 1;
}

/// <summary>An address as a number of its family; IPv4 before IPv6.</summary>
readonly record struct PlainAddress(bool IsIPv6, UInt128 Bits) : IComparable<PlainAddress>
{
    /// <summary>Bits of an address of the family.</summary>
    public int Width => IsIPv6 ? 128 : 32;

    /// <summary>The number of an address; false for one with a scope, which no number tells.</summary>
    public static bool TryOf(IPAddress address, out PlainAddress plain)
    {
        plain = default;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> octets = stackalloc byte[16];
        if (!address.TryWriteBytes(octets, out var count))
            return false;
        var bits = UInt128.Zero;
        foreach (var octet in octets[..count])
            bits = bits << 8 | octet;
        plain = new PlainAddress(count == 16, bits);
        return true;
    }

    public int CompareTo(PlainAddress other) => IsIPv6 == other.IsIPv6 ? Bits.CompareTo(other.Bits) : IsIPv6.CompareTo(other.IsIPv6);

    public static bool operator <(PlainAddress a, PlainAddress b) => a.CompareTo(b) < 0;

    public static bool operator >(PlainAddress a, PlainAddress b) => a.CompareTo(b) > 0;

    public static bool operator <=(PlainAddress a, PlainAddress b) => a.CompareTo(b) <= 0;

    public static bool operator >=(PlainAddress a, PlainAddress b) => a.CompareTo(b) >= 0;

    public override string ToString()
    {
        var octets = new byte[Width / 8];
        for (var i = 0; i < octets.Length; i++)
            octets[i] = (byte)(Bits >> (8 * (octets.Length - 1 - i)));
        return new IPAddress(octets).ToString();
    }
}

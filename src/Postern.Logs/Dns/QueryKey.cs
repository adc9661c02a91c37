using System.Buffers.Binary;

namespace Postern.Logs.Dns;

/// <summary>A 64-bit hash over the parts that identify a query. The same in every run; parts are told apart by their lengths.</summary>
readonly struct QueryKey
{
    const ulong Start = 0x243F6A8885A308D3; // digits of pi and e: numbers with nothing up their sleeve
    const ulong Factor = 0xB7E151628AED2A6B;

    readonly ulong hash;

    QueryKey(ulong hash) => this.hash = hash;

    /// <summary>The key of no parts.</summary>
    public static QueryKey Empty => new(Start);

    /// <summary>The key as the number to look up by.</summary>
    public ulong Value => hash;

    /// <summary>The key with a further part.</summary>
    public QueryKey With(ReadOnlySpan<byte> part)
    {
        var mixed = Mix(hash, (ulong)part.Length);
        for (; part.Length >= 8; part = part[8..])
            mixed = Mix(mixed, BinaryPrimitives.ReadUInt64LittleEndian(part));
        ulong rest = 0;
        for (var i = part.Length - 1; i >= 0; i--)
            rest = rest << 8 | part[i];
        return new QueryKey(Mix(mixed, rest));
    }

    /// <summary>The key with a number as a further part.</summary>
    public QueryKey With(long part) => new(Mix(hash, (ulong)part));

    // The high half of a 128-bit product folded onto the low half.
    static ulong Mix(ulong hash, ulong word)
    {
        var high = Math.BigMul(hash ^ word, Factor, out var low);
        return high ^ low ^ word;
    }
}

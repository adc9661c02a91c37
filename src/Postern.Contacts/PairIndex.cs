using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Postern.Contacts;

/// <summary>Numbers the pairs that one reading thread meets: (source, target, kind) as bytes → a small number.</summary>
/// <remarks>
/// Open addressing over one block of key bytes: a known pair costs one hash and one comparison, and no object is made for a
/// pair. The hash is seeded anew in each process, so that no log can be written to make it slow; numbers depend on the
/// order of reading and are replaced by ordered ones in <see cref="ContactTableBuilder"/>. Not safe for several threads.
/// </remarks>
public sealed class PairIndex
{
    /// <summary>The number of a pair that <see cref="ContactFilter"/> leaves out.</summary>
    public const int LeftOut = -1;

    static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    readonly ContactFilter filter;
    ulong[] slots = new ulong[1 << 12]; // high half: hash, low half: entry + 1
    Entry[] entries = new Entry[1 << 11];
    byte[] keys = new byte[1 << 16];
    int entryCount;
    int keyEnd;

    /// <summary>An empty index that applies <paramref name="filter"/> to each new pair.</summary>
    public PairIndex(ContactFilter filter) => this.filter = filter;

    /// <summary>Number of entries; each number below it is a pair, an alias of one (<see cref="Canonical"/>) or left out.</summary>
    public int Count => entryCount;

    /// <summary>The number of a pair, or <see cref="LeftOut"/>.</summary>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="source">Normal source bytes.</param>
    /// <param name="target">Normal target bytes.</param>
    public int Find(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        var hash = Hash(source, target, kind);
        var mask = (uint)slots.Length - 1;
        for (var slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            var found = slots[slot];
            if (found == 0)
                return Add(kind, source, target, hash);
            if ((uint)(found >> 32) != hash)
                continue;
            ref readonly var entry = ref entries[(int)(uint)found - 1];
            if (entry.Kind == kind && entry.SourceLength == source.Length && entry.TargetLength == target.Length
                && source.SequenceEqual(keys.AsSpan(entry.Key, source.Length))
                && target.SequenceEqual(keys.AsSpan(entry.Key + source.Length, target.Length)))
            {
                return entry.Number;
            }
        }
    }

    /// <summary>Whether entry <paramref name="number"/> is a pair in its own right, not an alias and not left out.</summary>
    public bool Canonical(int number) => entries[number].Number == number;

    /// <summary>Kind of an entry.</summary>
    public ContactKind Kind(int number) => entries[number].Kind;

    /// <summary>Source bytes of an entry.</summary>
    public ReadOnlySpan<byte> Source(int number) => keys.AsSpan(entries[number].Key, entries[number].SourceLength);

    /// <summary>Target bytes of an entry.</summary>
    public ReadOnlySpan<byte> Target(int number) =>
        keys.AsSpan(entries[number].Key + entries[number].SourceLength, entries[number].TargetLength);

    int Add(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash)
    {
        var number = Insert(kind, source, target, hash);
        if (!filter.Takes(kind, source, target, out var mapped))
        {
            entries[number].Number = LeftOut;
        }
        else if (mapped is not null)
        {
            // The alias keeps its own key, so that it is found without asking the filter again.
            var canonical = Find(kind, mapped, target);
            entries[number].Number = canonical;
        }
        return entries[number].Number;
    }

    int Insert(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash)
    {
        if (entryCount * 2 >= slots.Length)
            Grow();
        if (entryCount == entries.Length)
            Array.Resize(ref entries, entries.Length * 2);
        var length = source.Length + target.Length;
        if (keys.Length - keyEnd < length)
            Array.Resize(ref keys, (int)Math.Min(Array.MaxLength, Math.Max(keys.Length * 2L, keyEnd + (long)length)));
        source.CopyTo(keys.AsSpan(keyEnd));
        target.CopyTo(keys.AsSpan(keyEnd + source.Length));
        entries[entryCount] = new Entry
        {
            Hash = hash,
            Key = keyEnd,
            SourceLength = source.Length,
            TargetLength = target.Length,
            Kind = kind,
            Number = entryCount,
        };
        keyEnd += length;
        Place(slots, hash, entryCount);
        return entryCount++;
    }

    void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        for (var i = 0; i < entryCount; i++)
            Place(larger, entries[i].Hash, i);
        slots = larger;
    }

    static void Place(ulong[] slots, uint hash, int entry)
    {
        var mask = (uint)slots.Length - 1;
        var slot = hash & mask;
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        slots[slot] = (ulong)hash << 32 | (uint)(entry + 1);
    }

    static uint Hash(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ContactKind kind)
    {
        var state = Mix(Seed + (ulong)kind, source);
        state = Mix(state + (ulong)source.Length, target);
        return (uint)(state ^ state >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        while (bytes.Length >= 8)
        {
            state = Fold(state ^ MemoryMarshal.Read<ulong>(bytes), Factor);
            bytes = bytes[8..];
        }
        var rest = 0UL;
        foreach (var value in bytes)
            rest = rest << 8 | value;
        return Fold(state ^ rest ^ (ulong)bytes.Length << 56, Factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return BitOperations.RotateLeft(high, 29) ^ low;
    }

    struct Entry
    {
        public uint Hash;
        public int Key;
        public int SourceLength;
        public int TargetLength;
        public int Number;
        public ContactKind Kind;
    }
}

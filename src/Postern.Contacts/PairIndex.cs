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

    /// <summary>Stands for a pair that <see cref="FindAll"/> did not find.</summary>
    public const int NotMet = -2;

    /// <summary>Contacts that <see cref="FindAll"/> looks up together.</summary>
    public const int Batch = 64;

    static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    const int HeadLength = 16;

    readonly ContactFilter filter;
    ulong[] slots = new ulong[1 << 12]; // high half: hash, low half: place of the key + 1
    int[] places = new int[1 << 11];
    byte[] keys = new byte[1 << 16]; // each key: its head, then the source, then the target
    int count;
    int keyEnd;

    /// <summary>An empty index that applies <paramref name="filter"/> to each new pair.</summary>
    public PairIndex(ContactFilter filter) => this.filter = filter;

    /// <summary>Number of entries; each number below it is a pair, an alias of one (<see cref="Canonical"/>) or left out.</summary>
    public int Count => count;

    /// <summary>The number of a pair, or <see cref="LeftOut"/>.</summary>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="source">Normal source bytes.</param>
    /// <param name="target">Normal target bytes.</param>
    public int Find(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        var hash = Hash(source, target, kind);
        return TryPlace(kind, source, target, hash, out var place) ? MemoryMarshal.AsRef<Head>(keys.AsSpan(place)).Number : Add(kind, source, target, hash);
    }

    /// <summary>The number of a pair (or <see cref="LeftOut"/>) if it has been met before and its names are surely normal as they stand.</summary>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="source">Source as logged.</param>
    /// <param name="target">Target as logged.</param>
    /// <param name="number">The number.</param>
    /// <remarks>A normal target that holds a backslash or ends with a dot is met by the same bytes in a log as another name, which
    /// must be made normal first: it is found by <see cref="Find"/> alone.</remarks>
    public bool TryFind(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, out int number) =>
        TryFindLogged(kind, source, target, Hash(source, target, kind), out number);

    /// <summary>Finds many pairs at once, each as <see cref="TryFind(ContactKind, ReadOnlySpan{byte}, ReadOnlySpan{byte}, out int)"/> does.</summary>
    /// <param name="kind">Kind of all of them.</param>
    /// <param name="text">What the contacts point into.</param>
    /// <param name="contacts">The contacts; at most <see cref="Batch"/> are looked at together.</param>
    /// <param name="numbers">Gets the number of each pair (or <see cref="LeftOut"/>), <see cref="NotMet"/> for one not met before.</param>
    /// <remarks>What a look-up waits for is memory: first a slot, then a key. Looking for all slots before all keys lets the processor wait for many at once.</remarks>
    public void FindAll(ContactKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<LocatedContact> contacts, Span<int> numbers)
    {
        Span<uint> hashes = stackalloc uint[Batch];
        Span<int> keyPlaces = stackalloc int[Batch];
        while (!contacts.IsEmpty)
        {
            var count = Math.Min(Batch, contacts.Length);
            var mask = (uint)slots.Length - 1;
            for (var i = 0; i < count; i++)
            {
                ref readonly var contact = ref contacts[i];
                hashes[i] = Hash(text.Slice(contact.Source, contact.SourceLength), text.Slice(contact.Target, contact.TargetLength), kind);
            }
            for (var i = 0; i < count; i++)
            {
                var slot = hashes[i] & mask;
                ulong found;
                while ((found = slots[slot]) != 0 && (uint)(found >> 32) != hashes[i])
                    slot = (slot + 1) & mask;
                keyPlaces[i] = (int)(uint)found - 1;
            }
            for (var i = 0; i < count; i++)
                numbers[i] = keyPlaces[i] < 0 ? NotMet : NumberAsLogged(MemoryMarshal.AsRef<Head>(keys.AsSpan(keyPlaces[i])));
            for (var i = 0; i < count; i++)
            {
                if (keyPlaces[i] < 0)
                    continue;
                ref readonly var contact = ref contacts[i];
                var source = text.Slice(contact.Source, contact.SourceLength);
                var target = text.Slice(contact.Target, contact.TargetLength);
                // Two pairs may share 32 bits of hash: then the slow way finds the right one.
                if (!KeyAt(keyPlaces[i], kind, source, target) && !TryFindLogged(kind, source, target, hashes[i], out numbers[i]))
                    numbers[i] = NotMet;
            }
            contacts = contacts[count..];
            numbers = numbers[count..];
        }
    }

    /// <summary>Whether entry <paramref name="number"/> is a pair in its own right, not an alias and not left out.</summary>
    public bool Canonical(int number) => HeadOf(number).Number == number;

    /// <summary>Kind of an entry.</summary>
    public ContactKind Kind(int number) => HeadOf(number).Kind;

    /// <summary>Source bytes of an entry.</summary>
    public ReadOnlySpan<byte> Source(int number) => keys.AsSpan(places[number] + HeadLength, HeadOf(number).SourceLength);

    /// <summary>Target bytes of an entry.</summary>
    public ReadOnlySpan<byte> Target(int number)
    {
        ref readonly var head = ref HeadOf(number);
        return keys.AsSpan(places[number] + HeadLength + head.SourceLength, head.TargetLength);
    }

    bool TryFindLogged(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash, out int number)
    {
        number = TryPlace(kind, source, target, hash, out var place) ? NumberAsLogged(MemoryMarshal.AsRef<Head>(keys.AsSpan(place))) : NotMet;
        return number != NotMet;
    }

    static int NumberAsLogged(in Head head) => head.Ambiguous ? NotMet : head.Number;

    bool TryPlace(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash, out int place)
    {
        var mask = (uint)slots.Length - 1;
        for (var slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            var found = slots[slot];
            place = (int)(uint)found - 1;
            if (found == 0)
                return false;
            if ((uint)(found >> 32) == hash && KeyAt(place, kind, source, target))
                return true;
        }
    }

    bool KeyAt(int place, ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        ref readonly var head = ref MemoryMarshal.AsRef<Head>(keys.AsSpan(place));
        return head.Kind == kind && head.SourceLength == source.Length && head.TargetLength == target.Length
            && source.SequenceEqual(keys.AsSpan(place + HeadLength, source.Length))
            && target.SequenceEqual(keys.AsSpan(place + HeadLength + source.Length, target.Length));
    }

    int Add(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash)
    {
        var number = Insert(kind, source, target, hash);
        if (!filter.Takes(kind, source, target, out var mapped))
        {
            HeadOf(number).Number = LeftOut;
        }
        else if (mapped is not null && !source.SequenceEqual(mapped))
        {
            // The alias keeps its own key, so that it is found without asking the filter again.
            var canonical = Find(kind, mapped, target);
            HeadOf(number).Number = canonical;
        }
        return HeadOf(number).Number;
    }

    int Insert(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, uint hash)
    {
        if (count * 2 >= slots.Length)
            Grow();
        if (count == places.Length)
            Array.Resize(ref places, places.Length * 2);
        var length = (HeadLength + source.Length + target.Length + 7) & ~7;
        if (keys.Length - keyEnd < length)
        {
            var wanted = Math.Max(keys.Length * 2L, keyEnd + (long)length);
            if (keyEnd + (long)length > Array.MaxLength)
                throw new InvalidOperationException("the names of this record need more than 2 GB; narrow it with --source, --target or --kind");
            Array.Resize(ref keys, (int)Math.Min(Array.MaxLength, wanted));
        }
        places[count] = keyEnd;
        var ambiguous = target.Contains((byte)'\\') || target is [.., (byte)'.'];
        HeadOf(count) = new Head { Number = count, SourceLength = source.Length, TargetLength = target.Length, Kind = kind, Ambiguous = ambiguous };
        source.CopyTo(keys.AsSpan(keyEnd + HeadLength));
        target.CopyTo(keys.AsSpan(keyEnd + HeadLength + source.Length));
        Place(slots, hash, keyEnd);
        keyEnd += length;
        return count++;
    }

    ref Head HeadOf(int number) => ref MemoryMarshal.AsRef<Head>(keys.AsSpan(places[number]));

    void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        for (var i = 0; i < count; i++)
            Place(larger, Hash(Source(i), Target(i), Kind(i)), places[i]);
        slots = larger;
    }

    static void Place(ulong[] slots, uint hash, int place)
    {
        var mask = (uint)slots.Length - 1;
        var slot = hash & mask;
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        slots[slot] = (ulong)hash << 32 | (uint)(place + 1);
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
        state ^= (ulong)bytes.Length;
        ref var start = ref MemoryMarshal.GetReference(bytes);
        nuint left = (nuint)bytes.Length;
        for (; left > 8; left -= 8)
        {
            state = Fold(state ^ Unsafe.ReadUnaligned<ulong>(ref start), Factor);
            start = ref Unsafe.Add(ref start, 8);
        }
        // The last one to eight octets, read whole where they can be: from eight octets on the reads overlap.
        var last = bytes.Length >= 8 ? Unsafe.ReadUnaligned<ulong>(ref Unsafe.Subtract(ref start, 8 - left))
            : left >= 4 ? Unsafe.ReadUnaligned<uint>(ref start) | (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, left - 4)) << 32
            : left > 0 ? start | (ulong)Unsafe.Add(ref start, left >> 1) << 8 | (ulong)Unsafe.Add(ref start, left - 1) << 16
            : 0;
        return Fold(state ^ last, Factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return BitOperations.RotateLeft(high, 29) ^ low;
    }

    /// <summary>Stands before each key, <see cref="HeadLength"/> bytes: a known pair costs the slot and one place in memory.</summary>
    struct Head
    {
        public int Number;
        public int SourceLength;
        public int TargetLength;
        public ContactKind Kind;
        public bool Ambiguous; // the target's bytes in a log would be another name
    }
}

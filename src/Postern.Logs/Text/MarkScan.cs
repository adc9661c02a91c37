using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Postern.Logs.Text;

/// <summary>Finds the ends of all fields and lines of a text in one pass (the first stage of simdjson, Langdale and Lemire 2019, for tables).</summary>
/// <remarks>Which field an end belongs to follows from its place among the others, so that nothing has to be decided octet by octet.</remarks>
sealed class MarkScan
{
    /// <summary>Octets scanned at once: few enough to stay in the first-level cache until their fields are read.</summary>
    public const int Most = 8 * 1024;

    /// <summary>Room for what is written behind the last mark.</summary>
    const int Slack = 8;

    readonly int[] marks = new int[Most + Slack];
    readonly int[] lines = new int[Most];

    /// <summary>Offsets of separators and line feeds, ascending.</summary>
    public ReadOnlySpan<int> Marks => marks;

    /// <summary>For each line its last mark: the place in <see cref="Marks"/> of its line feed.</summary>
    public ReadOnlySpan<int> Lines => lines;

    /// <summary>Scans up to <see cref="Most"/> octets of a text that begins with a line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">Stands between two fields; no line feed.</param>
    /// <returns>Number of whole lines found.</returns>
    public int Scan(ReadOnlySpan<byte> text, byte separator)
    {
        text = text[..Math.Min(text.Length, Most)];
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var to = ref MemoryMarshal.GetArrayDataReference(marks);
        int count = 0, ended = 0, place = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var separators = Vector256.Create(separator);
            var feeds = Vector256.Create((byte)'\n');
            for (; place <= text.Length - Vector256<byte>.Count; place += Vector256<byte>.Count)
            {
                var octets = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, place));
                var feed = Vector256.Equals(octets, feeds).ExtractMostSignificantBits();
                var mask = Vector256.Equals(octets, separators).ExtractMostSignificantBits() | feed;
                for (var rest = feed; rest != 0; rest &= rest - 1)
                    lines[ended++] = count + BitOperations.PopCount(mask & (rest ^ (rest - 1))) - 1;
                var end = count + BitOperations.PopCount(mask);
                // Eight are written whether they are there or not: the next write begins behind the true ones.
                for (; count < end; count += 8)
                {
                    ref var next = ref Unsafe.Add(ref to, count);
                    Put(ref next, 0, place, ref mask);
                    Put(ref next, 1, place, ref mask);
                    Put(ref next, 2, place, ref mask);
                    Put(ref next, 3, place, ref mask);
                    Put(ref next, 4, place, ref mask);
                    Put(ref next, 5, place, ref mask);
                    Put(ref next, 6, place, ref mask);
                    Put(ref next, 7, place, ref mask);
                }
                count = end;
            }
        }
        for (; place < text.Length; place++)
        {
            var octet = text[place];
            if (octet == '\n')
                lines[ended++] = count;
            if (octet == '\n' || octet == separator)
                marks[count++] = place;
        }
        return ended;
    }

    /// <summary>Writes the place of the lowest bit and takes the bit away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(ref int to, int offset, int place, ref uint mask)
    {
        Unsafe.Add(ref to, offset) = place + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
    }
}

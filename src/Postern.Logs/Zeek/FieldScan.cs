using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Postern.Logs.Zeek;

/// <summary>Finds the fields of a line that one byte separates.</summary>
static class FieldScan
{
    /// <summary>Finds where fields end.</summary>
    /// <param name="line">The line.</param>
    /// <param name="separator">Stands between two fields.</param>
    /// <param name="ends">Gets the ends of as many of the first fields as it has room for.</param>
    /// <returns>Number of fields, also those beyond the room: 1 + number of separators.</returns>
    public static int Split(ReadOnlySpan<byte> line, byte separator, Span<int> ends)
    {
        var fields = 0;
        var place = 0;
        ref var start = ref MemoryMarshal.GetReference(line);
        if (Vector256.IsHardwareAccelerated)
        {
            var wanted = Vector256.Create(separator);
            for (; place <= line.Length - Vector256<byte>.Count; place += Vector256<byte>.Count)
            {
                var mask = Vector256.Equals(Vector256.LoadUnsafe(ref Unsafe.Add(ref start, place)), wanted).ExtractMostSignificantBits();
                if (fields >= ends.Length)
                {
                    fields += BitOperations.PopCount(mask);
                    continue;
                }
                while (mask != 0)
                {
                    if (fields < ends.Length)
                        ends[fields] = place + BitOperations.TrailingZeroCount(mask);
                    fields++;
                    mask &= mask - 1;
                }
            }
        }
        for (; place < line.Length; place++)
        {
            if (line[place] != separator)
                continue;
            if (fields < ends.Length)
                ends[fields] = place;
            fields++;
        }
        if (fields < ends.Length)
            ends[fields] = line.Length;
        return fields + 1;
    }
}

using System.Buffers.Binary;

namespace Postern.Logs.Input;

/// <summary>The CRC-32 of gzip (RFC 1952 §8), eight bytes a step.</summary>
static class Crc32
{
    static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with a checksum; start with 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var (t0, t1, t2, t3) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        var (t4, t5, t6, t7) = (Tables[4], Tables[5], Tables[6], Tables[7]);
        var crc = ~checksum;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[low & 0xFF] ^ t6[low >> 8 & 0xFF] ^ t5[low >> 16 & 0xFF] ^ t4[low >> 24]
                ^ t3[high & 0xFF] ^ t2[high >> 8 & 0xFF] ^ t1[high >> 16 & 0xFF] ^ t0[high >> 24];
            bytes = bytes[8..];
        }
        foreach (var value in bytes)
            crc = t0[(crc ^ value) & 0xFF] ^ crc >> 8;
        return ~crc;
    }

    static uint[][] MakeTables()
    {
        const uint Polynomial = 0xEDB88320;
        var tables = new uint[8][];
        for (var t = 0; t < 8; t++)
        {
            tables[t] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                var crc = t == 0 ? i : tables[t - 1][i];
                if (t > 0)
                {
                    tables[t][i] = tables[0][crc & 0xFF] ^ crc >> 8;
                    continue;
                }
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc & 1) != 0 ? crc >> 1 ^ Polynomial : crc >> 1;
                tables[t][i] = crc;
            }
        }
        return tables;
    }
}

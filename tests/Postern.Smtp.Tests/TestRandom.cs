namespace Postern.Smtp.Tests;

/// <summary>Seeded draws (xorshift64*), the same on every machine.</summary>
sealed class TestRandom(ulong seed)
{
    ulong state = seed * 0x9E3779B97F4A7C15 + 1;

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)bound);
    }

    /// <summary>Octets drawn from an alphabet.</summary>
    public byte[] Octets(int length, ReadOnlySpan<byte> alphabet)
    {
        var octets = new byte[length];
        for (var i = 0; i < length; i++)
            octets[i] = alphabet[Next(alphabet.Length)];
        return octets;
    }
}

using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;
using MethodImpl = System.Runtime.CompilerServices.MethodImplAttribute;

namespace Postern.Ledger.Sealing;

/// <summary>SHA-256 (FIPS 180-4 §6.2) of eight messages side by side, one in each 32-bit lane of a vector.</summary>
/// <remarks>
/// The platform's <c>SHA256.HashData</c> is faster on one long message, but spends several hundred nanoseconds on each call, and
/// a ledger hashes millions of messages of one to three blocks: side by side a block costs a tenth of that. The platform's own
/// instructions for SHA-256 are not to be had on x86 in .NET 10.
/// </remarks>
static class Sha256Lanes
{
    /// <summary>Messages hashed at once.</summary>
    public const int Lanes = 8;

    /// <summary>Bytes of a block.</summary>
    public const int BlockLength = 64;

    static readonly Vector256<byte> SwapWords = Vector256.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    /// <summary>Whether this processor has the vectors.</summary>
    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    // Fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
    static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    // Fractional parts of the square roots of the first 8 primes (FIPS 180-4 §5.3.3).
    static ReadOnlySpan<uint> Initial =>
    [
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
    ];

    /// <summary>Hashes eight padded messages of the same length.</summary>
    /// <param name="messages">Holds the messages.</param>
    /// <param name="starts">Where each of them begins: <see cref="Lanes"/> places.</param>
    /// <param name="blocks">Blocks of each.</param>
    /// <param name="hashes">Receives the hashes.</param>
    /// <param name="places">Where in <paramref name="hashes"/> that of each message belongs.</param>
    public static void Hash(
        ReadOnlySpan<byte> messages, ReadOnlySpan<int> starts, int blocks, Span<MerkleHash> hashes, ReadOnlySpan<int> places)
    {
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[8];
        Span<Vector256<uint>> words = stackalloc Vector256<uint>[16];
        for (var i = 0; i < 8; i++)
            state[i] = Vector256.Create(Initial[i]);
        for (var block = 0; block < blocks; block++)
        {
            var low = words[..8];
            var high = words[8..];
            for (var lane = 0; lane < Lanes; lane++)
            {
                var bytes = messages.Slice(starts[lane] + block * BlockLength, BlockLength);
                low[lane] = Load(bytes);
                high[lane] = Load(bytes[32..]);
            }
            Transpose(low);
            Transpose(high);
            Compress(state, words);
        }
        Transpose(state);
        for (var lane = 0; lane < Lanes; lane++)
            Avx2.Shuffle(state[lane].AsByte(), SwapWords).CopyTo(hashes[places[lane]]);
    }

    static Vector256<uint> Load(ReadOnlySpan<byte> bytes) =>
        Avx2.Shuffle(Vector256.Create(bytes), SwapWords).AsUInt32();

    static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> words)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var i = 0; i < 64; i += 8)
        {
            // The schedule is kept in a ring of 16 words: q are the eight of these rounds, p the other eight.
            var q = words.Slice(i & 15, 8);
            var k = RoundConstants.Slice(i, 8);
            if (i >= 16)
            {
                var p = words.Slice((i + 8) & 15, 8);
                q[0] += Small0(q[1]) + p[1] + Small1(p[6]);
                q[1] += Small0(q[2]) + p[2] + Small1(p[7]);
                q[2] += Small0(q[3]) + p[3] + Small1(q[0]);
                q[3] += Small0(q[4]) + p[4] + Small1(q[1]);
                q[4] += Small0(q[5]) + p[5] + Small1(q[2]);
                q[5] += Small0(q[6]) + p[6] + Small1(q[3]);
                q[6] += Small0(q[7]) + p[7] + Small1(q[4]);
                q[7] += Small0(p[0]) + q[0] + Small1(q[5]);
            }
            Vector256<uint> t;
            t = h + Big1(e, f, g) + q[0] + Vector256.Create(k[0]);
            d += t;
            h = t + Big0(a, b, c);
            t = g + Big1(d, e, f) + q[1] + Vector256.Create(k[1]);
            c += t;
            g = t + Big0(h, a, b);
            t = f + Big1(c, d, e) + q[2] + Vector256.Create(k[2]);
            b += t;
            f = t + Big0(g, h, a);
            t = e + Big1(b, c, d) + q[3] + Vector256.Create(k[3]);
            a += t;
            e = t + Big0(f, g, h);
            t = d + Big1(a, b, c) + q[4] + Vector256.Create(k[4]);
            h += t;
            d = t + Big0(e, f, g);
            t = c + Big1(h, a, b) + q[5] + Vector256.Create(k[5]);
            g += t;
            c = t + Big0(d, e, f);
            t = b + Big1(g, h, a) + q[6] + Vector256.Create(k[6]);
            f += t;
            b = t + Big0(c, d, e);
            t = a + Big1(f, g, h) + q[7] + Vector256.Create(k[7]);
            e += t;
            a = t + Big0(b, c, d);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    /// <summary>Eight rows of eight words become eight columns.</summary>
    static void Transpose(Span<Vector256<uint>> rows)
    {
        var (r0, r1, r2, r3) = (rows[0], rows[1], rows[2], rows[3]);
        var (r4, r5, r6, r7) = (rows[4], rows[5], rows[6], rows[7]);
        var s0 = Avx2.UnpackLow(r0, r1).AsUInt64();
        var s1 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        var s2 = Avx2.UnpackLow(r2, r3).AsUInt64();
        var s3 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        var s4 = Avx2.UnpackLow(r4, r5).AsUInt64();
        var s5 = Avx2.UnpackHigh(r4, r5).AsUInt64();
        var s6 = Avx2.UnpackLow(r6, r7).AsUInt64();
        var s7 = Avx2.UnpackHigh(r6, r7).AsUInt64();
        Join(Avx2.UnpackLow(s0, s2), Avx2.UnpackLow(s4, s6), rows, 0);
        Join(Avx2.UnpackHigh(s0, s2), Avx2.UnpackHigh(s4, s6), rows, 1);
        Join(Avx2.UnpackLow(s1, s3), Avx2.UnpackLow(s5, s7), rows, 2);
        Join(Avx2.UnpackHigh(s1, s3), Avx2.UnpackHigh(s5, s7), rows, 3);
    }

    [MethodImpl(AggressiveInlining)]
    static void Join(Vector256<ulong> upper, Vector256<ulong> lower, Span<Vector256<uint>> rows, int row)
    {
        rows[row] = Avx2.Permute2x128(upper, lower, 0x20).AsUInt32();
        rows[row + 4] = Avx2.Permute2x128(upper, lower, 0x31).AsUInt32();
    }

    [MethodImpl(AggressiveInlining)]
    static Vector256<uint> Turn(Vector256<uint> x, int bits) => (x >>> bits) | (x << (32 - bits));

    [MethodImpl(AggressiveInlining)]
    static Vector256<uint> Small0(Vector256<uint> x) => Turn(x, 7) ^ Turn(x, 18) ^ (x >>> 3);

    [MethodImpl(AggressiveInlining)]
    static Vector256<uint> Small1(Vector256<uint> x) => Turn(x, 17) ^ Turn(x, 19) ^ (x >>> 10);

    /// <summary>Σ0(a) + Maj(a, b, c).</summary>
    [MethodImpl(AggressiveInlining)]
    static Vector256<uint> Big0(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) =>
        (Turn(a, 2) ^ Turn(a, 13) ^ Turn(a, 22)) + ((a & b) | (c & (a | b)));

    /// <summary>Σ1(e) + Ch(e, f, g).</summary>
    [MethodImpl(AggressiveInlining)]
    static Vector256<uint> Big1(Vector256<uint> e, Vector256<uint> f, Vector256<uint> g) =>
        (Turn(e, 6) ^ Turn(e, 11) ^ Turn(e, 25)) + (g ^ (e & (f ^ g)));
}

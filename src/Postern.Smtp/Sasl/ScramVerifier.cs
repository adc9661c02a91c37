using System.Security.Cryptography;
using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>What a server keeps to check a SCRAM-SHA-256 password, from which the password cannot be read (RFC 5802 §3).</summary>
/// <param name="Salt">Random octets of this user.</param>
/// <param name="Iterations">Iteration count; at least 4096 (RFC 7677 §4).</param>
/// <param name="StoredKey">SHA-256 of the client key.</param>
/// <param name="ServerKey">The server key.</param>
public sealed record ScramVerifier(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>The verifier of a password.</summary>
    /// <remarks>The password is taken as its UTF-8 octets; the preparation of RFC 8265 changes none that is printable ASCII.</remarks>
    public static ScramVerifier Of(string password, byte[] salt, int iterations)
    {
        var salted = ScramKeys.Salted(password, salt, iterations);
        return new ScramVerifier(salt, iterations, SHA256.HashData(ScramKeys.Client(salted)), ScramKeys.Server(salted));
    }

    /// <summary>Whether a password, as PLAIN gives it, is the one of this verifier; takes the same time for any.</summary>
    public bool Accepts(string password)
    {
        var salted = ScramKeys.Salted(password, Salt, Iterations);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(ScramKeys.Client(salted)), StoredKey);
    }
}

/// <summary>The key schedule of RFC 5802 §3 with SHA-256.</summary>
static class ScramKeys
{
    public static byte[] Salted(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    public static byte[] Client(byte[] salted) => HMACSHA256.HashData(salted, "Client Key"u8);

    public static byte[] Server(byte[] salted) => HMACSHA256.HashData(salted, "Server Key"u8);

    public static byte[] Sign(byte[] key, string authMessage) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(authMessage));

    public static byte[] Xor(byte[] a, byte[] b) => [.. a.Zip(b, (x, y) => (byte)(x ^ y))];
}

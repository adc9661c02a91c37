using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>The client's side of one SCRAM-SHA-256 exchange (RFC 5802 §5, RFC 7677).</summary>
sealed class ScramClient
{
    const string Gs2Header = "n,,";
    const int FewestIterations = 4096;
    const int MostIterations = 1_000_000;

    readonly string password;
    readonly string nonce;
    readonly string firstBare;
    byte[] expectedSignature = [];

    /// <param name="user">User name.</param>
    /// <param name="password">Password.</param>
    /// <param name="nonce">Fresh random characters, printable and without commas.</param>
    public ScramClient(string user, string password, string nonce)
    {
        this.password = password;
        this.nonce = nonce;
        firstBare = $"n={ScramFields.Escape(user)},r={nonce}";
    }

    /// <summary>The first message.</summary>
    public byte[] First => Encoding.UTF8.GetBytes(Gs2Header + firstBare);

    /// <summary>Answers the server's first message; false when it is malformed, weak, or not an answer to ours.</summary>
    public bool TryAnswer(byte[] serverFirst, out byte[] final)
    {
        final = [];
        if (!SaslText.TryUtf8(serverFirst, out var text) || !ScramFields.TryRead(text, "rsi", out var values)
            || !ScramFields.IsNonce(values[0]) || !values[0].StartsWith(nonce, StringComparison.Ordinal) || values[0].Length == nonce.Length
            || !SaslText.TryDecode(Encoding.UTF8.GetBytes(values[1]), out var salt) || salt.Length == 0
            || !int.TryParse(values[2], NumberStyles.None, null, out var iterations)
            || iterations is < FewestIterations or > MostIterations)
            return false;
        var withoutProof = $"c={SaslText.Encode(Encoding.UTF8.GetBytes(Gs2Header))},r={values[0]}";
        var authMessage = $"{firstBare},{text},{withoutProof}";
        var salted = ScramKeys.Salted(password, salt, iterations);
        var clientKey = ScramKeys.Client(salted);
        var proof = ScramKeys.Xor(clientKey, ScramKeys.Sign(SHA256.HashData(clientKey), authMessage));
        expectedSignature = ScramKeys.Sign(ScramKeys.Server(salted), authMessage);
        final = Encoding.UTF8.GetBytes($"{withoutProof},p={SaslText.Encode(proof)}");
        return true;
    }

    /// <summary>Whether the server's final message proves that it knows the verifier.</summary>
    public bool Accepts(byte[] serverFinal) =>
        expectedSignature.Length > 0
        && SaslText.TryUtf8(serverFinal, out var text) && text.StartsWith("v=", StringComparison.Ordinal)
        && SaslText.TryDecode(Encoding.UTF8.GetBytes(text[2..].Split(',')[0]), out var signature)
        && CryptographicOperations.FixedTimeEquals(signature, expectedSignature);
}

using System.Security.Cryptography;
using System.Text;

namespace Postern.Smtp.Sasl;

/// <summary>The server's side of one SCRAM-SHA-256 exchange (RFC 5802 §5, RFC 7677).</summary>
sealed class ScramServer
{
    const int LongestNonce = 256;

    readonly string gs2Header;
    readonly string clientFirstBare;
    readonly string clientNonce;
    ScramVerifier? verifier;
    string serverFirst = "";
    string nonce = "";

    ScramServer(string gs2Header, string clientFirstBare, string clientNonce, string identity, string user) =>
        (this.gs2Header, this.clientFirstBare, this.clientNonce, Identity, User) = (gs2Header, clientFirstBare, clientNonce, identity, user);

    /// <summary>Authorization identity; empty when the user speaks for himself.</summary>
    public string Identity { get; }

    /// <summary>Whose password is to be proved.</summary>
    public string User { get; }

    /// <summary>Reads the client's first message. Channel binding is not offered, so a client that demands it is refused.</summary>
    public static bool TryBegin(byte[] message, out ScramServer? exchange)
    {
        exchange = null;
        if (!SaslText.TryUtf8(message, out var text))
            return false;
        var flagEnd = text.IndexOf(',');
        var headerEnd = flagEnd < 0 ? -1 : text.IndexOf(',', flagEnd + 1);
        if (headerEnd < 0 || text[..flagEnd] is not ("n" or "y"))
            return false;
        var identity = text[(flagEnd + 1)..headerEnd];
        if (identity.Length > 0 && !identity.StartsWith("a=", StringComparison.Ordinal)
            || !ScramFields.TryUnescape(identity.Length > 0 ? identity[2..] : "", out identity))
            return false;
        var bare = text[(headerEnd + 1)..];
        if (!ScramFields.TryRead(bare, "nr", out var values)
            || !ScramFields.TryUnescape(values[0], out var user) || user.Length == 0
            || !ScramFields.IsNonce(values[1]) || values[1].Length > LongestNonce)
            return false;
        exchange = new ScramServer(text[..(headerEnd + 1)], bare, values[1], identity, user);
        return true;
    }

    /// <summary>The server's first message.</summary>
    /// <param name="verifier">What the server keeps of the user; for an unknown user, something made up that is always the same.</param>
    /// <param name="serverNonce">Fresh random characters, printable and without commas.</param>
    public byte[] Challenge(ScramVerifier verifier, string serverNonce)
    {
        this.verifier = verifier;
        nonce = clientNonce + serverNonce;
        serverFirst = $"r={nonce},s={SaslText.Encode(verifier.Salt)},i={verifier.Iterations}";
        return Encoding.UTF8.GetBytes(serverFirst);
    }

    /// <summary>Checks the client's proof.</summary>
    /// <param name="message">The client's final message.</param>
    /// <param name="serverFinal">The server's signature, by which the client knows the server.</param>
    public bool TryFinish(byte[] message, out byte[] serverFinal)
    {
        serverFinal = [];
        if (verifier is null || !SaslText.TryUtf8(message, out var text))
            return false;
        var proofAt = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || !ScramFields.TryRead(text[..proofAt], "cr", out var values)
            || values[0] != SaslText.Encode(Encoding.UTF8.GetBytes(gs2Header)) || values[1] != nonce
            || !SaslText.TryDecode(Encoding.UTF8.GetBytes(text[(proofAt + 3)..]), out var proof) || proof.Length != SHA256.HashSizeInBytes)
            return false;
        var authMessage = $"{clientFirstBare},{serverFirst},{text[..proofAt]}";
        var clientKey = ScramKeys.Xor(proof, ScramKeys.Sign(verifier.StoredKey, authMessage));
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), verifier.StoredKey))
            return false;
        serverFinal = Encoding.UTF8.GetBytes($"v={SaslText.Encode(ScramKeys.Sign(verifier.ServerKey, authMessage))}");
        return true;
    }
}

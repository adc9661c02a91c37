using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postern.Ledger.Sealing;

/// <summary>The public half of a key that signs checkpoints: ECDSA on P-256 with SHA-256, signatures in DER.</summary>
/// <remarks>
/// C2SP signed-note assigns signature type 0x02 to ECDSA; its key id is the beginning of the SHA-256 of the key's
/// SubjectPublicKeyInfo in DER, without the name. The type's number stands in the verifier key, so that another algorithm gets
/// another number and no old verifier mistakes it.
/// </remarks>
public sealed class VerifierKey
{
    /// <summary>Signature type of ECDSA in C2SP signed-note.</summary>
    public const byte SignatureType = 2;

    /// <summary>What the type is, in words.</summary>
    public const string Algorithm = "ECDSA P-256 with SHA-256, DER signatures (C2SP signed-note type 0x02)";

    const int InfoLength = 91;

    readonly byte[] info;

    VerifierKey(string name, byte[] info)
    {
        Name = name;
        this.info = info;
    }

    // All of a SubjectPublicKeyInfo on P-256 but the point: id-ecPublicKey, prime256v1, a bit string of an uncompressed point
    // (RFC 5480 §2). There is one spelling, and nothing else reaches the platform's reader.
    static ReadOnlySpan<byte> InfoStart =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
        0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    /// <summary>Name of the key, which is the origin of the log's checkpoints.</summary>
    public string Name { get; }

    /// <summary>The key id: the first four bytes of <see cref="Fingerprint"/>.</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(info));

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo: what two people compare.</summary>
    public MerkleHash Fingerprint => MerkleHash.Of(SHA256.HashData(info));

    /// <summary>The key's SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => info;

    /// <summary>The verifier key of C2SP signed-note: <c>name+id in hex+Base64 of type and key</c>.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([SignatureType, .. info])}";

    /// <summary>The key in PEM, as openssl reads it.</summary>
    public string ToPem() => $"{PemEncoding.WriteString("PUBLIC KEY", info)}\n";

    /// <summary>Reads a verifier key, strictly.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VerifierKey? key, out string fault)
    {
        key = null;
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !SignedNote.IsKeyName(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || !SignedNote.TryBase64(parts[2], out var bytes) || bytes.Length < 2)
            return Refuse("a verifier key is name+id+key: a name, eight hex digits, Base64", out fault);
        if (bytes[0] != SignatureType)
            return Refuse($"the verifier key is of signature type 0x{bytes[0]:x2}; this program checks {Algorithm}", out fault);
        if (!TryOf(parts[0], bytes.AsSpan(1), out key, out fault))
            return false;
        if (key.Id == id && string.Equals(parts[1], $"{id:x8}", StringComparison.Ordinal))
            return true;
        fault = $"the verifier key says {parts[1]}, its key has the id {key.Id:x8}: one of them was changed";
        key = null;
        return false;
    }

    /// <summary>Makes a verifier key of a name and a SubjectPublicKeyInfo.</summary>
    public static bool TryOf(string name, ReadOnlySpan<byte> subjectPublicKeyInfo, [NotNullWhen(true)] out VerifierKey? key, out string fault)
    {
        key = null;
        if (!SignedNote.IsKeyName(name))
            return Refuse($"\"{name}\" cannot name a key: no spaces, no plus signs", out fault);
        if (subjectPublicKeyInfo.Length != InfoLength || !subjectPublicKeyInfo.StartsWith(InfoStart))
            return Refuse($"the key is not a public key on the curve P-256 in DER; this program checks {Algorithm}", out fault);
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        }
        catch (CryptographicException)
        {
            return Refuse("the key's point is not on the curve", out fault);
        }
        fault = "";
        key = new VerifierKey(name, subjectPublicKeyInfo.ToArray());
        return true;
    }

    /// <summary>Whether a signature is this key's of a text.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(info, out _);
        try
        {
            return ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // not a DER sequence of two integers
        }
    }

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}

/// <summary>The private half. Signing draws a random number each time, so that two signatures of one text differ: a ledger's
/// checkpoints are not byte-identical between runs, its tree is.</summary>
public sealed class SigningKey : IDisposable
{
    readonly ECDsa ecdsa;

    SigningKey(string name, ECDsa ecdsa)
    {
        this.ecdsa = ecdsa;
        if (!VerifierKey.TryOf(name, ecdsa.ExportSubjectPublicKeyInfo(), out var verifier, out var fault))
        {
            ecdsa.Dispose();
            throw new ArgumentException(fault, nameof(name));
        }
        Verifier = verifier;
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>A fresh key.</summary>
    /// <param name="name">Its name, the origin of the log: a URL without a scheme, such as <c>gate.example.org/ledger</c>.</param>
    /// <exception cref="ArgumentException">The name has spaces or plus signs.</exception>
    public static SigningKey Create(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key from PEM (PKCS #8, RFC 5958).</summary>
    /// <exception cref="ArgumentException">The text is no private key on P-256, or the name cannot name a key.</exception>
    public static SigningKey FromPem(string name, string pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            _ = ecdsa.ExportPkcs8PrivateKey();
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            ecdsa.Dispose();
            throw new ArgumentException("the text is no private key of ECDSA in PEM (BEGIN PRIVATE KEY)", nameof(pem), fault);
        }
        return new SigningKey(name, ecdsa);
    }

    /// <summary>The private key in PEM (PKCS #8, RFC 5958). Whoever has it can sign in the ledger's name.</summary>
    public string ToPem() => $"{ecdsa.ExportPkcs8PrivateKeyPem()}\n";

    /// <summary>Signs a text, which must end with a newline.</summary>
    public NoteSignature Sign(string text) =>
        new(Verifier.Name, Verifier.Id, ecdsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <inheritdoc/>
    public void Dispose() => ecdsa.Dispose();
}

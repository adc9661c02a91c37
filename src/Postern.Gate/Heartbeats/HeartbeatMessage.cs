using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postern.Gate.Identity;
using Postern.Smtp.Content;

namespace Postern.Gate.Heartbeats;

/// <summary>Our key, as what signs of life are signed with: the key of our certificate, which peers pin.</summary>
sealed class HeartbeatKey : IDisposable
{
    readonly ECDsa? ecdsa;
    readonly RSA? rsa;

    /// <param name="certificate">A certificate with its private key, ECDSA or RSA.</param>
    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    public HeartbeatKey(X509Certificate2 certificate)
    {
        ecdsa = certificate.GetECDsaPrivateKey();
        rsa = certificate.GetRSAPrivateKey();
        if (ecdsa is null && rsa is null)
            throw new ArgumentException("the certificate's key is neither ECDSA nor RSA", nameof(certificate));
        Info = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        Until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
    }

    /// <summary>The public key in DER (RFC 5280 §4.1.2.7).</summary>
    public byte[] Info { get; }

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Its pin.</summary>
    public KeyPin Pin => KeyPin.OfKey(Info);

    /// <summary>Signs octets: ECDSA with SHA-256 in DER, or RSA-PSS with SHA-256.</summary>
    public byte[] Sign(ReadOnlySpan<byte> octets) => ecdsa is not null
        ? ecdsa.SignData(octets, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
        : rsa!.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    /// <summary>Whether a signature is that of a key.</summary>
    public static bool Verify(ReadOnlySpan<byte> info, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        try
        {
            var key = PublicKey.CreateFromSubjectPublicKeyInfo(info, out var read);
            if (read != info.Length)
                return false;
            using var ecdsa = key.GetECDsaPublicKey();
            if (ecdsa is not null)
                return ecdsa.VerifyData(octets, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            using var rsa = key.GetRSAPublicKey();
            return rsa?.VerifyData(octets, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) == true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ecdsa?.Dispose();
        rsa?.Dispose();
    }
}

/// <summary>A sign of life as a message: a few header fields, key and signature among them, and JSON. The signature covers the octets of
/// the body as they are sent, CR LF line ends included; it is all ASCII, so that no server on the way has a reason to change it.</summary>
static class HeartbeatMessage
{
    /// <summary>Most octets that are read.</summary>
    public const int Longest = 64 << 10;

    const string KeyField = "Postern-Key: ";
    const string SignatureField = "Postern-Signature: ";

    /// <summary>Writes the message, CR LF line ends.</summary>
    /// <param name="heartbeat">What it says.</param>
    /// <param name="key">What signs it.</param>
    /// <param name="mailbox">Local-part that both sides keep for them.</param>
    /// <param name="host">This host, for the Message-ID.</param>
    public static byte[] Write(HeartbeatDocument heartbeat, HeartbeatKey key, string mailbox, string host)
    {
        var body = Encoding.ASCII.GetBytes(HeartbeatJson.Write(heartbeat).Replace("\n", "\r\n", StringComparison.Ordinal));
        var head = string.Join("\r\n",
        [
            $"From: <{mailbox}@{heartbeat.From}>",
            $"To: <{mailbox}@{heartbeat.To}>",
            $"Subject: Sign of life {heartbeat.Sequence}",
            $"Date: {TraceField.Date(heartbeat.Time)}",
            $"Message-ID: <{heartbeat.Sequence}.{heartbeat.Time.ToUnixTimeMilliseconds()}.{heartbeat.To}@{host}>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: application/json",
            $"{KeyField}{Convert.ToBase64String(key.Info)}",
            $"{SignatureField}{Convert.ToBase64String(key.Sign(body))}",
            "", "",
        ]);
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Reads a message and checks its signature.</summary>
    /// <param name="message">The message, trace fields and all.</param>
    /// <param name="pins">Keys of the peer whose message it is.</param>
    /// <param name="heartbeat">What it says, when it is one and the peer's.</param>
    /// <param name="fault">Why not, otherwise.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, IReadOnlyCollection<KeyPin> pins, [NotNullWhen(true)] out HeartbeatDocument? heartbeat, out string fault)
    {
        heartbeat = null;
        var end = message.IndexOf("\r\n\r\n"u8);
        if (message.Length > Longest || end < 0)
            return Refuse(end < 0 ? "the message has no body" : $"the message has {message.Length:N0} octets, more than any sign of life", out fault);
        var fields = Encoding.Latin1.GetString(message[..end]).Split("\r\n");
        var body = message[(end + 4)..];
        if (!TryField(fields, KeyField, out var info) || !TryField(fields, SignatureField, out var signature))
            return Refuse("the message has no Postern-Key or no Postern-Signature, or two of them", out fault);
        var pin = KeyPin.OfKey(info);
        if (!pins.Contains(pin))
            return Refuse($"it is signed with the key {pin}, which the peer does not have", out fault);
        if (!HeartbeatKey.Verify(info, body, signature))
            return Refuse("its signature is wrong: it was changed, or was not signed with the peer's key", out fault);
        return HeartbeatJson.TryRead(body, out heartbeat, out fault);
    }

    static bool TryField(string[] fields, string name, out byte[] value)
    {
        value = [];
        var found = Array.FindAll(fields, f => f.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (found.Length != 1)
            return false;
        var text = found[0][name.Length..];
        value = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, value, out var length);
        value = value[..(isBase64 ? length : 0)];
        return isBase64;
    }

    static bool Refuse(string what, out string fault)
    {
        fault = what;
        return false;
    }
}

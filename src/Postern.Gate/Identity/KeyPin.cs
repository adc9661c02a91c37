using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postern.Gate.Identity;

/// <summary>A pinned public key: SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4). The key and not the certificate, so that renewal
/// and even expiry of a certificate change nothing.</summary>
public sealed record KeyPin
{
    const string Prefix = "sha256:";

    readonly string hex;

    KeyPin(string hex) => this.hex = hex;

    /// <summary>The pin of the key in a certificate.</summary>
    public static KeyPin Of(X509Certificate2 certificate) => OfKey(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The pin of a key.</summary>
    /// <param name="subjectPublicKeyInfo">The key in DER (RFC 5280 §4.1.2.7).</param>
    public static KeyPin OfKey(ReadOnlySpan<byte> subjectPublicKeyInfo) =>
        new(Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo)));

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex => hex;

    /// <summary>The pin as 16 words that can be read aloud, with hyphens between them.</summary>
    public string Words => SpokenWords.Of(Convert.FromHexString(hex));

    /// <summary>Reads 64 hexadecimal digits, with or without <c>sha256:</c> before them, or the 16 words.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyPin? pin)
    {
        var digits = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit))
            pin = new KeyPin(digits.ToLowerInvariant());
        else
            pin = SpokenWords.TryRead(text, SHA256.HashSizeInBytes, out var octets) ? new KeyPin(Convert.ToHexStringLower(octets)) : null;
        return pin is not null;
    }

    /// <summary>A pin from text that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no pin.</exception>
    public static KeyPin Parse(string text) => TryParse(text, out var pin) ? pin : throw new FormatException($"\"{text}\" is no pin");

    /// <summary><c>sha256:</c> and the digits.</summary>
    public override string ToString() => Prefix + hex;
}

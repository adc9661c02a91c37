using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.Outbound;

/// <summary>Real keys with self-signed certificates, made once each.</summary>
static class TestKeys
{
    static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly ConcurrentDictionary<string, Lazy<X509Certificate2>> Made = new();

    /// <summary>The certificate of a name; one whose name ends with <c>-expired</c> has not been valid for years.</summary>
    public static X509Certificate2 Certificate(string name) => Made.GetOrAdd(name, n => new Lazy<X509Certificate2>(() => Make(n))).Value;

    /// <summary>The certificate as something to show.</summary>
    public static SslStreamCertificateContext Context(string name) =>
        SslStreamCertificateContext.Create(Certificate(name), additionalCertificates: null, offline: true);

    /// <summary>The pin of its key.</summary>
    public static KeyPin Pin(string name) => KeyPin.Of(Certificate(name));

    /// <summary>A certificate that says its issuer's can be had from an address.</summary>
    public static X509Certificate2 WithIssuerAt(Uri address)
    {
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peer-b.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [address.ToString()]));
        using var issued = request.Create(
            new X500DistinguishedName("CN=nobody"), X509SignatureGenerator.CreateForECDsa(issuer), Begin, Begin.AddYears(30), [1]);
        return issued.CopyWithPrivateKey(key);
    }

    static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}.test", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(Begin, name.EndsWith("-expired", StringComparison.Ordinal) ? Begin.AddYears(1) : Begin.AddYears(30));
    }
}

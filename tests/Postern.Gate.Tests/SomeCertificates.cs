using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests;

/// <summary>Real certificates with the names of the wire cases' fixture, made once for a run.</summary>
static class SomeCertificates
{
    static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly ConcurrentDictionary<string, ECDsa> Keys = new();
    static readonly ConcurrentDictionary<string, Lazy<X509Certificate2>> Made = new();

    /// <summary>The certificate of a name, with its private key; one whose name ends with <c>-expired</c> has not been valid for years.</summary>
    public static X509Certificate2 Of(string name) => Made.GetOrAdd(name, n => new Lazy<X509Certificate2>(() => Make(n))).Value;

    /// <summary>The pin of its key.</summary>
    public static KeyPin Pin(string name) => KeyPin.Of(Of(name));

    /// <summary>The certificate as something to show.</summary>
    public static SslStreamCertificateContext Context(string name) =>
        SslStreamCertificateContext.Create(Of(name), additionalCertificates: null, offline: true);

    /// <summary>Certificate and key as PEM.</summary>
    public static (string Certificate, string Key) Pem(string name)
    {
        var certificate = Of(name);
        return (certificate.ExportCertificatePem(), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate that says its issuer's can be had from an address.</summary>
    public static X509Certificate2 WithIssuerAt(Uri address)
    {
        var request = Request(Key("issued"), "peer-b.test", isAuthority: false);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [address.ToString()]));
        using var issued = request.Create(
            new X500DistinguishedName("CN=nobody"), X509SignatureGenerator.CreateForECDsa(Key("issuer")), Begin, Begin.AddYears(30), [1]);
        return issued.CopyWithPrivateKey(Key("issued"));
    }

    static X509Certificate2 Make(string name) => name switch
    {
        // Renewal: the same key, another serial number, other dates; expired, which nobody minds.
        "peer-a-renewed" => SelfSigned("peer-a", "peer-a.test", Begin.AddYears(-2), years: 1),
        "peer-a" or "peer-a-next" or "rogue-a" => SelfSigned(name, "peer-a.test", Begin),
        "rogue-chain-a" => Signed(name, "peer-a.test"),
        _ when name.EndsWith("-expired", StringComparison.Ordinal) => SelfSigned(name, $"{name}.test", Begin, years: 1),
        _ => SelfSigned(name, $"{name}.test", Begin),
    };

    static ECDsa Key(string name) => Keys.GetOrAdd(name, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    static X509Certificate2 SelfSigned(string key, string host, DateTimeOffset begin, int years = 30)
    {
        using var made = Request(Key(key), host, isAuthority: false).CreateSelfSigned(begin, begin.AddYears(years));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    static X509Certificate2 Signed(string key, string host)
    {
        using var authority = Request(Key($"{key}-authority"), "authority.test", isAuthority: true).CreateSelfSigned(Begin, Begin.AddYears(30));
        using var leaf = Request(Key(key), host, isAuthority: false).Create(authority, Begin, Begin.AddYears(29), [1, 2, 3]);
        using var withKey = leaf.CopyWithPrivateKey(Key(key));
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    static CertificateRequest Request(ECDsa key, string host, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }
}

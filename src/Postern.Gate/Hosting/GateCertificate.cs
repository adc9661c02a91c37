using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Configuration;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;

namespace Postern.Gate.Hosting;

/// <summary>The gate's own key and certificate, as files.</summary>
public static class GateCertificate
{
    // Nobody looks at the date: peers pin the key. Ten years, so that programs that look are content.
    static readonly TimeSpan Life = TimeSpan.FromDays(3653);

    /// <summary>Makes a key and a self-signed certificate; neither file may be there.</summary>
    /// <param name="certificateFile">Path of the certificate.</param>
    /// <param name="keyFile">Path of the key; readable by its owner only.</param>
    /// <param name="hostName">The name in it.</param>
    /// <param name="now">When it begins.</param>
    public static KeyPin Create(string certificateFile, string keyFile, string hostName, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // As client and as server: 1.3.6.1.5.5.7.3.1 and .2 (RFC 5280 §4.2.1.12).
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + Life);
        OwnerFiles.Create(keyFile, $"{key.ExportPkcs8PrivateKeyPem()}\n");
        OwnerFiles.Create(certificateFile, $"{certificate.ExportCertificatePem()}\n", isPublic: true);
        return KeyPin.Of(certificate);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">They are not there, not what they should be, or do not belong together; the message says what to do.</exception>
    public static X509Certificate2 Load(GateFolder folder, CertificateSettings settings)
    {
        var (file, key) = (folder.Of(settings.CertificateFile), folder.Of(settings.KeyFile));
        try
        {
            return X509Certificate2.CreateFromPemFile(file, key);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{problem.Message} `postern init` makes key and certificate, certificate.file and certificate.key name them", problem);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{file} and {key} are not a certificate and its key in PEM: {problem.Message}", problem);
        }
    }

    /// <summary>The key that comes next, as beats tell of it; null when none is named.</summary>
    /// <exception cref="InvalidDataException">Its certificate is not there, or none; the message says what to do.</exception>
    internal static HeartbeatOwnKey? LoadNext(GateFolder folder, CertificateSettings settings)
    {
        if (settings.NextFile is null)
            return null;
        var file = folder.Of(settings.NextFile);
        try
        {
            using var next = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return new HeartbeatOwnKey("next", $"{KeyPin.Of(next)}", new DateTimeOffset(next.NotAfter.ToUniversalTime()));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{problem.Message} certificate.next names a certificate of the key that comes next, or is left out", problem);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{file} is no certificate in PEM: {problem.Message}", problem);
        }
    }
}

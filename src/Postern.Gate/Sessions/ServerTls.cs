using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Postern.Gate.Sessions;

/// <summary>How the gate does TLS with those who call: 1.2 and later (RFC 8996), a key is asked for, sessions are not resumed, so that
/// a key that was taken away is not heard again.</summary>
static class ServerTls
{
    /// <summary>The options for our certificate.</summary>
    /// <param name="certificate">Certificate with its private key; not to be disposed while sessions use it.</param>
    [SuppressMessage("Security", "CA5359", Justification = "the key decides, and policy looks at it: names, dates and issuers say nothing here")]
    public static SslServerAuthenticationOptions Options(X509Certificate2 certificate) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        // Asks for a certificate; whoever shows none is let through, for policy to say what that means.
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy
        {
            // Nothing is fetched from anywhere, whatever a certificate names.
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.AllFlags,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
        },
        RemoteCertificateValidationCallback = LetThrough,
    };

    static bool LetThrough(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;
}

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Configuration;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;
using Postern.Gate.Sessions;

namespace Postern.Gate.Hosting;

/// <summary>Who the gate is to others at one time.</summary>
/// <param name="Certificate">Its certificate with the key; sessions may use it for as long as they last, so it is not disposed of.</param>
/// <param name="Tls">How TLS is done with those who call.</param>
/// <param name="NextKey">The key that comes next; null when none is named.</param>
sealed record OwnCertificate(X509Certificate2 Certificate, SslServerAuthenticationOptions Tls, HeartbeatOwnKey? NextKey)
{
    /// <summary>The key.</summary>
    public KeyPin Pin { get; } = KeyPin.Of(Certificate);

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static OwnCertificate Load(GateFolder folder, CertificateSettings settings)
    {
        var certificate = GateCertificate.Load(folder, settings);
        return new OwnCertificate(certificate, ServerTls.Options(certificate), GateCertificate.LoadNext(folder, settings));
    }

    /// <summary>What differs from what it was, a line each.</summary>
    public IReadOnlyList<string> Changes(OwnCertificate before) =>
    [
        .. Pin != before.Pin ? [$"key changed to {Pin}"] : Array.Empty<string>(),
        .. Certificate.Thumbprint != before.Certificate.Thumbprint ? [$"certificate renewed, until {Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"] : Array.Empty<string>(),
        .. NextKey != before.NextKey ? [$"next key {NextKey?.Pin ?? "removed"}"] : Array.Empty<string>(),
    ];
}

using System.ComponentModel;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Outbound;

/// <summary>TLS by pinned key: 1.2 and later, our certificate shown, the far key compared and nothing else of its certificate.</summary>
/// <remarks>Names, dates and issuers decide nothing: the key is the identity (RFC 7469 §2.4). The platform wants to build a chain all the
/// same; it gets no roots and may not fetch anything, or a certificate could make us ask DNS.</remarks>
static class PinnedTls
{
    /// <summary>A policy that trusts nothing and asks nobody.</summary>
    public static X509ChainPolicy Offline => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
    };

    /// <summary>Does the handshake as client.</summary>
    /// <param name="connection">The connection; belongs to the TLS stream afterwards, also when it fails.</param>
    /// <param name="own">What we show.</param>
    /// <param name="pins">Keys that the far side may show.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The stream inside TLS, null when it failed, and how it ended.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<(Stream? Stream, TlsEnd End)> ConnectAsync(
        Stream connection, SslStreamCertificateContext own, IReadOnlyList<KeyPin> pins, CancellationToken cancellation)
    {
        KeyPin? shown = null;
        var tls = new SslStream(connection);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    // No name: it would tell a listener on the wire who is called, and nobody looks at it.
                    TargetHost = "",
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateContext = own,
                    CertificateChainPolicy = Offline,
                    AllowTlsResume = false,
                    AllowRenegotiation = false,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate is X509Certificate2 far ? KeyPin.Of(far) : null;
                        return shown is not null && pins.Contains(shown);
                    },
                },
                cancellation);
            return (tls, new TlsEnd(shown, tls.SslProtocol, null));
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException or Win32Exception)
        {
            await tls.DisposeAsync();
            var isPinned = shown is not null && pins.Contains(shown);
            return (null, new TlsEnd(isPinned ? null : shown, SslProtocols.None,
                shown is null ? $"handshake failed: {Innermost(problem)}"
                : isPinned ? $"handshake failed behind the right key: {Innermost(problem)}"
                : $"the server showed {shown}, which the route does not name"));
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    static string Innermost(Exception problem) => problem.InnerException is { } inner ? Innermost(inner) : problem.Message;
}

using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Sessions;

sealed partial class SmtpConnection
{
    /// <summary>Octets of a buffer for what comes out of TLS and goes into it; held only while there are any.</summary>
    const int TlsBuffer = 4096;

    SslStream? tls;
    string? handshakeProblem;

    async Task<bool> HandshakeAsync()
    {
        var stream = new SslStream(new PipeStream(connection.Transport), leaveInnerStreamOpen: true);
        using var limit = new CancellationTokenSource(services.Policy.Circle.Value.Settings.Limits.HandshakeTimeout, services.Time);
        try
        {
            await stream.AuthenticateAsServerAsync(services.Tls(), limit.Token);
        }
        catch (Exception problem) when (IsLoss(problem) || problem is AuthenticationException or NotSupportedException or InvalidOperationException)
        {
            await stream.DisposeAsync();
            handshakeProblem = limit.IsCancellationRequested ? "no handshake in time" : problem.InnerException?.Message ?? problem.Message;
            journal.Tls(SslProtocols.None, null, handshakeProblem);
            return false;
        }
        tls = stream;
        policy.Key = stream.RemoteCertificate is { } shown ? PinOf(shown) : null;
        journal.Tls(stream.SslProtocol, policy.Key, problem: null);
        input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: TlsBuffer, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true));
        output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: TlsBuffer, leaveOpen: true));
        return true;
    }

    // Whatever else stands in the certificate decides nothing.
    static KeyPin PinOf(X509Certificate shown)
    {
        if (shown is X509Certificate2 certificate)
            return KeyPin.Of(certificate);
        using var copy = new X509Certificate2(shown);
        return KeyPin.Of(copy);
    }

    async Task CloseTlsAsync()
    {
        if (tls is null)
            return;
        try
        {
            await input.CompleteAsync();
            await output.CompleteAsync();
            await tls.ShutdownAsync();
        }
        catch (Exception problem) when (IsLoss(problem) || problem is InvalidOperationException)
        {
            // The other side has gone already.
        }

    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Sessions;

/// <summary>A connection over a real socket, from an address of the loopback net that the case wants.</summary>
sealed class SocketWire : ISmtpWire
{
    readonly Socket socket;
    readonly NetworkStream plain;
    readonly byte[] buffer = new byte[16 << 10];
    Stream stream;
    Task<int>? reading;

    SocketWire(Socket socket)
    {
        this.socket = socket;
        stream = plain = new NetworkStream(socket, ownsSocket: true);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SocketWire> ConnectAsync(string from, IPEndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(to, Cancellation);
        return new SocketWire(socket);
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, bool raw)
    {
        try
        {
            await (raw ? plain : stream).WriteAsync(octets, Cancellation);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask PauseAsync(TimeSpan time) => new(Task.Delay(time, Cancellation));

    public async ValueTask<byte[]?> ReadAsync(TimeSpan patience)
    {
        reading ??= stream.ReadAsync(buffer, Cancellation).AsTask();
        if (await Task.WhenAny(reading, Task.Delay(patience, Cancellation)) != reading)
            return null;
        try
        {
            var count = await reading;
            reading = null;
            return buffer[..count];
        }
        catch (IOException)
        {
            return [];
        }
    }

    public async ValueTask<bool> StartTlsAsync(SmtpCaseTls tls)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: true);
        var certificate = tls.Certificate == "none" ? null : SomeCertificates.Of(tls.Certificate);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "mx.circle.test",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, Chain(tls.Certificate), offline: true),
                EnabledSslProtocols = Protocols(tls.Maximum),
                AllowTlsResume = false,
            }, Cancellation);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
        stream = secure;
        reading = null;
        return true;
    }

    public ValueTask HalfCloseAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return default;
    }

    public ValueTask CloseAsync()
    {
        plain.Close();
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (reading is not null)
            await reading.ContinueWith(static _ => { }, TaskScheduler.Default);
        await stream.DisposeAsync();
    }

    // The rogue's chain holds the public certificate of the peer that it would like to be.
    static X509Certificate2Collection? Chain(string name) =>
        name == "rogue-chain-a" ? [X509CertificateLoader.LoadCertificate(SomeCertificates.Of("peer-a").RawData)] : null;

#pragma warning disable SYSLIB0039, CA5397 // old versions are offered in order to be refused
    static SslProtocols Protocols(string? maximum) => maximum switch
    {
        "1.0" => SslProtocols.Tls,
        "1.1" => SslProtocols.Tls11,
        "1.2" => SslProtocols.Tls12,
        _ => SslProtocols.None,
    };
#pragma warning restore SYSLIB0039, CA5397
}

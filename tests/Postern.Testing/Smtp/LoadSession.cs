using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postern.Testing.Smtp;

/// <summary>A peer that sends one message after the other over a TLS session, as fast as they are answered.</summary>
public sealed class LoadSession : IAsyncDisposable
{
    readonly SslStream stream;
    readonly byte[] buffer = new byte[4096];
    readonly StringBuilder held = new();

    LoadSession(SslStream stream) => this.stream = stream;

    /// <summary>Connects, inside TLS from the first octet, and says EHLO.</summary>
    /// <param name="from">Address to connect from.</param>
    /// <param name="to">The listener.</param>
    /// <param name="certificate">Certificate to show, with its key.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<LoadSession> OpenAsync(IPAddress from, IPEndPoint to, X509Certificate2 certificate, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to, cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var session = new LoadSession(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        try
        {
            await session.stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "gate",
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            }, cancellation);
            await session.RepliesAsync("220", 1, cancellation);
            await session.SayAsync("EHLO peer-a.test\r\n", cancellation);
            await session.RepliesAsync("250", 1, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a message and gives the last reply's text once it has come: 250 and the identifier.</summary>
    /// <exception cref="IOException">The connection was lost, or a reply is another one.</exception>
    public async Task<string> SendAsync(string sender, string recipient, string content, CancellationToken cancellation)
    {
        await BeginAsync(sender, recipient, cancellation);
        return await EndAsync(content, cancellation);
    }

    /// <summary>Begins a message: its octets are waited for.</summary>
    /// <exception cref="IOException">The connection was lost, or a reply is another one.</exception>
    public async Task BeginAsync(string sender, string recipient, CancellationToken cancellation)
    {
        await SayAsync($"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n", cancellation);
        await RepliesAsync("250", 2, cancellation);
        await RepliesAsync("354", 1, cancellation);
    }

    /// <summary>Ends a message that was begun, and gives the last reply's text.</summary>
    /// <exception cref="IOException">The connection was lost, or the reply is another one.</exception>
    public async Task<string> EndAsync(string content, CancellationToken cancellation)
    {
        await SayAsync($"{content}.\r\n", cancellation);
        return await RepliesAsync("250", 1, cancellation);
    }

    /// <summary>Drops the connection.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    async Task SayAsync(string text, CancellationToken cancellation) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);

    async Task<string> RepliesAsync(string code, int count, CancellationToken cancellation)
    {
        var last = "";
        while (count > 0)
        {
            var text = held.ToString();
            var end = text.IndexOf("\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                var read = await stream.ReadAsync(buffer, cancellation);
                if (read == 0)
                    throw new IOException("the connection is closed");
                held.Append(Encoding.ASCII.GetString(buffer, 0, read));
                continue;
            }
            last = text[..end];
            held.Remove(0, end + 2);
            if (!last.StartsWith(code, StringComparison.Ordinal))
                throw new IOException($"{code} was expected, {last} came");
            if (last[3] == ' ')
                count--;
        }
        return last;
    }
}

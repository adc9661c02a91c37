using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postern.Gate.Identity;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Outbound;

/// <summary>A peer that listens on a real socket and is played by the test.</summary>
sealed class PeerHarness : IDisposable
{
    readonly Socket listener;
    readonly string? path;

    /// <param name="address">A loopback address; null listens on a Unix socket.</param>
    public PeerHarness(string? address = "127.0.0.3")
    {
        path = address is null ? Path.Combine(Directory.CreateTempSubdirectory("postern-").FullName, "lmtp") : null;
        listener = path is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(path is null ? new IPEndPoint(IPAddress.Parse(address!), 0) : new UnixDomainSocketEndPoint(path));
        listener.Listen();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint => listener.LocalEndPoint!;

    /// <summary>Waits for a connection.</summary>
    public async Task<HarnessWire> AcceptAsync() =>
        new(await listener.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(10)));

    public void Dispose()
    {
        listener.Dispose();
        if (path is not null)
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}

/// <summary>One connection to the harness.</summary>
sealed class HarnessWire(Socket socket) : ISmtpWire
{
    readonly byte[] buffer = new byte[1 << 16];
    readonly StringBuilder line = new();
    Stream stream = new NetworkStream(socket, ownsSocket: true);
    Task<int>? reading;

    /// <summary>All that came in clear, and all that came inside TLS.</summary>
    public (MemoryStream Clear, MemoryStream Secure) Received { get; } = (new(), new());

    /// <summary>The key that the gate has shown.</summary>
    public KeyPin? Key { get; private set; }

    /// <summary>The name that the gate has asked for.</summary>
    public string? ServerName { get; private set; }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, bool raw)
    {
        try
        {
            await stream.WriteAsync(octets);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask PauseAsync(TimeSpan time) => await Task.Delay(time);

    public async ValueTask<byte[]?> ReadAsync(TimeSpan patience)
    {
        reading ??= stream.ReadAsync(buffer).AsTask();
        if (await Task.WhenAny(reading, Task.Delay(patience)) != reading)
            return null;
        var count = reading.IsCompletedSuccessfully ? reading.Result : 0;
        _ = reading.Exception;
        reading = null;
        (stream is SslStream ? Received.Secure : Received.Clear).Write(buffer, 0, count);
        return buffer.AsSpan(0, count).ToArray();
    }

    public ValueTask<bool> StartTlsAsync(SmtpCaseTls tls) => StartTlsAsync(SomeCertificates.Of(tls.Certificate));

    /// <summary>Does the handshake as server.</summary>
    public async ValueTask<bool> StartTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => (Key = shown is X509Certificate2 own ? KeyPin.Of(own) : null) is not null,
            }).WaitAsync(TimeSpan.FromSeconds(10));
            ServerName = tls.TargetHostName;
            stream = tls;
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }
    }

    /// <summary>Says lines.</summary>
    public async Task SayAsync(params string[] lines) =>
        await SendAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => $"{l}\r\n"))), raw: false);

    /// <summary>Hears one line; null at the end.</summary>
    public async Task<string?> HearAsync()
    {
        while (true)
        {
            var end = line.ToString().IndexOf("\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var heard = line.ToString(0, end);
                line.Remove(0, end + 2);
                return heard;
            }
            if (await ReadAsync(TimeSpan.FromSeconds(10)) is not { Length: > 0 } octets)
                return null;
            line.Append(Encoding.Latin1.GetString(octets));
        }
    }

    /// <summary>Hears a line and answers.</summary>
    public async Task AnswerAsync(string expected, params string[] lines)
    {
        Assert.StartsWith(expected, await HearAsync(), StringComparison.Ordinal);
        await SayAsync(lines);
    }

    /// <summary>Plays the dialogue up to the EHLO inside TLS.</summary>
    public async Task GreetAsync(string certificate, params string[] keywords)
    {
        await SayAsync("220 mx.peer-b.test ESMTP");
        await AnswerAsync("EHLO mx.circle.test", "250-mx.peer-b.test", "250 STARTTLS");
        await AnswerAsync("STARTTLS", "220 go");
        Assert.True(await StartTlsAsync(SomeCertificates.Of(certificate)));
        await AnswerAsync("EHLO mx.circle.test", Announcing(keywords));
    }

    /// <summary>Takes a message.</summary>
    /// <returns>Its lines, as they came.</returns>
    public async Task<List<string>> TakeMessageAsync(params string[] answers)
    {
        await AnswerAsync("MAIL FROM:", "250 ok");
        await AnswerAsync("RCPT TO:", "250 ok");
        await AnswerAsync("DATA", "354 go");
        List<string> lines = [];
        while (await HearAsync() is { } heard && heard != ".")
            lines.Add(heard);
        await SayAsync(answers.Length > 0 ? answers : ["250 2.0.0 taken"]);
        return lines;
    }

    /// <summary>The lines of a reply to EHLO.</summary>
    public static string[] Announcing(params string[] keywords) =>
        [.. ((string[])["mx.peer-b.test", .. keywords]).Select((k, i) => i == keywords.Length ? $"250 {k}" : $"250-{k}")];

    public ValueTask HalfCloseAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync()
    {
        stream.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => CloseAsync();
}

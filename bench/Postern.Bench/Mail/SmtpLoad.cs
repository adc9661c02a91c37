using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Postern.Bench.Mail;

/// <summary>Where to send and what.</summary>
sealed class SmtpLoad(IPEndPoint to, bool tls, X509Certificate2? certificate, string sender, string recipient, int size)
{
    readonly byte[] content = Message(sender, recipient, size);

    /// <summary>Opens a session and says EHLO.</summary>
    public async Task<Session> OpenAsync(CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(to, cancellation);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tls)
        {
            var secure = new SslStream(stream);
#pragma warning disable CA5359 // Servers on this machine, with keys made for the measurement.
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "bench.test",
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificates = certificate is null ? null : [certificate],
            }, cancellation);
#pragma warning restore CA5359
            stream = secure;
        }
        var session = new Session(stream, Encoding.ASCII.GetBytes($"MAIL FROM:<{sender}>\r\n"), Encoding.ASCII.GetBytes($"RCPT TO:<{recipient}>\r\n"), content);
        await session.GreetAsync(cancellation);
        return session;
    }

    /// <summary>Sends messages over some sessions at once.</summary>
    /// <returns>Times from the final dot to the reply.</returns>
    public async Task<Waits> RunAsync(int sessions, int messages, CancellationToken cancellation)
    {
        var left = messages;
        List<double> waits = [];
        await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(async () =>
        {
            await using var session = await OpenAsync(cancellation);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var wait = await session.SendAsync(cancellation);
                lock (waits)
                    waits.Add(wait.TotalMilliseconds);
            }
        }, cancellation)));
        waits.Sort();
        return new Waits(waits);
    }

    static byte[] Message(string sender, string recipient, int size)
    {
        var text = new StringBuilder($"From: <{sender}>\r\nTo: <{recipient}>\r\nDate: Sun, 22 Nov 2026 00:00:00 +0000\r\nMessage-ID: <1@source.test>\r\nSubject: load\r\n\r\n");
        while (text.Length < size)
            text.Append("Neither long nor short, this line is like all the others here.\r\n");
        return Encoding.ASCII.GetBytes(text.Append(".\r\n").ToString());
    }

    /// <summary>Times from the final dot to the reply.</summary>
    /// <param name="Sorted">In ms, the shortest first.</param>
    public sealed record Waits(IReadOnlyList<double> Sorted)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"final dot to 250: median {At(.5):F2} ms, p99 {At(.99):F2} ms");

        double At(double share) => Sorted[Math.Min(Sorted.Count - 1, (int)(Sorted.Count * share))];
    }

    /// <summary>One session; a message after the other, without pipelining, as <c>smtp-source -d</c> does.</summary>
    public sealed class Session(Stream stream, byte[] mail, byte[] rcpt, byte[] content) : IAsyncDisposable
    {
        static readonly byte[] Data = "DATA\r\n"u8.ToArray();

        readonly byte[] buffer = new byte[4_096];

        /// <summary>Greeting and EHLO.</summary>
        public async Task GreetAsync(CancellationToken cancellation)
        {
            await ReplyAsync("220", cancellation);
            await AskAsync("EHLO source.test\r\n"u8.ToArray(), "250", cancellation);
        }

        /// <summary>Sends a message.</summary>
        /// <returns>Time from the final dot to the reply.</returns>
        public async Task<TimeSpan> SendAsync(CancellationToken cancellation)
        {
            await AskAsync(mail, "250", cancellation);
            await AskAsync(rcpt, "250", cancellation);
            await AskAsync(Data, "354", cancellation);
            var start = Stopwatch.GetTimestamp();
            await AskAsync(content, "250", cancellation);
            return Stopwatch.GetElapsedTime(start);
        }

        public async ValueTask DisposeAsync()
        {
            await stream.WriteAsync("QUIT\r\n"u8.ToArray());
            await stream.DisposeAsync();
        }

        async Task AskAsync(byte[] octets, string expected, CancellationToken cancellation)
        {
            await stream.WriteAsync(octets, cancellation);
            await ReplyAsync(expected, cancellation);
        }

        // A reply ends with the line that has a space behind its code (RFC 5321 §4.2.1).
        async Task ReplyAsync(string expected, CancellationToken cancellation)
        {
            var length = 0;
            while (true)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
                if (count == 0)
                    throw new IOException($"the server closed the connection where {expected} was expected");
                length += count;
                if (buffer[length - 1] != '\n')
                    continue;
                var last = buffer.AsSpan(0, length - 1).LastIndexOf((byte)'\n') + 1;
                if (length - last < 4 || buffer[last + 3] == '-')
                    continue;
                var text = Encoding.UTF8.GetString(buffer, last, length - last);
                if (!text.StartsWith(expected, StringComparison.Ordinal))
                    throw new IOException($"the server said \"{text.TrimEnd()}\" where {expected} was expected");
                return;
            }
        }
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Postern.Testing.Smtp;

/// <summary>A program of this machine at a gate's socket: says a line, hears the reply to it.</summary>
public sealed class SocketDialogue : IAsyncDisposable
{
    readonly NetworkStream stream;
    readonly StreamReader reader;

    SocketDialogue(Socket socket)
    {
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new StreamReader(stream, Encoding.ASCII);
    }

    /// <summary>The account that this process runs as, as the kernel tells it: the second number of <c>Uid</c> (proc(5)) is the effective one.</summary>
    public static uint Account { get; } = uint.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2], CultureInfo.InvariantCulture);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Connects.</summary>
    /// <param name="path">Path of the socket.</param>
    public static async Task<SocketDialogue> OpenAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Cancellation);
            return new SocketDialogue(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Says octets, a whole line or several, and gives the reply that comes next.</summary>
    public async Task<string> SayAsync(string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation);
        return await HearAsync();
    }

    /// <summary>The next reply, its lines joined by LF; empty when the connection is closed.</summary>
    public async Task<string> HearAsync()
    {
        List<string> lines = [];
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            lines.Add(line);
            if (line is [_, _, _, ' ', ..])
                break;
        }
        return string.Join('\n', lines);
    }

    /// <summary>Sends a message and gives the reply to its end; the greeting has been heard.</summary>
    public async Task<string> SendAsync(string sender, string recipient, string content)
    {
        foreach (var line in new[] { "EHLO website.test", $"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>" })
            Assert.StartsWith("250", await SayAsync($"{line}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("354", await SayAsync("DATA\r\n"), StringComparison.Ordinal);
        return await SayAsync($"{content}.\r\n");
    }

    /// <summary>Drops the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
    }
}

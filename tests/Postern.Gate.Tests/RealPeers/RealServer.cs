using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Postern.Testing;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>A mail server of somebody else's, on loopback, at a free port, in a folder that goes away with it; stopped by its own number.</summary>
abstract class RealServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    Process? process;

    protected RealServer()
    {
        Folder = Directory.CreateTempSubdirectory("postern-peer-").FullName;
        // Its parts run as users of their own.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>A path in its folder.</summary>
    public string Of(string name) => Path.Combine(Folder, name);

    /// <summary>Skips the test where the server is not installed, or may not be started; else says where it lies.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="folders">Folders beside those of the path.</param>
    protected static string RequireServer(string program, params string[] folders)
    {
        var path = Require.Path(program, folders);
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip($"{program} starts its parts as other users, which only root may");
        return path;
    }

    /// <summary>Gives a part of its folder to a user.</summary>
    protected void Chown(string user, string name)
    {
        using var chown = Process.Start("chown", ["-R", user, Of(name)]);
        chown.WaitForExit();
    }

    /// <summary>Writes a certificate with its key, in PEM.</summary>
    protected (string Certificate, string Key) WriteCertificate(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Of("server.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Of("server.key"), key.ExportPkcs8PrivateKeyPem());
        return (Of("server.crt"), Of("server.key"));
    }

    /// <summary>Starts a program and waits until it listens.</summary>
    protected async Task StartAsync(string program, string[] arguments, EndPoint listens)
    {
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience);
        while (!await ListensAsync(listens))
        {
            if (process.HasExited || limit.IsCancellationRequested)
                Assert.Fail($"{program} did not start: {(process.HasExited ? await output + await error : "")}{Log()}");
            await Task.Delay(50);
        }
    }

    /// <summary>The command that ends it.</summary>
    protected virtual string[] Stop(int process) => ["kill", "-TERM", $"{process}"];

    /// <summary>Where it logs.</summary>
    protected virtual string LogFile => Of("log");

    /// <summary>What it has logged.</summary>
    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>Waits for a message in a Maildir, and gives its lines.</summary>
    public async Task<string[]> MessageInAsync(string maildir)
    {
        var arrived = Path.Combine(maildir, "new");
        using var limit = new CancellationTokenSource(Patience);
        while (!Directory.Exists(arrived) || Directory.GetFiles(arrived).Length == 0)
        {
            Assert.False(limit.IsCancellationRequested, $"nothing came to {maildir}: {Log()}");
            await Task.Delay(50);
        }
        return await File.ReadAllLinesAsync(Directory.GetFiles(arrived)[0]);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            using var limit = new CancellationTokenSource(Patience);
            using var stop = Process.Start(Stop(process.Id)[0], Stop(process.Id)[1..]);
            await stop.WaitForExitAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            // What it has started to carry a message is not waited for by all of them.
            while (HasParts())
                await Task.Delay(20, limit.Token);
        }
        process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // Its own processes have a file of its folder in their command.
    bool HasParts() => Directory.EnumerateDirectories("/proc").Any(path =>
    {
        try
        {
            return char.IsAsciiDigit(path[^1]) && File.ReadAllText($"{path}/cmdline").Contains(Folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    static async Task<bool> ListensAsync(EndPoint place)
    {
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, place is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(place);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

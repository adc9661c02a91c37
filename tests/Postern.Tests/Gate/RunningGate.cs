using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing.Smtp;

namespace Postern.Tests.Gate;

/// <summary>A gate as its owner makes and runs it: <c>postern init</c>, a peer written into the settings, <c>postern serve</c> as a process.</summary>
sealed class RunningGate : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("pc-").FullName;
    Process? process;
    Task<string> logged = Task.FromResult("");

    /// <param name="change">Changes the settings' text.</param>
    public RunningGate(Func<string, string>? change = null)
    {
        var ran = PosternProcess.Run("init", "--domain", "circle.test", "--folder", folder);
        Assert.Equal(0, ran.ExitCode);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = new CertificateRequest("CN=peer-a.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(begin, begin.AddYears(30));
        PeerCertificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        Place = new IPEndPoint(IPAddress.Loopback, FreePort());
        var pin = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var settings = File.ReadAllText(SettingsFile)
            .Replace("127.0.0.1:2525", $"127.0.0.1:{FreePort()}", StringComparison.Ordinal)
            .Replace("127.0.0.1:2465\n    for: submission", $"{Place}\n    for: peers", StringComparison.Ordinal)
            .Replace("messages-per-minute: 600", "messages-per-minute: 1000000", StringComparison.Ordinal)
            .Replace("\npeers:\n", $"\npeers:\n  peer-a:\n    addresses: [127.0.0.2]\n    pins: {{current: 'sha256:{pin}'}}\n    sender-domains: [peer-a.test]\n", StringComparison.Ordinal);
        File.WriteAllText(SettingsFile, change?.Invoke(settings) ?? settings);
    }

    public string Folder => folder;

    /// <summary>The view of the files that it is started in; null for everybody's.</summary>
    public OwnMounts? Mounts { get; set; }

    /// <summary>Its number, while it runs.</summary>
    public int Number => process!.Id;

    /// <summary>What it has logged, when it has ended.</summary>
    public Task<string> Log => logged;

    public X509Certificate2 PeerCertificate { get; }

    /// <summary>For peers, TLS at once.</summary>
    public IPEndPoint Place { get; }

    public string SettingsFile => Path.Combine(folder, "postern.yaml");

    public string Ledger => Path.Combine(folder, "postern.db");

    /// <summary>Starts it; ready when it says so.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        process = PosternProcess.Start(new Surroundings { Launcher = Mounts?.Enter ?? [] }, "serve", "--settings", SettingsFile);
        logged = process.StandardOutput.ReadToEndAsync(cancellation);
        var said = await process.StandardError.ReadLineAsync(cancellation);
        Assert.True(said?.StartsWith("postern: the gate runs", StringComparison.Ordinal), said);
    }

    /// <summary>Ends it as a power cut of the process would.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        process!.Kill();
        await process.WaitForExitAsync(cancellation);
        process.Dispose();
        process = null;
    }

    /// <summary>Ends it in order; gives its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]))
            await kill.WaitForExitAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
    }

    /// <summary>Begins a session of the peer's.</summary>
    public Task<LoadSession> OpenSessionAsync(CancellationToken cancellation) =>
        LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), Place, PeerCertificate, cancellation);

    /// <summary>Asks it by its control socket.</summary>
    public async Task<string> AskAsync(string path, CancellationToken cancellation)
    {
        using var client = Client();
        return await client.GetStringAsync($"http://gate{path}", cancellation);
    }

    /// <summary>Whether it says that it takes mail.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation) =>
        (await AskAsync("/control/status", cancellation)).Contains("\"ready\":true,", StringComparison.Ordinal);

    /// <summary>Makes everything that waits due now.</summary>
    public async Task RetryAsync(CancellationToken cancellation)
    {
        using var client = Client();
        using var answer = await client.PostAsync("http://gate/control/queue/retry?destination=all", content: null, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until nothing is left in its queue.</summary>
    public Task WhenDeliveredAsync(CancellationToken cancellation) => WhenItSaysAsync("/control/status", "\"copies\":0,", cancellation);

    /// <summary>Asks it until its answer has something in it.</summary>
    public async Task WhenItSaysAsync(string path, string wanted, CancellationToken cancellation)
    {
        while (!(await AskAsync(path, cancellation)).Contains(wanted, StringComparison.Ordinal))
            await Task.Delay(10, cancellation);
    }

    HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Mounts?.From($"{Ledger}.control") ?? $"{Ledger}.control"), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>Every message that was answered with 250 is in a mailbox exactly once, with its entry, and nothing else is; the ledger is whole.
    /// For a gate that has stopped with an empty queue.</summary>
    public void AssertHolds(IReadOnlyCollection<string> acknowledged)
    {
        var delivered = Delivered();
        Assert.Distinct(delivered);
        Assert.Distinct(acknowledged);
        Assert.Empty(acknowledged.Except(delivered));
        using var reader = SqliteLedgerReader.Open(Ledger);
        var entered = reader.ReadEntries(EntryKind.MessageAccepted)
            .Select(e => MessageId.TextOf(e.Entry.Number(EntryField.Message) ?? 0)).ToHashSet(StringComparer.Ordinal);
        // No message without its entry, and no entry without its message: all were delivered by now.
        Assert.True(entered.SetEquals(delivered));
        Assert.Empty(reader.CheckStore());
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", Ledger).ExitCode);
    }

    /// <summary>Identifiers of the messages in mailboxes, one for each file.</summary>
    public IReadOnlyList<string> Delivered() =>
        [.. Directory.EnumerateFiles(Path.Combine(folder, "mail"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) is "new" or "cur")
            .Select(path => Path.GetFileName(path).Split('.')[1])];

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        PeerCertificate.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}

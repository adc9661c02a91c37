using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing;
using Postern.Testing.Smtp;

namespace Postern.Tests.Gate;

/// <summary>A gate as its owner makes and runs it: <c>postern init</c>, changed settings, <c>postern serve</c> as a process.</summary>
sealed class RunningGate : IDisposable
{
    // Asking without a pause would take the gate's processor away.
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    readonly string folder = Directory.CreateTempSubdirectory("pc-").FullName;
    Process? process;
    Task reading = Task.CompletedTask;

    RunningGate(string domain, params (string Old, string New)[] changes)
    {
        Assert.Equal(0, PosternProcess.Run("init", "--domain", domain, "--folder", folder).ExitCode);
        (Place, Other) = (new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()), new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()));
        Change([("127.0.0.1:2525", $"{Other}"), ("127.0.0.1:2465", $"{Place}"), .. changes]);
    }

    /// <summary>The gate of circle.test with one peer, peer-a at 127.0.0.2, which only sends.</summary>
    public RunningGate()
        : this("circle.test")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = new CertificateRequest("CN=peer-a.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(begin, begin.AddYears(30));
        PeerCertificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var pin = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        Change(
            ($"{Place}\n    for: submission", $"{Place}\n    for: peers"),
            ("messages-per-minute: 600", "messages-per-minute: 1000000"),
            ("\npeers:\n", $"\npeers:\n  peer-a:\n    addresses: [127.0.0.2]\n    pins: {{current: 'sha256:{pin}'}}\n    sender-domains: [peer-a.test]\n"));
    }

    /// <summary>A gate of a domain that knows nobody yet and beats as often as it can, from its start on.</summary>
    public static RunningGate Of(string domain) => new(domain, ("interval: 1 h", "interval: 1 min"), ("clock: schedule", "clock: sleep"));

    /// <summary>What peer-a shows.</summary>
    public X509Certificate2? PeerCertificate { get; }

    /// <summary>TLS at once: for peers where there is peer-a, else for submission.</summary>
    public IPEndPoint Place { get; }

    /// <summary>For peers, by STARTTLS.</summary>
    public IPEndPoint Other { get; }

    public string SettingsFile => Path.Combine(folder, "postern.yaml");

    public string Ledger => Path.Combine(folder, "postern.db");

    public string Folder => folder;

    /// <summary>The view of the files that it is started in; null for everybody's.</summary>
    public OwnMounts? Mounts { get; set; }

    /// <summary>The process's number, while it runs.</summary>
    public int Number => process!.Id;

    /// <summary>What it has logged, a line each.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Whether the process is there.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Changes its settings; each text must be there.</summary>
    public void Change(params (string Old, string New)[] changes)
    {
        var settings = File.ReadAllText(SettingsFile);
        foreach (var (old, changed) in changes)
        {
            Assert.Contains(old, settings, StringComparison.Ordinal);
            settings = settings.Replace(old, changed, StringComparison.Ordinal);
        }
        File.WriteAllText(SettingsFile, settings);
    }

    /// <summary>Runs a command of its owner's.</summary>
    public Ran Run(params string[] arguments) => Run([], arguments);

    /// <summary>Runs a command that reads its input.</summary>
    public Ran Run(byte[] input, params string[] arguments) =>
        PosternProcess.Run(new Surroundings { Input = input, Launcher = Mounts?.Enter ?? [] }, [.. arguments, "--settings", SettingsFile]);

    /// <summary>Starts it; ready when it says so.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="says">What it says then.</param>
    public async Task StartAsync(CancellationToken cancellation, string says = "the gate runs")
    {
        process = PosternProcess.Start(new Surroundings { Launcher = Mounts?.Enter ?? [] }, "serve", "--settings", SettingsFile);
        reading = ReadLogAsync(process.StandardOutput);
        var said = await process.StandardError.ReadLineAsync(cancellation);
        Assert.True(said?.StartsWith($"postern: {says}", StringComparison.Ordinal), said);
    }

    /// <summary>Opens a session of peer-a's.</summary>
    public Task<LoadSession> ConnectAsync(CancellationToken cancellation) =>
        LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), Place, PeerCertificate!, cancellation);

    /// <summary>Asks it by its control socket until the answer is as it should be.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isSo, CancellationToken cancellation)
    {
        while (true)
        {
            using var answer = JsonDocument.Parse(await AskAsync(path, cancellation));
            if (isSo(answer.RootElement))
                return answer.RootElement.Clone();
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>Waits until nothing is left in its queue.</summary>
    public Task WhenDeliveredAsync(CancellationToken cancellation) =>
        UntilAsync("/control/status", status => status.GetProperty("copies").GetInt32() == 0, cancellation);

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
        await SignalAsync("TERM", cancellation);
        return await EndedAsync(cancellation);
    }

    /// <summary>Sends it a signal.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process!.Id}"]);
        await kill.WaitForExitAsync(cancellation);
    }

    /// <summary>Waits until it logs something.</summary>
    public async Task LoggedAsync(string text, CancellationToken cancellation)
    {
        while (!Log.Any(line => line.Contains(text, StringComparison.Ordinal)))
            await Task.Delay(BetweenLooks, cancellation);
    }

    /// <summary>Waits for its end; gives its exit code.</summary>
    public async Task<int> EndedAsync(CancellationToken cancellation)
    {
        await process!.WaitForExitAsync(cancellation);
        await reading;
        var code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
    }

    /// <summary>Asks it by its control socket.</summary>
    public async Task<string> AskAsync(string path, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Mounts?.From($"{Ledger}.control") ?? $"{Ledger}.control"), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        return await client.GetStringAsync($"http://gate{path}", cancellation);
    }

    /// <summary>Identifiers of the messages in mailboxes, one for each file.</summary>
    public IReadOnlyList<string> Delivered() =>
        [.. Directory.EnumerateFiles(Path.Combine(folder, "mail"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) is "new" or "cur")
            .Select(path => Path.GetFileName(path).Split('.')[1])];

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

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        PeerCertificate?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    async Task ReadLogAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
            Log.Enqueue(line);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Hosting;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Server;

namespace Postern.Gate.Tests.Hosting;

/// <summary>A gate on loopback, at free ports, in a folder of its own: with real sockets, certificates and files.</summary>
sealed class GateHouse : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("pg-").FullName;
    GateServer? server;

    public GateHouse(params string[] limits)
    {
        var text = SomeSettings.Circle(limits);
        foreach (var name in new[] { "peer-a", "peer-a-next", "peer-b", "peer-b-server", "intranet" })
            text = text.Replace(SomeSettings.Pin(name).ToString(), SomeCertificates.Pin(name).ToString(), StringComparison.Ordinal);
        Text = text;
        var (certificate, key) = SomeCertificates.Pem("mx");
        File.WriteAllText(Path.Combine(folder, "postern.crt"), certificate);
        File.WriteAllText(Path.Combine(folder, "postern.key"), key);
        Write();
    }

    /// <summary>What stands in the settings file.</summary>
    public string Text { get; set; }

    public string SettingsFile => Path.Combine(folder, "postern.yaml");

    public string LedgerFile => Path.Combine(folder, "postern.db");

    public string MailFolder => Path.Combine(folder, "mail");

    public string SpoolFolder => $"{LedgerFile}.spool";

    public string Folder => folder;

    public GateServer Server => server!;

    public StorageView? Storage { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the gate logs: level and text.</summary>
    public ConcurrentQueue<string> Logged { get; } = [];

    public Func<GateLimits, GateLimits> Limits { get; init; } = limits => limits;

    public Func<string, IMailFolder> OpenFolder { get; init; } = PosixFolder.Open;

    internal Func<GateServices, IDeliveryAgent, DeliveryAgents>? Agents { get; init; }

    /// <summary>For peers, by STARTTLS; for peers, TLS at once; for submission, TLS at once.</summary>
    public IPEndPoint Clear => (IPEndPoint)Server.EndPoints[0];

    public IPEndPoint Secure => (IPEndPoint)Server.EndPoints[1];

    public IPEndPoint Submission => (IPEndPoint)Server.EndPoints[2];

    /// <summary>The socket for programs of this machine, where the settings have one.</summary>
    public string Socket => Path.Combine(folder, "submit.socket");

    public void Write() => File.WriteAllText(SettingsFile, Text);

    public async Task StartAsync() => server = await GateServer.StartAsync(Options(), TestContext.Current.CancellationToken);

    /// <summary>How it is run: at any free port.</summary>
    public GateServerOptions Options()
    {
        return new GateServerOptions
        {
            SettingsFile = SettingsFile,
            Time = Time,
            Logging = logging => logging.AddProvider(new LogList(Logged)),
            StopTime = TimeSpan.FromSeconds(10),
            // Settings are read again when a test says so.
            ReloadInterval = TimeSpan.FromHours(1),
            Amend = settings => settings with
            {
                Limits = Limits(settings.Limits),
                Listeners =
                [
                    Any(SmtpService.Relay, SmtpChannel.Clear), Any(SmtpService.Relay, SmtpChannel.Tls), Any(SmtpService.Submission, SmtpChannel.Tls),
                    .. settings.Listeners.Where(l => l.Channel == SmtpChannel.Local),
                ],
            },
            OpenFolder = OpenFolder,
            Storage = Storage,
            Agents = Agents,
        };

        static ListenerSettings Any(SmtpService service, SmtpChannel channel) => new(new IPEndPoint(IPAddress.Loopback, 0), service, channel);
    }

    public async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }

    /// <summary>The ledger's entries, when the gate has stopped.</summary>
    public IReadOnlyList<(long Number, PlainEntry Entry)> Entries()
    {
        using var reader = SqliteLedgerReader.Open(LedgerFile);
        return [.. reader.ReadEntries(0, reader.Size)];
    }

    /// <summary>A field of an entry as text; empty when it is not there.</summary>
    public static string Text_(PlainEntry entry, EntryField field) => entry.TryGet(field, out var value) ? EntryValues.Text(field, value.Span) : "";

    /// <summary>The messages in mailboxes: mailbox, identifier, octets with CR LF.</summary>
    public IReadOnlyList<(string Mailbox, string Id, byte[] Octets)> Mail() => Directory.Exists(MailFolder)
        ? [.. Directory.EnumerateFiles(MailFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "tmp")
            .Select(path => (Path.GetRelativePath(MailFolder, path).Split('/')[0], Path.GetFileName(path).Split('.')[1],
                Encoding.Latin1.GetBytes(File.ReadAllText(path, Encoding.Latin1).Replace("\n", "\r\n", StringComparison.Ordinal))))]
        : [];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    sealed class LogList(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

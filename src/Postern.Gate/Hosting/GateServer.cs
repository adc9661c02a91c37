using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Identity;
using Postern.Gate.Outbound;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Gate.Sessions;
using Postern.Ledger;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Server;

namespace Postern.Gate.Hosting;

/// <summary>A running gate: its sessions, its queue, its settings, from start to stop.</summary>
public sealed class GateServer : IAsyncDisposable
{
    readonly GateServerOptions options;
    readonly CancellationTokenSource stopping = new();
    readonly CancellationTokenSource hurry = new();
    readonly CancellationTokenSource noAttempts;
    readonly CancellationTokenSource brokenOff;
    readonly DiskThreads spooling = new("spool", MostDiskThreads);
    // A mailbox may have its message a moment later; who waits for the 250 goes before.
    readonly DiskThreads delivering = new("delivery", MostDiskThreads, areYielding: true);
    readonly List<IDisposable> held = [];
    readonly LiveSettings live;
    GateServices services = null!;
    GateListeners listeners = null!;
    OutwardParts? outward;
    WebApplication? web;
    Task deliveries = Task.CompletedTask;
    Task running = Task.CompletedTask;
    IReadOnlyList<Task> loops = [];
    bool isStopped;

    /// <summary>Threads of a kind that wait for the disk: as many waits as a file system ends together.</summary>
    const int MostDiskThreads = 32;

    GateServer(GateServerOptions options)
    {
        this.options = options;
        live = new LiveSettings(options);
        noAttempts = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        brokenOff = CancellationTokenSource.CreateLinkedTokenSource(hurry.Token);
    }

    /// <summary>Where it listens for SMTP, in the order of the settings.</summary>
    public IReadOnlyList<EndPoint> EndPoints => listeners.Bound;

    /// <summary>Completes when the gate cannot go on by itself; fails with the reason.</summary>
    public Task Ended => running;

    /// <summary>What its parts share.</summary>
    internal GateServices Services => services;

    /// <summary>The sessions that are open.</summary>
    internal OpenSessions Open => services.Open;

    /// <summary>Makes attempts.</summary>
    internal QueueRunner Runner { get; private set; } = null!;

    /// <summary>What turns outward; null where nothing leaves.</summary>
    internal OutwardParts? Outward => outward;

    /// <summary>Strangers so far.</summary>
    internal StrangerCounter Strangers => services.Strangers;

    /// <summary>Whether mail is taken: not while the gate stops, the ledger fails, or there is no room.</summary>
    internal bool IsReady => !stopping.IsCancellationRequested && !services.Recorder.IsFailing && services.Policy.Storage.FreeOctets() > 0;

    /// <summary>Starts a gate.</summary>
    /// <exception cref="InvalidDataException">Settings or certificate are not what they should be; a line for each problem.</exception>
    /// <exception cref="LedgerException">The ledger cannot be opened.</exception>
    /// <exception cref="IOException">A place cannot be listened at, or a folder not be used.</exception>
    public static async Task<GateServer> StartAsync(GateServerOptions options, CancellationToken cancellation)
    {
        var server = new GateServer(options);
        try
        {
            await server.OpenAsync();
            await server.web!.StartAsync(cancellation);
            server.Started();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in order: no new sessions, 421 to those that are open after the message that they are sending, attempts to their
    /// end, everything recorded. What is not over in the time that is allowed is broken off; nothing that was accepted is lost.</summary>
    public async Task StopAsync()
    {
        if (isStopped)
            return;
        isStopped = true;
        if (web is not null && services is not null)
            await EndSessionsAsync();
        await hurry.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        // When one of them failed, the others still go on.
        await Task.WhenAll(loops).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        foreach (var part in held.AsEnumerable().Reverse())
            part.Dispose();
        if (services is not null)
            await CloseAsync();
        delivering.Dispose();
        spooling.Dispose();
    }

    /// <summary>Breaks off what <see cref="StopAsync"/> waits for.</summary>
    public void Hurry() => hurry.Cancel();

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (web is not null)
            await web.DisposeAsync();
        noAttempts.Dispose();
        brokenOff.Dispose();
        stopping.Dispose();
        hurry.Dispose();
    }

    /// <summary>Reads the settings file and the certificate again, and takes them or refuses them.</summary>
    public void Reload() => live.Reload(services);

    async Task OpenAsync()
    {
        var settings = live.Open();
        var folder = new GateFolder(options.SettingsFile);
        web = GateListeners.Build(options, settings, folder, ServeAsync, out listeners);
        var log = web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("postern");
        await OpenPartsAsync(settings, folder, log);
        // Owner and monitoring are answered on the pool: their answers read tables, and sessions go on where sockets are waited for.
        web.Use(async (context, next) =>
        {
            await Task.Yield();
            await next(context);
        });
        ControlRoutes.Map(web, this);
        MonitorRoutes.Map(web, this);
    }

    async Task OpenPartsAsync(GateSettings settings, GateFolder folder, ILogger log)
    {
        var (time, circle) = (options.Time, new CurrentCircle(new Circle(settings)));
        OwnerFiles.CreateFolder(folder.Mail(settings));
        OwnerFiles.CreateFolder(folder.Spool(settings));
        var mail = options.OpenFolder(folder.Mail(settings));
        held.Add(mail);
        var spool = options.OpenFolder(folder.Spool(settings));
        held.Add(spool);
        var room = new DiskRoom([folder.Path, folder.Mail(settings), folder.Spool(settings)], settings.Limits.FreeSpace, DiskRoom.Available, time);
        var usage = new MailboxUsage(folder.Mail(settings), time);
        var policy = new GatePolicy(circle, options.Storage ?? new StorageView(room.FreeOctets, usage.IsFull), time);
        var ledger = SqliteLedger.Open(folder.Ledger(settings), new LedgerOptions { Clock = time });
        var recorder = new Recorder(ledger, log);
        services = new GateServices
        {
            Folder = folder,
            Circle = circle,
            Policy = policy,
            Ledger = ledger,
            Recorder = recorder,
            Queue = await MailQueue.OpenAsync(ledger, spool, () => circle.Value.Settings.Queue, time),
            Counters = new GateCounters(),
            Open = new OpenSessions(),
            Strangers = new StrangerCounter(recorder, settings.HostName.Ascii, time),
            Threads = spooling,
            Tls = () => live.Own.Tls,
            Certificate = () => live.Own.Certificate,
            NextKey = () => live.Own.NextKey,
            Log = log,
            Time = time,
        };
        var maildir = new MaildirAgent(new MailboxBatches(new Maildir(mail), delivering, services.Queue.Load), settings.HostName.Ascii);
        outward = options.Agents is null ? new OutwardParts(services, maildir, EndDeliveriesAsync) : null;
        var agents = options.Agents?.Invoke(services, maildir) ?? outward!.Agents;
        Runner = new QueueRunner(services.Queue, circle, agents, time, log, services.Counters);
    }

    Task ServeAsync(ListenerSettings listener, Microsoft.AspNetCore.Connections.ConnectionContext connection) =>
        SmtpConnection.ServeAsync(services, listener, connection);

    void Started()
    {
        var settings = services.Circle.Value.Settings;
        services.Recorder.Note(
            GateEntries.Act("start", QueuedMessage.Gate, services.Queue.Now), GateEntries.Settings("read", live.Digest, [], services.Queue.Now));
        running = RunAsync();
        held.Add(options.Time.CreateTimer(_ => live.Look(services), null, options.ReloadInterval, options.ReloadInterval));
        var clock = new ClockWatch(options.Time, ClockStepped);
        held.Add(clock);
        clock.Start();
        foreach (var (listener, place) in settings.Listeners.Zip(EndPoints))
            LogListening(listener, place);
        HostingLog.Started(services.Log, settings.Domain.Ascii, live.Own.Pin.ToString(), settings.Peers.Count, services.Queue.Schedule.Depth().Count);
    }

    void LogListening(ListenerSettings listener, EndPoint place) => HostingLog.Listening(
        services.Log,
        $"{place}",
        listener.Channel == SmtpChannel.Local ? "programs of this machine" : listener.Service == SmtpService.Relay ? "peers" : "submission",
        listener.Channel switch { SmtpChannel.Tls => "implicit", SmtpChannel.Clear => "by STARTTLS", _ => "not needed" });

    async Task RunAsync()
    {
        try
        {
            deliveries = Task.Run(() => Runner.RunAsync(noAttempts.Token, brokenOff.Token), CancellationToken.None);
            loops = [deliveries, .. outward?.Run(stopping.Token) ?? []];
            // A gate of which a part has failed must not look as if it went on.
            for (var left = loops.ToList(); left.Count > 0;)
            {
                var ended = await Task.WhenAny(left);
                left.Remove(ended);
                await ended;
            }
        }
        catch (Exception problem)
        {
            HostingLog.Broken(services.Log, problem);
            throw;
        }
    }

    async Task EndDeliveriesAsync()
    {
        await noAttempts.CancelAsync();
        await brokenOff.CancelAsync();
        await deliveries;
    }

    void ClockStepped(TimeSpan step)
    {
        HostingLog.ClockStepped(services.Log, step);
        services.Recorder.Note(GateEntries.ClockStep(step, services.Queue.Now));
        // Waits were measured by the clock: after a step back they would last too long.
        if (step < TimeSpan.Zero)
            services.Queue.Schedule.RetryNow(null);
    }

    async Task EndSessionsAsync()
    {
        HostingLog.Stopping(services.Log, Open.Count);
        using var limit = new CancellationTokenSource(options.StopTime, options.Time);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hurry.Token);
        await stopping.CancelAsync();
        await using var abort = late.Token.Register(Open.Abort);
        var over = Open.StopAsync();
        await web!.StopAsync(late.Token);
        await over;
        try
        {
            await running.WaitAsync(late.Token);
        }
        catch (Exception problem)
        {
            // Attempts that are not over are told to hurry, and the queue tells their outcome as unknown.
            if (problem is not OperationCanceledException)
                HostingLog.Broken(services.Log, problem);
        }
    }

    async Task CloseAsync()
    {
        Strangers.Dispose();
        services.Recorder.Note(GateEntries.Act("stop", QueuedMessage.Gate, services.Queue.Now));
        await services.Recorder.DisposeAsync();
        if (outward is not null)
            await outward.DisposeAsync();
        var waiting = services.Queue.Schedule.Depth().Count;
        await services.Queue.DisposeAsync();
        await services.Ledger.DisposeAsync();
        HostingLog.Stopped(services.Log, waiting);
    }
}

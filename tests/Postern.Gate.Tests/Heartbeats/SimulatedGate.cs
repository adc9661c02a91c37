using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Contacts;
using Postern.Gate.Delivery;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;

namespace Postern.Gate.Tests.Heartbeats;

/// <summary>A gate with a real ledger, queue, runner and signs of life, whose peer is another one in the same process; what leaves the one
/// is accepted by the other without a socket between, in sessions or handed from queue to queue. Time is moved by hand.</summary>
sealed class SimulatedGate : IAsyncDisposable
{
    readonly ManualTime time;
    readonly string folder;
    readonly CancellationTokenSource stop = new();
    readonly CancellationTokenSource hurry = new();
    readonly HeartbeatKey key;
    Task running = Task.CompletedTask;

    SimulatedGate(string name, string peer, ManualTime time, string heartbeats, string? folder)
    {
        (Name, this.time) = (name, time);
        // Months of beats are tens of thousands of syncs; what they cost is tested elsewhere.
        this.folder = folder ?? Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateDirectory(Path.Combine(this.folder, "spool"));
        Circle = new CurrentCircle(new Circle(SomeSettings.Read(Settings(name, peer, heartbeats))));
        key = new HeartbeatKey(SomeCertificates.Of(name));
    }

    public string Name { get; }

    public CurrentCircle Circle { get; }

    public SqliteLedger Ledger { get; private set; } = null!;

    public MailQueue Queue { get; private set; } = null!;

    public QueueRunner Runner { get; private set; } = null!;

    public AlarmBoard Alarms { get; private set; } = null!;

    public HeartbeatService Beats { get; private set; } = null!;

    /// <summary>What it has of sessions; null when messages are handed over without.</summary>
    public SessionWay? Sessions { get; private set; }

    /// <summary>The gate at the other end; null while there is none to be reached.</summary>
    public SimulatedGate? Peer { get; set; }

    /// <summary>What the peer gets in place of what was sent.</summary>
    public Func<QueuedMessage, QueuedMessage> OnTheWay { get; set; } = m => m;

    /// <summary>What an attempt does before the peer is reached.</summary>
    public Func<CancellationToken, Task> Dialing { get; set; } = _ => Task.CompletedTask;

    public HeartbeatOwnKey? NextKey { get; set; }

    public LifeNotice Life { get; set; } = new("active", null);

    /// <summary>Opens a gate.</summary>
    /// <param name="name">Its name; its domain is NAME.test.</param>
    /// <param name="peer">The name of its one peer.</param>
    /// <param name="time">The clock of both.</param>
    /// <param name="heartbeats">Settings of heartbeats, as a map.</param>
    /// <param name="folder">Folder of an earlier one, to go on with.</param>
    /// <param name="inSessions">Whether messages go in sessions.</param>
    public static async Task<SimulatedGate> OpenAsync(
        string name, string peer, ManualTime time, string heartbeats = "{}", string? folder = null, bool inSessions = false)
    {
        var gate = new SimulatedGate(name, peer, time, heartbeats, folder);
        gate.Ledger = SqliteLedger.Open(Path.Combine(gate.folder, "postern.db"), new LedgerOptions { Clock = time, SealWithin = TimeSpan.Zero });
        gate.Queue = await MailQueue.OpenAsync(gate.Ledger, PosixFolder.Open(Path.Combine(gate.folder, "spool")), () => gate.Circle.Value.Settings.Queue, time);
        gate.Alarms = new AlarmBoard(gate.Ledger, time, NullLogger.Instance);
        gate.Beats = new HeartbeatService(gate.Queue, gate.Ledger, gate.Circle, gate.Alarms, () => gate.key, () => gate.Life, time, NullLogger.Instance) { NextKey = () => gate.NextKey };
        gate.Beats.Restore();
        gate.Sessions = inSessions ? new SessionWay(gate, time, Address(name)) : null;
        // Mail for mailboxes ends here too: only that it came to its end matters.
        var agents = new DeliveryAgents(gate.Beats, new UnrepeatedBeats(gate.Sessions?.Agent ?? new HandOver(gate)), gate.Beats);
        gate.Runner = new QueueRunner(gate.Queue, gate.Circle, agents, time, NullLogger.Instance);
        gate.running = Task.Run(() => gate.Runner.RunAsync(gate.stop.Token, gate.hurry.Token));
        return gate;
    }

    /// <summary>Does what is due now, and comes to rest.</summary>
    /// <returns>When there is something to do again.</returns>
    public async Task<DateTimeOffset> StepAsync()
    {
        var next = await Beats.StepAsync();
        await Runner.WhenIdleAsync();
        if (Peer is { } other)
            await other.Runner.WhenIdleAsync();
        if (Sessions is not null)
            await Sessions.CloseIdleAsync();
        return next;
    }

    /// <summary>The acts of heartbeat entries, with their numbers.</summary>
    public List<string> Entries()
    {
        using var reader = Ledger.OpenReader();
        return [.. reader.ReadEntries(EntryKind.Heartbeat).Select(e => $"{e.Entry.Text(EntryField.Act)} {e.Entry.Number(EntryField.Sequence) ?? e.Entry.Number(EntryField.Count)}".TrimEnd())];
    }

    /// <summary>Times and kinds of alarm entries.</summary>
    public List<(DateTimeOffset At, string Alarm)> AlarmEntries()
    {
        using var reader = Ledger.OpenReader();
        return [.. reader.ReadEntries(EntryKind.Alarm)
            .Select(e => (DateTimeOffset.UnixEpoch.AddTicks(e.Entry.Time / 100), $"{e.Entry.Text(EntryField.Reason)} {e.Entry.Text(EntryField.Act)}"))];
    }

    /// <summary>The contacts of the ledger, which the instrument reads.</summary>
    public List<(long Time, ContactKind Kind, string Source, string Target)> Contacts()
    {
        using var reader = Ledger.OpenReader();
        List<(long, ContactKind, string, string)> contacts = [];
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: false,
            (in LedgerContact c) => contacts.Add((c.Time, c.Kind, Encoding.UTF8.GetString(c.Source), Encoding.UTF8.GetString(c.Target))), CancellationToken.None);
        return contacts;
    }

    /// <summary>Ends attempts for good.</summary>
    public async Task EndDeliveriesAsync()
    {
        await stop.CancelAsync();
        await hurry.CancelAsync();
        await running;
    }

    /// <summary>Ends it and leaves its folder for the next.</summary>
    public async Task<string> CloseAsync()
    {
        await stop.CancelAsync();
        await running;
        if (Sessions is not null)
            await Sessions.DisposeAsync();
        await Queue.DisposeAsync();
        await Ledger.DisposeAsync();
        Beats.Dispose();
        key.Dispose();
        stop.Dispose();
        hurry.Dispose();
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(folder, recursive: true);
    }

    static string Settings(string name, string peer, string heartbeats) => $$"""
        domain: {{name}}.test
        listeners: [{at: '127.0.0.1:2525'}]
        mailboxes: {postmaster: }
        peers:
          {{peer}}:
            addresses: ['{{Address(peer)}}']
            pins: {current: {{SomeCertificates.Pin(peer)}}}
            sender-domains: [{{peer}}.test]
            route: {to: '{{Address(peer)}}:25', pins: {current: {{SomeCertificates.Pin(peer)}}} }
        heartbeats: {{heartbeats}}

        """;

    static string Address(string name) => name == "north" ? "192.0.2.1" : "192.0.2.2";

    /// <summary>Hands a message over to the other gate, as its session would accept it.</summary>
    sealed class HandOver(SimulatedGate gate) : IDeliveryAgent
    {
        public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
        {
            await gate.Dialing(stopping);
            if (gate.Peer is not { } other)
                return AttemptResult.Same(attempt, DeliveryStatus.Deferred, new EnhancedStatus(4, 4, 1), "connection refused") with { WasReached = false };
            var now = gate.time.GetUtcNow();
            var message = gate.OnTheWay(attempt.Message with
            {
                Id = other.Queue.Numbers.NextMessage(),
                Received = now,
                Party = $"peer {gate.Name}",
                Recipients = [new QueuedRecipient(0, attempt.Recipients[0].Path, attempt.Recipients[0].Parameters, QueueDestination.Gate) { Next = now }],
            });
            var contact = new GateContact(ContactKind.Heartbeat, Address(gate.Name), $"{other.Name}.test", "accepted").ToEntry(UnixTime.From(now));
            await other.Queue.EnqueueAsync(message, [new PlainEntry(EntryKind.MessageAccepted, UnixTime.From(now)).Add(EntryField.Message, message.Id.Value), contact]);
            return AttemptResult.Same(attempt, DeliveryStatus.Delivered, new EnhancedStatus(2, 0, 0), "taken");
        }
    }
}

/// <summary>Two gates that are each other's peer.</summary>
sealed class GatePair(SimulatedGate north, SimulatedGate south, ManualTime time) : IAsyncDisposable
{
    ulong draw;

    public SimulatedGate North { get; private set; } = north;

    public SimulatedGate South { get; private set; } = south;

    public ManualTime Time => time;

    /// <summary>Most seconds that a beat is late, by a machine that has other things to do; drawn anew for each.</summary>
    public int MostSecondsLate { get; init; }

    /// <param name="heartbeats">Settings of south's beats, and of north's unless it has its own.</param>
    /// <param name="ofNorth">Settings of north's beats.</param>
    /// <param name="mostSecondsLate">Most seconds that a beat is late.</param>
    /// <param name="inSessions">Whether messages go in sessions.</param>
    public static async Task<GatePair> OpenAsync(string heartbeats = "{}", string? ofNorth = null, int mostSecondsLate = 0, bool inSessions = false)
    {
        var time = new ManualTime();
        var north = await SimulatedGate.OpenAsync("north", "south", time, ofNorth ?? heartbeats, inSessions: inSessions);
        var south = await SimulatedGate.OpenAsync("south", "north", time, heartbeats, inSessions: inSessions);
        var pair = new GatePair(north, south, time)
        {
            MostSecondsLate = mostSecondsLate,
        };
        pair.Connect(true);
        return pair;
    }

    /// <summary>Whether the way between them is there, in both directions.</summary>
    public void Connect(bool isThere) => (North.Peer, South.Peer) = isThere ? (South, North) : (null, null);

    /// <summary>Lets time pass for both, or for north alone.</summary>
    public async Task PassAsync(TimeSpan span, bool bothLive = true)
    {
        var end = time.GetUtcNow() + span;
        while (true)
        {
            var next = await North.StepAsync();
            if (bothLive && await South.StepAsync() is var other && other < next)
                next = other;
            var wait = next - time.GetUtcNow() + TimeSpan.FromSeconds(Late());
            if (time.GetUtcNow() + wait >= end)
                break;
            time.Pass(wait > TimeSpan.Zero ? wait : TimeSpan.FromTicks(1));
        }
        time.Pass(end - time.GetUtcNow());
    }

    /// <summary>South ends and begins again with what its ledger says.</summary>
    public async Task RestartSouthAsync()
    {
        var folder = await South.CloseAsync();
        South = await SimulatedGate.OpenAsync("south", "north", time, "{}", folder);
        Connect(true);
    }

    /// <summary>South's disk is lost: it begins with an empty ledger, with its key.</summary>
    public async Task ReplaceSouthAsync()
    {
        await South.DisposeAsync();
        South = await SimulatedGate.OpenAsync("south", "north", time);
        Connect(true);
    }

    /// <summary>North ends and begins again; between, something is done with its folder.</summary>
    public async Task RestartNorthAsync(Func<string, Task>? between = null)
    {
        var folder = await North.CloseAsync();
        if (between is not null)
            await between(folder);
        North = await SimulatedGate.OpenAsync("north", "south", time, "{}", folder);
        Connect(true);
    }

    public async ValueTask DisposeAsync()
    {
        Connect(false);
        await North.DisposeAsync();
        await South.DisposeAsync();
    }

    int Late() => MostSecondsLate == 0 ? 0 : (int)((draw = draw * 6364136223846793005 + 1442695040888963407) >> 33) % MostSecondsLate;
}

using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Gate.Heartbeats;

/// <summary>Sends signs of life to peers over the real way of mail, reads theirs, and raises the alarm when they are missing or say that
/// something is wrong. Thread-safe.</summary>
/// <remarks>Nothing is retried: a beat that could not be delivered is followed by the next. Everything is in the ledger, from which a gate
/// that starts takes it up again.</remarks>
sealed class HeartbeatService(
    MailQueue queue, SqliteLedger ledger, CurrentCircle circle, AlarmBoard alarms, Func<HeartbeatKey> key, Func<LifeNotice> life, TimeProvider time, ILogger log)
    : IDeliveryAgent, IDisposable
{
    /// <summary>Most time between two looks: settings and clocks may change.</summary>
    static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    readonly SemaphoreSlim access = new(1, 1);
    readonly Dictionary<string, PeerWatch> watches = new(StringComparer.Ordinal);
    readonly Dictionary<string, MessageId> lastMessages = new(StringComparer.Ordinal);
    readonly HeartbeatMaker maker = new(queue, ledger, circle, alarms, life);
    DateTimeOffset started;

    /// <summary>The key that comes next; null when none is named.</summary>
    public Func<HeartbeatOwnKey?> NextKey { init => maker.NextKey = value; }

    /// <summary>Takes up what the ledger says. Called once, before anything else.</summary>
    public void Restore()
    {
        started = time.GetUtcNow();
        using var reader = ledger.OpenReader();
        HeartbeatEntries.Restore(reader, party => WatchOf(party));
        alarms.Restore(reader);
    }

    /// <summary>Sends and watches until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (_, superseded) = circle.Observe();
            var next = await StepAsync();
            var rest = next - time.GetUtcNow();
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, superseded);
            try
            {
                await Task.Delay(rest < TimeSpan.Zero ? TimeSpan.Zero : rest < LongestRest ? rest : LongestRest, time, over.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped, or the circle changed: another look either way.
            }
        }
    }

    /// <summary>Sends the beats that are due and counts those that are missed.</summary>
    /// <returns>When there is something to do again.</returns>
    public async Task<DateTimeOffset> StepAsync()
    {
        var settings = circle.Value.Settings;
        var next = DateTimeOffset.MaxValue;
        await access.WaitAsync();
        try
        {
            foreach (var peer in settings.Peers)
            {
                // One after the other, so that what keeps us from sending does not keep us from missing.
                if (HeartbeatTimes.AreSentTo(peer))
                    await DoAsync(PartyOf(peer), () => SendDueAsync(peer, settings));
                if (HeartbeatTimes.AreExpectedFrom(peer))
                    await DoAsync(PartyOf(peer), () => CountMissedAsync(peer, settings));
            }
            foreach (var alarm in alarms.Standing.Where(a => a.Kind != AlarmKind.Route && !IsWatched(a.Party, settings)))
                await alarms.NoteAsync(alarm.Party, alarm.Kind, null);
        }
        finally
        {
            access.Release();
        }
        return next;

        // Whatever goes wrong with one peer is none of the others' affair, and is tried again.
        async Task DoAsync(string party, Func<Task<DateTimeOffset>> step)
        {
            DateTimeOffset due;
            try
            {
                due = await step();
            }
            catch (LedgerException problem) when (problem.Failure == LedgerFailure.Sealed)
            {
                // The gate has retired: it gives no sign of life any more, on purpose.
                return;
            }
            catch (Exception problem)
            {
                WatchLog.StepFailed(log, party, problem);
                due = time.GetUtcNow() + TimeSpan.FromMinutes(1);
            }
            next = due < next ? due : next;
        }
    }

    /// <summary>How it stands with the peers that beats are exchanged with.</summary>
    public async Task<IReadOnlyList<PeerStatus>> StatusAsync()
    {
        await access.WaitAsync();
        try
        {
            return PeerStatus.Of(circle.Value.Settings, party => watches.GetValueOrDefault(party), alarms.Standing);
        }
        finally
        {
            access.Release();
        }
    }

    /// <summary>What a peer shows as its ledger while an alarm about that stands; null, with the reason, when there is nothing to accept.</summary>
    public async Task<(ShownLedger? Shown, string Problem)> LookAtLedgerAsync(string peer)
    {
        await access.WaitAsync();
        try
        {
            return (LedgerAcceptance.Look(peer, watches.GetValueOrDefault($"peer {peer}"), alarms.Standing, out var problem), problem);
        }
        finally
        {
            access.Release();
        }
    }

    /// <summary>Accepts a peer's new ledger for its owner.</summary>
    /// <param name="peer">The peer's name.</param>
    /// <param name="size">Entries that he has seen.</param>
    /// <param name="root">Root that he has seen.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>What was accepted; null, with the reason, when it is not what is shown now.</returns>
    public async Task<(ShownLedger? Shown, string Problem)> AcceptLedgerAsync(string peer, long size, string root, string by)
    {
        await access.WaitAsync();
        try
        {
            var watch = watches.GetValueOrDefault($"peer {peer}");
            return await LedgerAcceptance.AcceptAsync(peer, watch, (size, root), ledger, alarms, by, time.GetUtcNow());
        }
        finally
        {
            access.Release();
        }
    }

    /// <summary>Reads a message to the mailbox of beats. It is done with, whatever it is.</summary>
    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        await access.WaitAsync(stopping);
        try
        {
            await ReceiveAsync(attempt.Message);
        }
        finally
        {
            access.Release();
        }
        return AttemptResult.Same(attempt, DeliveryStatus.Delivered, new EnhancedStatus(2, 0, 0), "read");
    }

    /// <inheritdoc/>
    public void Dispose() => access.Dispose();

    async Task<DateTimeOffset> CountMissedAsync(Peer peer, GateSettings settings)
    {
        var watch = WatchOf(PartyOf(peer));
        var now = time.GetUtcNow();
        var interval = HeartbeatTimes.IntervalFor(peer, settings.Heartbeats);
        while (watch.NextMiss(interval) <= now)
            await MissAsync(peer, watch, settings.Heartbeats, now);
        return watch.NextMiss(interval);
    }

    async Task<DateTimeOffset> SendDueAsync(Peer peer, GateSettings settings)
    {
        var watch = WatchOf(PartyOf(peer));
        var now = time.GetUtcNow();
        if (NextBeat() <= now)
            await SendAsync(peer, watch, settings, now);
        return NextBeat();

        DateTimeOffset NextBeat() => HeartbeatTimes.Next(settings.Heartbeats, peer, settings.Domain.Ascii, watch.SentAt, started);
    }

    async Task SendAsync(Peer peer, PeerWatch watch, GateSettings settings, DateTimeOffset now)
    {
        // What is held, or waits behind a peer that cannot be reached, is not heaped up.
        if (lastMessages.TryGetValue(peer.Name, out var last) && queue.Find(last) is not null)
        {
            watch.NoteSent(watch.Sent, now);
            WatchLog.Withheld(log, PartyOf(peer), watch.Sent);
            return;
        }
        var own = key();
        var beat = await maker.MakeAsync(peer, watch, own, now);
        var octets = HeartbeatMessage.Write(beat, own, settings.Heartbeats.Mailbox, settings.HostName.Ascii);
        var to = new QueuedRecipient(0, Mailbox.Parse($"{settings.Heartbeats.Mailbox}@{beat.To}"), Quietly, QueueDestination.Peer(peer.Name)) { Next = now };
        var message = new QueuedMessage
        {
            Id = queue.Numbers.NextMessage(),
            Received = now,
            Party = QueuedMessage.Gate,
            Purpose = MessagePurpose.Heartbeat,
            ReversePath = Mailbox.Parse($"{settings.Heartbeats.Mailbox}@{settings.Domain}"),
            Trace = "",
            Octets = octets,
            Content = MessageContent.Of("", octets),
            Recipients = [to],
        };
        await queue.EnqueueAsync(message, [HeartbeatEntries.Sent(PartyOf(peer), beat, message.Id.Value)]);
        watch.NoteSent(beat.Sequence, now);
        lastMessages[peer.Name] = message.Id;
    }

    // Nobody is to be told of a beat that failed: there is nobody who wrote it.
    static RecipientParameters Quietly { get; } = RecipientParameters.None with { Notify = DsnNotify.Never };

    async Task MissAsync(Peer peer, PeerWatch watch, HeartbeatSettings settings, DateTimeOffset now)
    {
        watch.NoteMissed();
        await ledger.AppendAsync([HeartbeatEntries.Missed(PartyOf(peer), watch.Missed, now)], CancellationToken.None);
        if (watch.Missed >= settings.Missed)
        {
            await alarms.RaiseAsync(PartyOf(peer), AlarmKind.Silence,
                watch.ReceivedAt is { } last
                    ? $"{watch.Missed} beats are missing; the last one, number {watch.Received}, came {last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
                    : $"{watch.Missed} beats are missing; none has come yet");
        }
    }

    async Task ReceiveAsync(QueuedMessage message)
    {
        var settings = circle.Value.Settings;
        var peer = settings.Peers.FirstOrDefault(p => PartyOf(p) == message.Party);
        if (message.ReversePath is null || peer is null)
        {
            await RecordAsync("ignored", peer is null ? "it is no peer's" : "it has the null reverse-path: a report");
            return;
        }
        var octets = message.Content.Beginning(HeartbeatMessage.Longest + 1);
        List<KeyPin> pins = [.. peer.Pins, .. peer.Route?.Pins ?? []];
        if (!HeartbeatMessage.TryRead(octets, pins, out var beat, out var wrong) || WrongParty(beat, peer, settings) is { } party && (wrong = party).Length > 0)
        {
            await RecordAsync("refused", wrong);
            await alarms.RaiseAsync(message.Party, AlarmKind.Forged, $"what came as its beat is not one: {wrong}");
            return;
        }
        var watch = WatchOf(message.Party);
        if (watch.IsKnown(beat))
        {
            await RecordAsync("duplicate", $"number {beat.Sequence} came before");
            return;
        }
        await ledger.AppendAsync([HeartbeatEntries.Received(message.Party, beat, message.Received, message.Id.Value)], CancellationToken.None);
        foreach (var (kind, fault) in watch.Take(beat, message.Received))
        {
            // Its ledger may be in order and ours not be the one that it knows: one alarm for both, over when both are well.
            var text = kind == AlarmKind.Ledger ? fault ?? maker.OwnFault(beat) : fault;
            await alarms.NoteAsync(message.Party, kind, text);
        }

        Task RecordAsync(string act, string why) =>
            ledger.AppendAsync([HeartbeatEntries.NotTaken(act, message.Party, message.Received, message.Id.Value, why)], CancellationToken.None);
    }

    static string? WrongParty(HeartbeatDocument beat, Peer peer, GateSettings settings) =>
        !peer.SenderDomains.Any(d => d.Ascii == beat.From) ? $"it says that it is of {beat.From}, which is no domain of the peer's"
        : beat.To != settings.Domain.Ascii ? $"it was made for {beat.To}"
        : null;

    static bool IsWatched(string party, GateSettings settings) =>
        settings.Peers.Any(p => PartyOf(p) == party && (HeartbeatTimes.AreExpectedFrom(p) || HeartbeatTimes.AreSentTo(p)));

    /// <summary>What a peer is called in the record.</summary>
    internal static string PartyOf(Peer peer) => $"peer {peer.Name}";

    PeerWatch WatchOf(string party)
    {
        if (!watches.TryGetValue(party, out var watch))
            watches[party] = watch = new PeerWatch(time.GetUtcNow());
        return watch;
    }
}

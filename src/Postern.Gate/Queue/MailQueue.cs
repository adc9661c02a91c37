using Postern.Contacts;
using Postern.Gate.Delivery;
using Postern.Gate.Recording;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;
using Postern.Smtp.Reports;

namespace Postern.Gate.Queue;

/// <summary>What an attempt changes: some recipients are done with, others wait on, and the sender may be told.</summary>
/// <param name="Message">The message.</param>
/// <param name="Done">Recipients that nothing more is done for.</param>
/// <param name="Kept">Recipients that wait on, as they are to be kept.</param>
/// <param name="Entries">What the ledger says of it.</param>
/// <param name="Report">A message to the sender, or null.</param>
sealed record QueueChange(
    QueuedMessage Message, IReadOnlyList<QueuedRecipient> Done, IReadOnlyList<QueuedRecipient> Kept, IReadOnlyList<PlainEntry> Entries, QueuedMessage? Report);

/// <summary>The messages that were accepted and are not everywhere yet. A message, its entry in the ledger and all that becomes of it
/// change in one transaction; only then does the schedule in memory change. Thread-safe.</summary>
sealed class MailQueue : IAsyncDisposable
{
    /// <summary>Octets of fresh messages that stay in memory until their first attempt; others are read again.</summary>
    const long MostFreshOctets = 32 << 20;

    /// <summary>Messages whose attempts were cut off, of which one append tells.</summary>
    const int MostCutOffTogether = 1_000;

    static readonly EnhancedStatus GivenUp = EnhancedStatus.Parse("5.3.0");

    readonly QueueStore store;
    readonly TimeProvider time;
    readonly Func<Configuration.QueueSettings> settings;
    readonly Dictionary<MessageId, (string File, int Left)> spooled = [];
    long freshOctets;

    MailQueue(QueueStore store, IMailFolder spool, TimeProvider time, Func<Configuration.QueueSettings> settings)
    {
        (this.store, Spool, this.time, this.settings) = (store, spool, time, settings);
        Schedule = new QueueSchedule(time);
        Numbers = new NumberSource(time);
        Load = new AcceptanceLoad(time, TimeProvider.System);
    }

    /// <summary>Where large messages lie.</summary>
    public IMailFolder Spool { get; }

    /// <summary>The order of attempts.</summary>
    public QueueSchedule Schedule { get; }

    /// <summary>Gives identifiers.</summary>
    public NumberSource Numbers { get; }

    /// <summary>Whether many wait to be taken.</summary>
    public AcceptanceLoad Load { get; }

    /// <summary>Opens the queue in a ledger's file and reads what is there. An attempt that was cut off by a crash is recorded as
    /// "outcome unknown" and made again.</summary>
    /// <param name="ledger">The ledger; it outlives the queue.</param>
    /// <param name="spool">Folder for large messages, on a file system that keeps what is synced.</param>
    /// <param name="settings">The settings now.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Ledger.LedgerException">It cannot be opened.</exception>
    public static async Task<MailQueue> OpenAsync(SqliteLedger ledger, IMailFolder spool, Func<Configuration.QueueSettings> settings, TimeProvider time)
    {
        var queue = new MailQueue(await QueueStore.OpenAsync(ledger, spool), spool, time, settings);
        await queue.LoadAsync();
        return queue;
    }

    /// <summary>Takes a message: when the task has ended, it, its entries and the right to say 250 are durable.</summary>
    /// <param name="message">The message; a spool file is durable already.</param>
    /// <param name="entries">The entries about it, the one of its acceptance first.</param>
    /// <exception cref="Ledger.LedgerException">It could not be kept; nothing of it is there.</exception>
    public async Task EnqueueAsync(QueuedMessage message, IReadOnlyList<PlainEntry> entries)
    {
        Load.Enter();
        try
        {
            await store.AppendAsync(entries, (statements, first) => QueueRows.Insert(statements, message, first));
        }
        finally
        {
            Load.Leave();
        }
        Enter(message);
    }

    /// <summary>Reads a message as it stands; null when nobody is to have it any more.</summary>
    public QueuedMessage? Read(MessageId id) => store.Read(id);

    /// <summary>What is in the queue, the oldest first.</summary>
    public IReadOnlyList<QueueListing> List() => store.List(store.Scan().Select(s => s.Message).Distinct());

    /// <summary>One message without its octets; null when it is not there.</summary>
    public QueueListing? Find(MessageId id) => store.List([id]) is [var found] ? found : null;

    /// <summary>The message of an item that was taken.</summary>
    public QueuedMessage? Read(QueueItem item)
    {
        if (item.Fresh is not { } fresh)
            return store.Read(item.Id);
        item.Fresh = null;
        Interlocked.Add(ref freshOctets, -fresh.Content.Length);
        return fresh;
    }

    /// <summary>Records that an attempt begins whose end may never be known.</summary>
    public Task BeginAsync(DeliveryAttempt attempt) =>
        store.AppendAsync([DeliveryEntries.Begun(attempt, Now)], (statements, _) =>
        {
            foreach (var recipient in attempt.Recipients)
                QueueRows.Update(statements, attempt.Message.Id, recipient with { State = RecipientState.Trying });
        });

    /// <summary>Makes a change durable, and lets go of what it ends.</summary>
    public async Task ApplyAsync(QueueChange change)
    {
        var id = change.Message.Id;
        await store.AppendAsync(change.Entries, (statements, first) =>
        {
            foreach (var recipient in change.Kept)
                QueueRows.Update(statements, id, recipient);
            foreach (var recipient in change.Done)
                QueueRows.Delete(statements, id, recipient);
            if (change.Report is { } report)
                QueueRows.Insert(statements, report, first);
        });
        ReleaseSpool(id, change.Done.Count);
        if (change.Report is { } told)
            Enter(told);
    }

    /// <summary>Holds or releases a destination, or <see cref="QueueSchedule.All"/>, for later messages too.</summary>
    /// <param name="destination">As text, <c>peer north</c>.</param>
    /// <param name="isHeld">Whether nothing is tried there.</param>
    /// <param name="by">Who says so.</param>
    public async Task HoldAsync(string destination, bool isHeld, string by)
    {
        await store.AppendAsync([DeliveryEntries.Act(isHeld ? "queue-hold" : "queue-release", destination, by, Now)],
            (statements, _) => statements[isHeld ? "queue-hold-insert" : "queue-hold-delete"].BindText(1, destination).Run());
        Schedule.Hold(destination, isHeld);
    }

    /// <summary>Makes everything for a destination due now, or all of it.</summary>
    /// <returns>How many copies.</returns>
    public async Task<int> RetryAsync(QueueDestination? destination, string by)
    {
        await store.AppendAsync([DeliveryEntries.Act("queue-retry", destination?.ToString() ?? QueueSchedule.All, by, Now)], static (_, _) => { });
        return Schedule.RetryNow(destination);
    }

    /// <summary>Makes a message due now.</summary>
    /// <returns>How many copies.</returns>
    public async Task<int> RetryAsync(MessageId id, string by)
    {
        await store.AppendAsync([DeliveryEntries.Act("queue-retry", id.ToString(), by, Now)], static (_, _) => { });
        return Schedule.RetryNow(id);
    }

    /// <summary>Gives a message up, and tells its sender as far as he wants to hear of failures.</summary>
    /// <returns>Copies that were dropped, and copies that an attempt goes on with, which are not.</returns>
    public async Task<(int Dropped, int Busy)> DropAsync(MessageId id, Identity.Circle circle, string by)
    {
        var (dropped, busy) = (0, 0);
        foreach (var destination in Schedule.DestinationsOf(id))
        {
            if (Schedule.Take(id, destination) is not { } item)
            {
                busy++;
                continue;
            }
            try
            {
                if (Read(item) is { } message)
                    await ApplyAsync(Dropped(message, destination, circle, by));
            }
            catch
            {
                Schedule.GiveBack(item);
                throw;
            }
            Schedule.Remove(item);
            dropped++;
        }
        return (dropped, busy);
    }

    QueueChange Dropped(QueuedMessage message, QueueDestination destination, Identity.Circle circle, string by)
    {
        var now = time.GetUtcNow();
        var mine = message.Recipients.Where(r => r.Destination == destination).ToList();
        var result = new AttemptResult([.. mine.Select(r => new AttemptOutcome(r, DeliveryStatus.Failed, GivenUp, null, "given up by the postmaster"))]);
        var told = result.Outcomes.Select(o => QueueReports.Of(message, o, result, now)).OfType<ReportedRecipient>().ToList();
        return new QueueChange(message, mine, [], [DeliveryEntries.Act("queue-drop", $"{message.Id} {destination}", by, Now)],
            QueueReports.Make(message, told, circle, Numbers.NextMessage(), now));
    }

    /// <summary>The present instant as the ledger writes it.</summary>
    public long Now => UnixTime.From(time.GetUtcNow());

    /// <summary>When a sender is to hear of a message next.</summary>
    public DateTimeOffset DeadlineOf(DateTimeOffset received, bool isNoticed)
    {
        var now = settings();
        return received + (isNoticed || now.DelayNotice > now.Expiry ? now.Expiry : now.DelayNotice);
    }

    /// <summary>Hears that the outcome of an attempt could not be recorded: the next start is to find it cut off.</summary>
    public void NoteUnrecorded() => store.IsUncertain = true;

    /// <summary>Closes it; the ledger stays open.</summary>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    async Task LoadAsync()
    {
        foreach (var held in store.Held())
            Schedule.Hold(held, isHeld: true);
        var stored = store.Scan();
        await RecordCutOffAsync(stored);
        store.Tidy(stored.Select(s => s.SpoolFile).OfType<string>().ToHashSet(StringComparer.Ordinal));
        foreach (var message in stored.Where(s => s.SpoolFile is not null).GroupBy(s => s.Message))
            spooled[message.Key] = (message.First().SpoolFile!, message.Count());
        Schedule.Add(stored.GroupBy(s => (s.Message, s.Destination)).Select(g => new QueueItem(g.Key.Message, g.Key.Destination, g.First().Received, g.First().Priority)
        {
            Next = g.Min(s => s.State == RecipientState.Trying ? time.GetUtcNow() : s.Next),
            Deadline = DeadlineOf(g.First().Received, g.All(s => s.IsNoticed)),
            Attempts = g.Max(s => s.Attempts),
            // Whether an attempt at a mailbox was going on is not written down beforehand: its file is looked for (RecordCutOffAsync).
            MayBeThere = true,
            IsNoticed = g.All(s => s.IsNoticed),
        }));
    }

    // An attempt at a peer is written down before it begins; one at a mailbox is not, for that would cost each message another append. When
    // the gate was cut off, whatever could have been tried there may have been: nothing is there twice without an entry that says so.
    async Task RecordCutOffAsync(IReadOnlyList<StoredRecipient> stored)
    {
        var now = time.GetUtcNow();
        foreach (var some in stored.Where(s => IsCutOff(s.State, s.Destination, s.Next)).Select(s => s.Message).Distinct().Chunk(MostCutOffTogether))
        {
            var cut = store.List(some)
                .SelectMany(m => m.Recipients.Where(r => IsCutOff(r.State, r.Destination, r.Next)).Select(r => (m.Id, Recipient: r))).ToList();
            await store.AppendAsync([.. cut.Select(c => DeliveryEntries.CutOff(c.Id, c.Recipient, Now))], (statements, _) =>
            {
                foreach (var (id, recipient) in cut)
                    QueueRows.Update(statements, id, recipient with { State = RecipientState.Waiting, LastText = "outcome unknown" });
            });
        }

        bool IsCutOff(RecipientState state, QueueDestination destination, DateTimeOffset next) => state == RecipientState.Trying
            || store.WasCutOff && destination.Kind == DestinationKind.Mailbox && next <= now && !Schedule.Holds(destination);
    }

    void Enter(QueuedMessage message)
    {
        if (message.SpoolFile is { } file)
        {
            lock (spooled)
                spooled[message.Id] = (file, message.Recipients.Count);
        }
        var destinations = message.Recipients.Select(r => r.Destination).Distinct().ToList();
        Schedule.Add(destinations.Select(destination => new QueueItem(message.Id, destination, message.Received, message.Parameters.Priority ?? 0)
        {
            Next = message.Received,
            Deadline = DeadlineOf(message.Received, isNoticed: false),
            Fresh = TryKeep(message) ? message : null,
        }).ToList());
    }

    bool TryKeep(QueuedMessage message)
    {
        if (message.SpoolFile is null && Interlocked.Add(ref freshOctets, message.Content.Length) <= MostFreshOctets)
            return true;
        if (message.SpoolFile is null)
            Interlocked.Add(ref freshOctets, -message.Content.Length);
        return false;
    }

    void ReleaseSpool(MessageId id, int done)
    {
        string? file = null;
        lock (spooled)
        {
            if (!spooled.TryGetValue(id, out var entry))
                return;
            if (entry.Left > done)
                spooled[id] = entry with { Left = entry.Left - done };
            else
            {
                spooled.Remove(id);
                file = entry.File;
            }
        }
        if (file is not null)
            store.Forget(file);
    }
}

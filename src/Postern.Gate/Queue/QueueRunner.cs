using Microsoft.Extensions.Logging;
using Postern.Gate.Identity;
using Postern.Gate.Recording;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;
using Postern.Smtp.Reports;

namespace Postern.Gate.Queue;

/// <summary>Makes the attempts that are due, waits longer after each that failed, tells senders of delays and failures, gives up.</summary>
/// <remarks>Everything that is decided here is durable before it has consequences. The clock is given, so that months can pass in a test.</remarks>
sealed class QueueRunner(MailQueue queue, CurrentCircle circle, DeliveryAgents agents, TimeProvider time, ILogger log, GateCounters? counters = null)
{
    /// <summary>Attempts at one mailbox at a time: a batch for each thread that writes to it.</summary>
    const int MailboxAttempts = Delivery.MailboxBatches.MostWriters * Delivery.MailboxBatches.Most;

    static readonly EnhancedStatus Expired = EnhancedStatus.Parse("4.4.7");
    static readonly EnhancedStatus NotOfTheCircle = EnhancedStatus.Parse("5.7.1");
    static readonly EnhancedStatus NoMailbox = EnhancedStatus.Parse("5.1.1");
    static readonly EnhancedStatus OwnFault = EnhancedStatus.Parse("4.3.0");

    static readonly TimeSpan HeldCheck = TimeSpan.FromHours(1);

    /// <summary>Time between two tries to record an outcome: soon after there is room on the disk again.</summary>
    static readonly TimeSpan RecordRetry = TimeSpan.FromSeconds(5);

    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource rested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs until it is stopped; then attempts that were begun are ended.</summary>
    /// <param name="stopping">No further attempt begins.</param>
    /// <param name="hurry">Attempts end, cleanly or not.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken hurry)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = queue.Schedule.Changed;
            var due = queue.Schedule.Take(LimitsOf);
            foreach (var item in due.Attempts)
                _ = Task.Run(() => WorkAsync(item, stopping, hurry), CancellationToken.None);
            foreach (var item in due.Overdue)
                _ = Task.Run(() => SettleOverdueAsync(item, stopping), CancellationToken.None);
            if (due.Attempts.Count + due.Overdue.Count == 0 && queue.Schedule.Active == 0 && !changed.IsCompleted)
                Rest();
            await WaitAsync(changed, due.Wake, stopping);
        }
        while (queue.Schedule.Active > 0)
        {
            var changed = queue.Schedule.Changed;
            if (queue.Schedule.Active > 0)
                await changed;
        }
        ended.TrySetResult();
        Rest();
    }

    /// <summary>Completes when, after this call, nothing is due and no attempt goes on.</summary>
    public async Task WhenIdleAsync()
    {
        while (!ended.Task.IsCompleted)
        {
            var rest = Volatile.Read(ref rested).Task;
            queue.Schedule.Nudge();
            await rest;
            if (queue.Schedule.Active == 0 && !queue.Schedule.HasDue(LimitsOf))
                return;
        }
    }

    void Rest() => Interlocked.Exchange(ref rested, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    async Task WaitAsync(Task changed, DateTimeOffset? wake, CancellationToken stopping)
    {
        if (changed.IsCompleted)
            return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var wait = wake is { } instant
            ? Task.Delay(Clamp(instant - time.GetUtcNow()), time, over.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token);
        await Task.WhenAny(changed, wait);
        await over.CancelAsync();
    }

    // A wait of more than a day is looked at again after a day: timers have a bound.
    static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1);

    DestinationLimits LimitsOf(QueueDestination destination)
    {
        if (destination.Kind != DestinationKind.Peer)
            return new DestinationLimits(destination.Kind == DestinationKind.Mailbox ? MailboxAttempts : 1, int.MaxValue);
        var settings = circle.Value.Settings;
        // What a peer may send us in a minute, we send it at most.
        return new DestinationLimits(settings.Queue.PeerSessions, (PeerOf(destination)?.Limits ?? settings.Limits.Peers).MessagesPerMinute);
    }

    Peer? PeerOf(QueueDestination destination) => circle.Value.Settings.Peers.FirstOrDefault(p => p.Name == destination.Name);

    async Task WorkAsync(QueueItem item, CancellationToken stopping, CancellationToken hurry)
    {
        try
        {
            if (queue.Read(item) is not { } message)
            {
                queue.Schedule.Remove(item);
                return;
            }
            var attempt = new DeliveryAttempt
            {
                Message = message,
                Recipients = [.. message.Recipients.Where(r => r.Destination == item.Destination)],
                Mailbox = item.Destination.Kind == DestinationKind.Mailbox ? circle.Value.Settings.Mailboxes.GetValueOrDefault(item.Destination.Name) : null,
                Peer = item.Destination.Kind == DestinationKind.Peer ? PeerOf(item.Destination) : null,
                MayBeThere = item.MayBeThere,
            };
            var result = Impossible(attempt) ?? await TryAsync(attempt, hurry);
            NoteReach(item, result);
            await SettleAsync(item, attempt, result, stopping);
        }
        catch (Exception problem)
        {
            // Nothing was done; or the gate stops, and the next start finds an attempt without an end and says that its outcome is unknown.
            if (stopping.IsCancellationRequested)
                queue.NoteUnrecorded();
            QueueLog.NotRecorded(log, item.Id, item.Destination, problem);
            item.MayBeThere = true;
            item.Next = time.GetUtcNow() + circle.Value.Settings.Queue.FirstRetry;
            queue.Schedule.GiveBack(item);
        }
    }

    // Settings may have changed since the message was accepted.
    static AttemptResult? Impossible(DeliveryAttempt attempt) => attempt.Destination.Kind switch
    {
        DestinationKind.Mailbox when attempt.Mailbox is null =>
            AttemptResult.Same(attempt, DeliveryStatus.Failed, NoMailbox, $"there is no mailbox {attempt.Destination.Name} any more"),
        DestinationKind.Peer when attempt.Peer is not { State: not PeerState.Retired, Direction: not PeerDirection.Receive, Route: not null } =>
            AttemptResult.Same(attempt, DeliveryStatus.Failed, NotOfTheCircle, $"{attempt.Destination} gets no mail from here any more"),
        _ => null,
    };

    async Task<AttemptResult> TryAsync(DeliveryAttempt attempt, CancellationToken hurry)
    {
        if (attempt.Destination.IsRemote)
            await queue.BeginAsync(attempt);
        try
        {
            return await agents.For(attempt.Destination).AttemptAsync(attempt, hurry);
        }
        catch (Exception problem) when (attempt.Destination.IsRemote || problem is not LedgerException)
        {
            QueueLog.AgentFailed(log, attempt.Message.Id, attempt.Destination, problem);
            return AttemptResult.Same(attempt, attempt.Destination.IsRemote ? DeliveryStatus.Unknown : DeliveryStatus.Deferred, OwnFault, "an error here; see the log");
        }
    }

    void NoteReach(QueueItem item, AttemptResult result)
    {
        var settings = circle.Value.Settings.Queue;
        queue.Schedule.NoteReach(item.Destination, result.WasReached ? null : failures => RetrySchedule.Wait(settings, failures, item.Id.Value));
    }

    async Task SettleAsync(QueueItem item, DeliveryAttempt attempt, AttemptResult result, CancellationToken stopping, bool isExpired = false)
    {
        var now = time.GetUtcNow();
        var wait = RetrySchedule.Wait(circle.Value.Settings.Queue, item.Attempts + 1, item.Id.Value);
        List<PlainEntry> entries = [];
        List<QueuedRecipient> done = [];
        List<QueuedRecipient> kept = [];
        List<ReportedRecipient> told = [];
        foreach (var outcome in result.Outcomes)
        {
            entries.AddRange(DeliveryEntries.Ended(attempt, result, outcome, isExpired, circle.Value.Settings.HostName.Ascii, queue.Now));
            counters?.Attempted(item.Destination.Kind, outcome.Status);
            if (outcome.Status is DeliveryStatus.Delivered or DeliveryStatus.Failed)
            {
                done.Add(outcome.Recipient);
                if (QueueReports.Of(attempt.Message, outcome, result, now) is { } report)
                    told.Add(report);
                continue;
            }
            kept.Add(outcome.Recipient with
            {
                State = RecipientState.Waiting,
                Attempts = item.Attempts + 1,
                Next = now + wait,
                LastText = outcome.Reply?.ToString() ?? outcome.Text,
            });
        }
        await RecordAsync(item, () => ApplyAsync(attempt.Message, done, kept, entries, told, now), stopping);
        // What went well stands in the ledger; what did not is news.
        QueueLog.Attempted(log, kept.Count == 0 ? LogLevel.Debug : LogLevel.Information, item.Id, item.Destination, done.Count, kept.Count);
        item.MayBeThere = result.Outcomes.Any(o => o.Status == DeliveryStatus.Unknown);
        GoOn(item, kept, now + wait);
    }

    // What was done is done: until it is recorded the copy stays taken, so that it is not done again and nobody gives it up.
    async Task RecordAsync(QueueItem item, Func<Task> record, CancellationToken stopping)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await record();
                return;
            }
            catch (Exception problem) when (!stopping.IsCancellationRequested)
            {
                if (isFirst)
                    QueueLog.OutcomeNotRecorded(log, item.Id, item.Destination, problem);
            }
            await Task.Delay(RecordRetry, time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    void GoOn(QueueItem item, List<QueuedRecipient> kept, DateTimeOffset next)
    {
        if (kept.Count == 0)
        {
            queue.Schedule.Remove(item);
            return;
        }
        item.Attempts++;
        item.Next = next;
        queue.Schedule.GiveBack(item);
    }

    Task ApplyAsync(
        QueuedMessage message, IReadOnlyList<QueuedRecipient> done, IReadOnlyList<QueuedRecipient> kept, IReadOnlyList<PlainEntry> entries,
        IReadOnlyList<ReportedRecipient> told, DateTimeOffset now) =>
        queue.ApplyAsync(new QueueChange(message, done, kept, entries, QueueReports.Make(message, told, circle.Value, queue.Numbers.NextMessage(), now)));

    // A deadline passes whether or not an attempt is due: of a delay, or of the time that a message has.
    async Task SettleOverdueAsync(QueueItem item, CancellationToken stopping)
    {
        try
        {
            if (queue.Read(item) is not { } message)
            {
                queue.Schedule.Remove(item);
                return;
            }
            var now = time.GetUtcNow();
            var mine = message.Recipients.Where(r => r.Destination == item.Destination).ToList();
            var isOver = item.Received + circle.Value.Settings.Queue.Expiry <= now;
            if (isOver && !queue.Schedule.Holds(item.Destination))
                await GiveUpAsync(item, message, mine, stopping);
            else
                await NoticeAsync(item, message, mine, isOver ? now + HeldCheck : null, now);
        }
        catch (Exception problem)
        {
            QueueLog.NotRecorded(log, item.Id, item.Destination, problem);
            item.Deadline = time.GetUtcNow() + circle.Value.Settings.Queue.FirstRetry;
            queue.Schedule.GiveBack(item);
        }
    }

    Task GiveUpAsync(QueueItem item, QueuedMessage message, List<QueuedRecipient> mine, CancellationToken stopping)
    {
        var attempt = new DeliveryAttempt { Message = message, Recipients = mine };
        var result = new AttemptResult([.. mine.Select(r => new AttemptOutcome(r, DeliveryStatus.Failed, Expired, null,
            r.LastText.Length == 0 ? "not delivered in time" : $"not delivered in time; at last: {r.LastText}"))]);
        return SettleAsync(item, attempt, result, stopping, isExpired: true);
    }

    async Task NoticeAsync(QueueItem item, QueuedMessage message, List<QueuedRecipient> mine, DateTimeOffset? checkAgain, DateTimeOffset now)
    {
        if (!item.IsNoticed)
        {
            var told = mine.Where(r => DeliveryReport.IsWanted(message.ReversePath, r.Parameters.Notify, ReportAction.Delayed)).Select(r => new ReportedRecipient
            {
                Recipient = r.Path,
                Parameters = r.Parameters,
                Action = ReportAction.Delayed,
                Status = Expired,
                Text = r.LastText,
                RetriedUntil = item.Received + circle.Value.Settings.Queue.Expiry,
            }).ToList();
            await ApplyAsync(message, [], [.. mine.Select(r => r with { IsNoticed = true })], [], told, now);
            item.IsNoticed = true;
        }
        item.Deadline = checkAgain ?? queue.DeadlineOf(item.Received, isNoticed: true);
        queue.Schedule.GiveBack(item);
    }
}

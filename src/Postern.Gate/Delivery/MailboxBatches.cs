using Postern.Gate.Queue;

namespace Postern.Gate.Delivery;

/// <summary>Brings messages to mailboxes: what comes while a mailbox is being written waits, and is then brought there together. Thread-safe.</summary>
/// <remarks>The files of a batch are made durable at the same time (<see cref="IMailFile.BeginSync"/>), and their folder once for all of them.
/// Further threads join where a batch of some size waits already: then one wait for the disk is the other's time to work. Where sessions
/// wait for the disk in numbers, they go before for a moment (docs/decisions/0013).</remarks>
/// <param name="maildir">The mailboxes.</param>
/// <param name="threads">Threads that wait for the disk.</param>
/// <param name="load">Who goes before them; null when nobody does.</param>
sealed class MailboxBatches(Maildir maildir, DiskThreads threads, AcceptanceLoad? load = null)
{
    /// <summary>Messages that are brought together at most: so many files are open at once.</summary>
    public const int Most = 64;

    /// <summary>Octets after which a batch takes no further message: a short one does not wait for many long ones.</summary>
    const long MostOctets = 4 << 20;

    /// <summary>Messages that make it worth while to write another batch beside the one that is written.</summary>
    const int Several = 16;

    /// <summary>Threads that write to one mailbox.</summary>
    public const int MostWriters = 4;

    /// <summary>As many while sessions wait for the disk too: more would take it from them.</summary>
    const int WritersUnderLoad = 2;

    /// <summary>How often it is looked whether sessions still go before, milliseconds.</summary>
    const int Pause = 5;

    readonly object pause = new();
    readonly Lock access = new();
    readonly Dictionary<string, Mailbox> mailboxes = new(StringComparer.Ordinal);

    /// <summary>Brings a message to a mailbox.</summary>
    public Task<MaildirResult> DeliverAsync(string mailbox, MaildirDelivery delivery, long octets)
    {
        var waiting = new Waiting(delivery, octets);
        lock (access)
        {
            if (!mailboxes.TryGetValue(mailbox, out var box))
                mailboxes[mailbox] = box = new Mailbox();
            box.Waiting.Enqueue(waiting);
            if (box.Writers >= Writers || box.Writers > 0 && box.Waiting.Count < Several)
                return waiting.Done.Task;
            box.Writers++;
        }
        threads.Run(() => Work(mailbox));
        return waiting.Done.Task;
    }

    void Work(string mailbox)
    {
        for (LetSessionsGoBefore(mailbox); TryTake(mailbox, out var batch); LetSessionsGoBefore(mailbox))
        {
            try
            {
                maildir.Deliver(mailbox, [.. batch.Select(w => w.Delivery)]);
                batch.ForEach(w => w.Done.SetResult(w.Delivery.Result!));
            }
            catch (Exception problem)
            {
                // An error of ours: the runner tells it, and goes on.
                batch.ForEach(w => w.Done.TrySetException(problem));
            }
        }
    }

    int Writers => load?.IsHigh == true ? WritersUnderLoad : MostWriters;

    void LetSessionsGoBefore(string mailbox)
    {
        if (load is null)
            return;
        lock (pause)
        {
            while (OldestOf(mailbox) is { } received && load.GoesBefore(received))
                Monitor.Wait(pause, Pause);
        }
    }

    DateTimeOffset? OldestOf(string mailbox)
    {
        lock (access)
            return mailboxes[mailbox].Waiting.TryPeek(out var first) ? first.Delivery.Received : null;
    }

    bool TryTake(string mailbox, out List<Waiting> batch)
    {
        batch = [];
        lock (access)
        {
            var box = mailboxes[mailbox];
            // The others go on.
            if (box.Writers > Writers)
            {
                box.Writers--;
                return false;
            }
            for (long octets = 0; batch.Count < Most && octets < MostOctets && box.Waiting.TryDequeue(out var next); octets += next.Octets)
                batch.Add(next);
            if (batch.Count == 0 && --box.Writers == 0)
                mailboxes.Remove(mailbox);
        }
        return batch.Count > 0;
    }

    sealed class Mailbox
    {
        public Queue<Waiting> Waiting { get; } = [];

        public int Writers { get; set; }
    }

    sealed record Waiting(MaildirDelivery Delivery, long Octets)
    {
        public TaskCompletionSource<MaildirResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

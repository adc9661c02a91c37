namespace Postern.Gate.Delivery;

/// <summary>Brings messages to mailboxes: what comes while a mailbox is being written waits, and is then brought there together. Thread-safe.</summary>
/// <remarks>One thread writes to a mailbox at a time. Its files are made durable at the same time all the same (<see cref="IMailFile.BeginSync"/>),
/// and their folder once for all of them.</remarks>
/// <param name="maildir">The mailboxes.</param>
/// <param name="threads">Threads that wait for the disk.</param>
sealed class MailboxBatches(Maildir maildir, DeliveryThreads threads)
{
    /// <summary>Messages that are brought together at most: so many files are open at once.</summary>
    public const int Most = 64;

    /// <summary>Octets after which a batch takes no further message: a short one does not wait for many long ones.</summary>
    const long MostOctets = 4 << 20;

    readonly Lock access = new();
    readonly Dictionary<string, Queue<Waiting>> mailboxes = new(StringComparer.Ordinal);

    /// <summary>Brings a message to a mailbox.</summary>
    public Task<MaildirResult> DeliverAsync(string mailbox, MaildirDelivery delivery, long octets)
    {
        var waiting = new Waiting(delivery, octets);
        lock (access)
        {
            if (mailboxes.TryGetValue(mailbox, out var queue))
            {
                queue.Enqueue(waiting);
                return waiting.Done.Task;
            }
            mailboxes[mailbox] = new Queue<Waiting>([waiting]);
        }
        threads.Run(() => Work(mailbox));
        return waiting.Done.Task;
    }

    void Work(string mailbox)
    {
        while (TryTake(mailbox, out var batch))
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

    bool TryTake(string mailbox, out List<Waiting> batch)
    {
        batch = [];
        lock (access)
        {
            var queue = mailboxes[mailbox];
            for (long octets = 0; batch.Count < Most && octets < MostOctets && queue.TryDequeue(out var next); octets += next.Octets)
                batch.Add(next);
            if (batch.Count == 0)
                mailboxes.Remove(mailbox);
        }
        return batch.Count > 0;
    }

    sealed record Waiting(MaildirDelivery Delivery, long Octets)
    {
        public TaskCompletionSource<MaildirResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

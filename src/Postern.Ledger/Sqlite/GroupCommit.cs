using System.Threading.Channels;

namespace Postern.Ledger.Sqlite;

/// <summary>The one thread that writes: takes what waits, does it in one transaction, and tells those who wait once it is durable.</summary>
/// <remarks>Whoever comes while a transaction is being made durable shares the next one, so that the cost of a sync is divided by
/// the number of those who wait, and nobody waits longer than two syncs. The queue is bounded: a producer that is faster than the
/// disk waits in <see cref="Enqueue"/>.</remarks>
sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Works that may wait.</summary>
    const int MostWaiting = 1024;

    /// <summary>Works of a group from which on the next is let grow: who is alone never waits.</summary>
    const int Several = 4;

    /// <summary>How long it is let grow, milliseconds: next to a sync's time.</summary>
    const int GrowthTime = 1;

    readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly Func<bool, Group> begin;
    readonly Action makeRoom;
    readonly Action letBe;
    readonly Action rest;
    readonly int largestGroup;
    readonly Thread thread;
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly object idling = new();
    // Works that the writer sleeps for; 0 while it does not sleep.
    int wanted;
    Exception? broken;

    /// <summary>Starts the thread.</summary>
    /// <param name="begin">Begins a transaction; told whether it must be able to undo one work alone. The first try of a group need not be:
    /// savepoints cost copies of every page that is changed, and what they are there for does not happen.</param>
    /// <param name="makeRoom">Makes what room the store can make, when the disk was full and before it is tried again.</param>
    /// <param name="letBe">After any other fault: from now on the store is to be left as it is.</param>
    /// <param name="rest">What is to be done between two groups, when those who waited for the first have been told.</param>
    /// <param name="largestGroup">Weight (entries) after which a group takes no further work.</param>
    public GroupCommit(Func<bool, Group> begin, Action makeRoom, Action letBe, Action rest, int largestGroup)
    {
        this.begin = begin;
        this.makeRoom = makeRoom;
        this.letBe = letBe;
        this.rest = rest;
        this.largestGroup = largestGroup;
        thread = new Thread(Run) { IsBackground = true, Name = "ledger writer" };
        thread.Start();
    }

    /// <summary>Puts work into the queue, waiting for room; the work is told when it is durable.</summary>
    public async ValueTask Enqueue(Work work, CancellationToken cancellation)
    {
        try
        {
            await queue.Writer.WriteAsync(work, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("the ledger is closed", closed);
        }
        WakeUp();
    }

    /// <summary>Does what waits, then ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        lock (idling)
            Monitor.Pulse(idling);
        await ended.Task;
    }

    void WakeUp()
    {
        lock (idling)
        {
            if (wanted > 0 && queue.Reader.Count >= wanted)
                Monitor.Pulse(idling);
        }
    }

    void Run()
    {
        List<Work> works = [];
        while (WaitForWork())
        {
            LetGrow(works.Count);
            works.Clear();
            for (long weight = 0; weight < largestGroup && queue.Reader.TryRead(out var work); weight += work.Weight)
                works.Add(work);
            Do(works);
        }
        ended.SetResult();
    }

    // Sleeps at once: to wait for a task spins first, which took more than the waiting that it saved.
    bool WaitForWork()
    {
        lock (idling)
        {
            while (!queue.Reader.TryPeek(out _))
            {
                if (queue.Reader.Completion.IsCompleted)
                    return false;
                wanted = 1;
                Monitor.Wait(idling);
                wanted = 0;
            }
        }
        return true;
    }

    // Where many wait for each sync, the next group is let grow to the size of the last one: it changes the same pages once.
    void LetGrow(int last)
    {
        if (last < Several)
            return;
        lock (idling)
        {
            if (queue.Reader.Count >= last)
                return;
            wanted = last;
            Monitor.Wait(idling, GrowthTime);
            wanted = 0;
        }
    }

    void Do(List<Work> works)
    {
        if (broken is not null)
        {
            works.ForEach(w => w.Fail(broken));
            return;
        }
        var problem = Try(works, undoesOne: false);
        if (problem is LoneFailure)
            problem = Try(works, undoesOne: true);
        if (problem is LedgerException { Failure: LedgerFailure.Full })
        {
            makeRoom();
            problem = Try(works, undoesOne: true);
        }
        if (problem is null)
        {
            works.ForEach(w => w.Complete());
            rest();
            return;
        }
        // After a failed sync nobody knows what is on the disk: nothing more is taken until the ledger is opened anew.
        if (problem is LedgerException { Failure: LedgerFailure.Io or LedgerFailure.Damaged } or not LedgerException)
        {
            broken = problem;
            letBe();
        }
        works.ForEach(w => w.Fail(problem));
    }

    Exception? Try(List<Work> works, bool undoesOne)
    {
        try
        {
            using var group = begin(undoesOne);
            foreach (var work in works)
                work.Apply(group);
            group.Commit();
            return null;
        }
        catch (Exception problem)
        {
            return problem;
        }
    }
}

/// <summary>A work failed alone in a group that cannot undo it alone.</summary>
sealed class LoneFailure(Exception problem) : Exception("a work failed alone", problem);

/// <summary>One transaction of the writer.</summary>
abstract class Group : IDisposable
{
    /// <summary>Makes it durable.</summary>
    public abstract void Commit();

    /// <summary>Undoes it unless it was made durable.</summary>
    public abstract void Dispose();
}

/// <summary>Something to be written. What is wrong with it alone fails it alone; what is wrong with the store fails the group.</summary>
abstract class Work
{
    /// <summary>How much it adds to a group: its entries.</summary>
    public virtual int Weight => 1;

    /// <summary>Does it within the transaction; once more when that transaction did not happen.</summary>
    public abstract void Apply(Group group);

    /// <summary>Called once it is durable.</summary>
    public abstract void Complete();

    /// <summary>Called when it did not happen.</summary>
    public abstract void Fail(Exception problem);
}

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

    readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly Func<Group> begin;
    readonly Action makeRoom;
    readonly Action letBe;
    readonly int largestGroup;
    readonly Thread thread;
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Exception? broken;

    /// <summary>Starts the thread.</summary>
    /// <param name="begin">Begins a transaction.</param>
    /// <param name="makeRoom">Makes what room the store can make, when the disk was full and before it is tried again.</param>
    /// <param name="letBe">After any other fault: from now on the store is to be left as it is.</param>
    /// <param name="largestGroup">Weight (entries) after which a group takes no further work.</param>
    public GroupCommit(Func<Group> begin, Action makeRoom, Action letBe, int largestGroup)
    {
        this.begin = begin;
        this.makeRoom = makeRoom;
        this.letBe = letBe;
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
    }

    /// <summary>Does what waits, then ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await ended.Task;
    }

    void Run()
    {
        List<Work> works = [];
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            works.Clear();
            for (long weight = 0; weight < largestGroup && queue.Reader.TryRead(out var work); weight += work.Weight)
                works.Add(work);
            Do(works);
        }
        ended.SetResult();
    }

    void Do(List<Work> works)
    {
        if (broken is not null)
        {
            works.ForEach(w => w.Fail(broken));
            return;
        }
        var problem = Try(works);
        if (problem is LedgerException { Failure: LedgerFailure.Full })
        {
            makeRoom();
            problem = Try(works);
        }
        if (problem is null)
        {
            works.ForEach(w => w.Complete());
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

    Exception? Try(List<Work> works)
    {
        try
        {
            using var group = begin();
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

using System.Collections.Concurrent;

namespace Postern.Ledger.Sqlite;

/// <summary>Threads that prepare contacts for the writer's: they hash them and write their text. Whoever waits for a task that none of
/// them has begun does it himself.</summary>
/// <remarks>Not those of the pool: readers of logs hold all of these, and what they read would wait to be hashed until they wait themselves.
/// The threads begin with the first task, because a ledger to which nobody imports needs none.</remarks>
sealed class PreparingThreads : TaskScheduler, IDisposable
{
    readonly BlockingCollection<Task> queue = [];
    readonly TaskFactory factory;
    int started;

    public PreparingThreads() => factory = new TaskFactory(CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, this);

    public override int MaximumConcurrencyLevel => Environment.ProcessorCount;

    /// <summary>Begins a task.</summary>
    public Task Begin(Action work) => factory.StartNew(work);

    /// <summary>Ends the threads when they have done what is begun.</summary>
    public void Dispose() => queue.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        if (Interlocked.Exchange(ref started, 1) == 0)
        {
            for (var i = 0; i < MaximumConcurrencyLevel; i++)
                new Thread(Run) { IsBackground = true, Name = "ledger hashing" }.Start();
        }
        queue.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => queue.ToArray();

    void Run()
    {
        foreach (var task in queue.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}

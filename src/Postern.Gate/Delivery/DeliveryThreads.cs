using System.Collections.Concurrent;

namespace Postern.Gate.Delivery;

/// <summary>Threads for work that waits for the disk: the pool's are few, and sessions need them.</summary>
/// <param name="most">Threads at most; each is started when there is work for it.</param>
sealed class DeliveryThreads(int most) : IDisposable
{
    readonly BlockingCollection<Action> work = [];
    readonly Lock starting = new();
    int started;
    int idle;

    /// <summary>Does something on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        });
        StartWhenShort();
        return done.Task;
    }

    /// <summary>Does what waits, then ends the threads.</summary>
    public void Dispose() => work.CompleteAdding();

    void StartWhenShort()
    {
        lock (starting)
        {
            if (started == most || Volatile.Read(ref idle) >= work.Count)
                return;
            started++;
            new Thread(Run) { IsBackground = true, Name = $"delivery {started}" }.Start();
        }
    }

    void Run()
    {
        while (true)
        {
            Interlocked.Increment(ref idle);
            var some = work.TryTake(out var action, Timeout.Infinite);
            Interlocked.Decrement(ref idle);
            if (!some)
                return;
            action!();
        }
    }
}

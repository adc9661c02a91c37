using System.Runtime.InteropServices;

namespace Postern.Gate.Delivery;

/// <summary>Threads for work that waits for the disk: the pool's are few, and sessions need them.</summary>
/// <remarks>Idle threads sleep at once. The runtime's blocking collections spin first, which at hundreds of messages a second, each with
/// its own wait, took an eighth of the gate's processor time.</remarks>
/// <param name="name">What they are called.</param>
/// <param name="most">Threads at most; each is started when there is work for it.</param>
/// <param name="areYielding">Whether others that want the processor go before them.</param>
sealed class DiskThreads(string name, int most, bool areYielding = false) : IDisposable
{
    /// <summary>Nice value of threads that yield (setpriority(2)): a tenth of a processor that another thread wants whole.</summary>
    const int Yielding = 10;

    readonly Queue<Action> work = [];
    readonly object gate = new();
    int started;
    int idle;
    bool isEnding;

    /// <summary>Does something on one of the threads.</summary>
    /// <exception cref="ObjectDisposedException">No more work is taken.</exception>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(() =>
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
        return done.Task;
    }

    /// <summary>Does something that fails with nothing on one of the threads.</summary>
    /// <exception cref="ObjectDisposedException">No more work is taken.</exception>
    public void Run(Action action)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isEnding, this);
            work.Enqueue(action);
            if (idle >= work.Count)
                Monitor.Pulse(gate);
            else if (started < most)
                new Thread(Run) { IsBackground = true, Name = $"{name} {++started}" }.Start();
        }
    }

    /// <summary>Does what waits, then ends the threads.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isEnding = true;
            Monitor.PulseAll(gate);
        }
    }

    void Run()
    {
        // Linux alone has a value for each thread; what it says to this is of no interest.
        if (areYielding && OperatingSystem.IsLinux())
            _ = setpriority(which: 0, who: 0, Yielding);
        while (TryTake(out var action))
            action();
    }

    bool TryTake(out Action action)
    {
        lock (gate)
        {
            while (work.Count == 0 && !isEnding)
            {
                idle++;
                Monitor.Wait(gate);
                idle--;
            }
            return work.TryDequeue(out action!);
        }
    }

    [DllImport("libc")]
    static extern int setpriority(int which, int who, int value);
}

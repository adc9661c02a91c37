using Microsoft.Extensions.Logging;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Recording;

/// <summary>Takes entries that nobody waits for, and appends them in their order, as many together as have come. Thread-safe.</summary>
/// <remarks>What must be durable before something else happens does not go this way. A session that makes entries faster than the disk
/// takes them waits for <see cref="WhenThereIsRoomAsync"/>.</remarks>
sealed class Recorder(ILedger ledger, ILogger log) : IAsyncDisposable
{
    const int MostWaiting = 8192;

    readonly Lock access = new();
    List<PlainEntry> waiting = [];
    Task appending = Task.CompletedTask;
    bool isAppending;

    /// <summary>Whether the ledger refused the last entries: they are lost, which the log says.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Adds entries.</summary>
    public void Note(params IReadOnlyCollection<PlainEntry> entries)
    {
        lock (access)
        {
            waiting.AddRange(entries);
            if (isAppending || waiting.Count == 0)
                return;
            isAppending = true;
            appending = Task.Run(AppendAsync);
        }
    }

    /// <summary>Hands over what waits, so that what is appended from now on comes behind it.</summary>
    public void HandOver()
    {
        lock (access)
        {
            if (waiting.Count > 0)
                _ = AppendAsync(Take());
        }
    }

    /// <summary>Completes when few enough entries wait.</summary>
    public Task WhenThereIsRoomAsync()
    {
        lock (access)
            return waiting.Count < MostWaiting ? Task.CompletedTask : appending;
    }

    /// <summary>Appends what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task last;
            lock (access)
            {
                if (!isAppending)
                    return;
                last = appending;
            }
            await last;
        }
    }

    async Task AppendAsync()
    {
        while (true)
        {
            List<PlainEntry> entries;
            lock (access)
            {
                if (waiting.Count == 0)
                {
                    isAppending = false;
                    return;
                }
                entries = Take();
            }
            await AppendAsync(entries);
        }
    }

    async Task AppendAsync(List<PlainEntry> entries)
    {
        try
        {
            await ledger.AppendAsync(entries, CancellationToken.None);
            IsFailing = false;
        }
        catch (LedgerException problem) when (problem.Failure == LedgerFailure.Sealed)
        {
            // The gate has retired: nothing is recorded any more, on purpose.
        }
        catch (Exception problem) when (problem is LedgerException or ObjectDisposedException)
        {
            if (!IsFailing)
                RecordingLog.Lost(log, entries.Count, problem);
            IsFailing = true;
        }
    }

    List<PlainEntry> Take()
    {
        var taken = waiting;
        waiting = [];
        return taken;
    }
}

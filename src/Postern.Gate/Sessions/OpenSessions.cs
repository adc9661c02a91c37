using System.Collections.Concurrent;
using System.Net;
using Postern.Gate.Recording;

namespace Postern.Gate.Sessions;

/// <summary>The sessions that are open, and how many of them are strangers'. Thread-safe.</summary>
sealed class OpenSessions
{
    readonly ConcurrentDictionary<SmtpConnection, TaskCompletionSource> sessions = new();
    readonly ConcurrentDictionary<string, int> strangersByBlock = new(StringComparer.Ordinal);
    int strangers;

    /// <summary>Sessions.</summary>
    public int Count => sessions.Count;

    /// <summary>Sessions of strangers.</summary>
    public int Strangers => Volatile.Read(ref strangers);

    /// <summary>Whether the server stops: no session begins any more, and those that are open end.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Counts a session.</summary>
    public void Add(SmtpConnection session) => sessions.TryAdd(session, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Counts it no more.</summary>
    public void Remove(SmtpConnection session)
    {
        if (sessions.TryRemove(session, out var ended))
            ended.TrySetResult();
    }

    /// <summary>Lets a stranger in; false when there are as many as may be, in all or from his block of addresses.</summary>
    public bool TryAddStranger(IPAddress address, int most)
    {
        var block = StrangerCounter.BlockOf(address, out _);
        if (Interlocked.Increment(ref strangers) <= most && strangersByBlock.AddOrUpdate(block, 1, (_, n) => n + 1) <= MostOfOneBlock(most))
            return true;
        RemoveStranger(address);
        return false;
    }

    /// <summary>A stranger has left, or turned out to be none.</summary>
    public void RemoveStranger(IPAddress address)
    {
        Interlocked.Decrement(ref strangers);
        var block = StrangerCounter.BlockOf(address, out _);
        if (strangersByBlock.AddOrUpdate(block, 0, (_, n) => n - 1) <= 0)
            strangersByBlock.TryRemove(new KeyValuePair<string, int>(block, 0));
    }

    /// <summary>Lets every session look again at what holds for it: the circle or the gate's state has changed.</summary>
    public void Wake()
    {
        foreach (var session in sessions.Keys)
            session.Wake();
    }

    /// <summary>Ends every session in order: with 421, after the message that is being received.</summary>
    /// <returns>Completes when all are over.</returns>
    public Task StopAsync()
    {
        IsStopping = true;
        Wake();
        return WhenEmptyAsync();
    }

    /// <summary>Completes when the sessions that are open now are over.</summary>
    public Task WhenEmptyAsync() => Task.WhenAll(sessions.Values.Select(s => s.Task));

    /// <summary>Drops the connections that are left.</summary>
    public void Abort()
    {
        foreach (var session in sessions.Keys)
            session.Abort();
    }

    // One block cannot take all the places that strangers have.
    static int MostOfOneBlock(int most) => Math.Max(1, most / 4);
}

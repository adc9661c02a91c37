using System.Collections.Concurrent;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;

namespace Postern.Gate.Recording;

/// <summary>What has happened since the gate started, in numbers, for metrics. Thread-safe.</summary>
sealed class GateCounters
{
    readonly long[] refusals = new long[Enum.GetValues<RefusalReason>().Length];
    readonly ConcurrentDictionary<(string Kind, string Outcome), long> attempts = [];
    long sessions;
    long messages;
    long octets;

    /// <summary>Sessions that began, strangers' too.</summary>
    public long Sessions => Interlocked.Read(ref sessions);

    /// <summary>Messages that were accepted.</summary>
    public long Messages => Interlocked.Read(ref messages);

    /// <summary>Their octets.</summary>
    public long Octets => Interlocked.Read(ref octets);

    /// <summary>Refusals by reason, those that have happened.</summary>
    public IEnumerable<(RefusalReason Reason, long Count)> Refusals =>
        Enum.GetValues<RefusalReason>().Select(r => (r, Interlocked.Read(ref refusals[(int)r]))).Where(r => r.Item2 > 0);

    /// <summary>Recipients' outcomes, by kind of destination and outcome.</summary>
    public IEnumerable<(string Kind, string Outcome, long Count)> Attempts =>
        attempts.OrderBy(a => a.Key).Select(a => (a.Key.Kind, a.Key.Outcome, a.Value));

    /// <summary>A session began.</summary>
    public void Session() => Interlocked.Increment(ref sessions);

    /// <summary>A message was accepted.</summary>
    public void Message(long length)
    {
        Interlocked.Increment(ref messages);
        Interlocked.Add(ref octets, length);
    }

    /// <summary>Something was refused.</summary>
    public void Refused(RefusalReason reason) => Interlocked.Increment(ref refusals[(int)reason]);

    /// <summary>An attempt ended for a recipient.</summary>
    public void Attempted(Queue.DestinationKind kind, DeliveryStatus status) =>
        attempts.AddOrUpdate((kind.ToString().ToLowerInvariant(), DeliveryEntries.Word(status)), 1, static (_, count) => count + 1);
}

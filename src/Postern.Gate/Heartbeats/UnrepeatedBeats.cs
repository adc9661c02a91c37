using Postern.Gate.Queue;
using Postern.Smtp.Client;

namespace Postern.Gate.Heartbeats;

/// <summary>Peers' agent for a queue with signs of life in it: one that could not be delivered is given up at once. A beat that is late is
/// worth nothing, the next one follows, and how many were lost shows in their numbers.</summary>
/// <param name="peers">Delivers to peers.</param>
sealed class UnrepeatedBeats(IDeliveryAgent peers) : IDeliveryAgent
{
    /// <inheritdoc/>
    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        var result = await peers.AttemptAsync(attempt, stopping);
        return attempt.Message.Purpose == MessagePurpose.Heartbeat
            ? result with { Outcomes = [.. result.Outcomes.Select(o => o.Status == DeliveryStatus.Deferred ? o with { Status = DeliveryStatus.Failed } : o)] }
            : result;
    }
}

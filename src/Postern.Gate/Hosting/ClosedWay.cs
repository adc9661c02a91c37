using Postern.Gate.Queue;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;

namespace Postern.Gate.Hosting;

/// <summary>Stands for a way out that this gate was started without: what goes there waits.</summary>
sealed class ClosedWay : IDeliveryAgent
{
    /// <summary>The one.</summary>
    public static ClosedWay Instance { get; } = new();

    static readonly EnhancedStatus NoRoute = EnhancedStatus.Parse("4.4.4");

    /// <inheritdoc/>
    public ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping) => ValueTask.FromResult(
        AttemptResult.Same(attempt, DeliveryStatus.Deferred, NoRoute, "nothing leaves this gate") with { WasReached = false });
}

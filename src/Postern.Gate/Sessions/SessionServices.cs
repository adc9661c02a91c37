using System.Net.Security;
using Microsoft.Extensions.Logging;
using Postern.Gate.Delivery;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Gate.Recording;

namespace Postern.Gate.Sessions;

/// <summary>What all sessions share. Thread-safe.</summary>
sealed record SessionServices
{
    /// <summary>The circle's answers.</summary>
    public required GatePolicy Policy { get; init; }

    /// <summary>Takes messages.</summary>
    public required MailQueue Queue { get; init; }

    /// <summary>Takes entries.</summary>
    public required Recorder Recorder { get; init; }

    /// <summary>Counts strangers.</summary>
    public required StrangerCounter Strangers { get; init; }

    /// <summary>Counts what happens.</summary>
    public required GateCounters Counters { get; init; }

    /// <summary>Threads that wait for the disk.</summary>
    public required DeliveryThreads Threads { get; init; }

    /// <summary>How TLS is done now; changes with the certificate.</summary>
    public required Func<SslServerAuthenticationOptions> Tls { get; init; }

    /// <summary>The sessions that are open.</summary>
    public required OpenSessions Open { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => Policy.Time;
}

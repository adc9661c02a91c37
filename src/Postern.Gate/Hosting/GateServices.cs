using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Postern.Gate.Delivery;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Gate.Sessions;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Hosting;

/// <summary>What the parts of a running gate share. Thread-safe.</summary>
sealed record GateServices
{
    /// <summary>Its files.</summary>
    public required GateFolder Folder { get; init; }

    /// <summary>Who is who, now.</summary>
    public required CurrentCircle Circle { get; init; }

    /// <summary>The circle's answers, and where the gate stands in its life.</summary>
    public required GatePolicy Policy { get; init; }

    /// <summary>The kept record.</summary>
    public required SqliteLedger Ledger { get; init; }

    /// <summary>Takes entries that nobody waits for.</summary>
    public required Recorder Recorder { get; init; }

    /// <summary>Messages on their way.</summary>
    public required MailQueue Queue { get; init; }

    /// <summary>What has happened, in numbers.</summary>
    public required GateCounters Counters { get; init; }

    /// <summary>The sessions that are open.</summary>
    public required OpenSessions Open { get; init; }

    /// <summary>Counts strangers.</summary>
    public required StrangerCounter Strangers { get; init; }

    /// <summary>Threads that wait for the disk.</summary>
    public required DiskThreads Threads { get; init; }

    /// <summary>How TLS is done with those who call, now; changes with the certificate.</summary>
    public required Func<SslServerAuthenticationOptions> Tls { get; init; }

    /// <summary>Our certificate with its key, now.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>The key that comes next, now; null when none is named.</summary>
    public Func<HeartbeatOwnKey?> NextKey { get; init; } = static () => null;

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}

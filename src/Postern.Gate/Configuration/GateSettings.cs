using System.Net;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Server;

namespace Postern.Gate.Configuration;

/// <summary>Everything that <c>postern.yaml</c> says. Paths are as written; relative ones begin at the file's folder.</summary>
public sealed record GateSettings
{
    /// <summary>The circle's own mail domain.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>This host's name, as greetings and trace fields say it.</summary>
    /// <value>Default: the domain.</value>
    public required MailDomain HostName { get; init; }

    /// <summary>Where it listens; at least one.</summary>
    public required IReadOnlyList<ListenerSettings> Listeners { get; init; }

    /// <summary>The key that it shows.</summary>
    public CertificateSettings Certificate { get; init; } = new();

    /// <summary>Loopback address at which monitoring asks by HTTP; null for none.</summary>
    public IPEndPoint? Monitor { get; init; }

    /// <summary>Folder that holds the mailboxes' folders.</summary>
    public string MailFolder { get; init; } = "mail";

    /// <summary>The owner's server that takes mail for the mailboxes; null for Maildirs.</summary>
    public OwnServer? OwnServer { get; init; }

    /// <summary>Mailboxes by name.</summary>
    public required IReadOnlyDictionary<string, LocalMailbox> Mailboxes { get; init; }

    /// <summary>Other local-parts and the mailboxes that they stand for.</summary>
    public required IReadOnlyDictionary<string, string> Aliases { get; init; }

    /// <summary>The owner's own hosts, which may submit mail.</summary>
    public required IReadOnlyList<OwnHost> Hosts { get; init; }

    /// <summary>The owner's own programs on this machine, which may submit mail.</summary>
    public IReadOnlyList<OwnProgram> Programs { get; init; } = [];

    /// <summary>The circle.</summary>
    public required IReadOnlyList<Peer> Peers { get; init; }

    /// <summary>Bounds of the server.</summary>
    public GateLimits Limits { get; init; } = new();

    /// <summary>Signs of life.</summary>
    public HeartbeatSettings Heartbeats { get; init; } = new();

    /// <summary>Retries and expiry.</summary>
    public QueueSettings Queue { get; init; } = new();

    /// <summary>Path of the ledger.</summary>
    public string LedgerPath { get; init; } = "postern.db";
}

/// <summary>A place to listen at.</summary>
/// <param name="EndPoint">Address and port; or a Unix socket for programs of this machine, its path as written.</param>
/// <param name="Service">Peers, or the owner's own users, hosts and programs.</param>
/// <param name="Channel">How sessions begin: in clear until STARTTLS, in TLS from the first octet (RFC 8314 §3), or at a Unix socket.</param>
public sealed record ListenerSettings(EndPoint EndPoint, SmtpService Service, SmtpChannel Channel);

/// <summary>The gate's own key and certificate, in PEM.</summary>
public sealed record CertificateSettings
{
    /// <summary>Path of the certificate.</summary>
    public string CertificateFile { get; init; } = "postern.crt";

    /// <summary>Path of the private key.</summary>
    public string KeyFile { get; init; } = "postern.key";

    /// <summary>Path of a certificate of the key that comes next, told to peers beforehand; null for none.</summary>
    public string? NextFile { get; init; }
}

/// <summary>A mailbox of the circle's own domain.</summary>
public sealed record LocalMailbox
{
    /// <summary>Local-part, and the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Most octets that it may hold; null for no bound of its own.</summary>
    public long? Quota { get; init; }

    /// <summary>What its user submits mail with; null when he cannot. The user name is the mailbox's name.</summary>
    public Credentials? Credentials { get; init; }
}

/// <summary>A host of the owner's that submits mail for any mailbox: address and key must match.</summary>
/// <param name="Name">Name.</param>
/// <param name="Addresses">Addresses it connects from.</param>
/// <param name="Pins">Keys it may show: current, next.</param>
public sealed record OwnHost(string Name, IReadOnlyList<AddressBlock> Addresses, IReadOnlyList<KeyPin> Pins);

/// <summary>Bounds of the server; those of each peer that sets none of its own stand in <see cref="Peers"/>.</summary>
public sealed record GateLimits
{
    /// <summary>Bounds of a peer that sets none of its own.</summary>
    public PeerLimits Peers { get; init; } = new();

    /// <summary>Most connections of strangers at once; more are closed without a word.</summary>
    /// <value>Default 50, so that a flood costs less memory than ten peers do.</value>
    public int StrangerConnections { get; init; } = 50;

    /// <summary>Space that is left free on the queue's and the mailboxes' file systems.</summary>
    /// <value>Default 100 MiB: twice the largest message, as Postfix wants 1.5 times (queue_minfree).</value>
    public long FreeSpace { get; init; } = 100 << 20;

    /// <summary>Longest silence between two commands.</summary>
    /// <value>Default 5 minutes (RFC 5321 §4.5.3.2.7).</value>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest TLS handshake.</summary>
    /// <value>Default 30 seconds; Kestrel allows itself 10, but a peer may be far away.</value>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence inside a message.</summary>
    /// <value>Default 3 minutes (RFC 5321 §4.5.3.2.5).</value>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Least octets of a message a second.</summary>
    /// <value>Default 1,024: about four times what Kestrel wants of a request body (240).</value>
    public int MinimumDataRate { get; init; } = 1024;

    /// <summary>Errors of protocol in a session before it is closed.</summary>
    /// <value>Default 20, as Postfix has it (smtpd_hard_error_limit).</value>
    public int Errors { get; init; } = 20;
}

/// <summary>When the next beat comes.</summary>
public enum HeartbeatClock
{
    /// <summary>At whole multiples of the interval since 1970, shifted by an amount of the gate's own.</summary>
    Schedule,

    /// <summary>One interval after the last was sent.</summary>
    Sleep,
}

/// <summary>Signs of life between gates.</summary>
public sealed record HeartbeatSettings
{
    /// <summary>Shortest interval.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest interval.</summary>
    public static TimeSpan Most { get; } = TimeSpan.FromDays(7);

    /// <summary>Time from one to the next.</summary>
    /// <value>Default one hour.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether beats stand at fixed instants, whatever happened to the one before, or follow one another.</summary>
    /// <value>Default: a schedule, whose phase shows a lost beat and not only a late one.</value>
    public HeartbeatClock Clock { get; init; }

    /// <summary>How many may be missed before the alarm.</summary>
    /// <value>Default 2: one may be lost with a restart.</value>
    public int Missed { get; init; } = 2;

    /// <summary>Local-part that is kept for them.</summary>
    public string Mailbox { get; init; } = "postern-heartbeat";
}

/// <summary>When the queue tries again, and when it gives up.</summary>
public sealed record QueueSettings
{
    /// <summary>Wait before the second attempt; each further wait is twice the last.</summary>
    /// <value>Default 1 minute. RFC 5321 §4.5.4.1 advises 30, for strangers; here a peer is waited for.</value>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait between attempts.</summary>
    /// <value>Default 30 minutes (RFC 5321 §4.5.4.1).</value>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>When the sender is told of a delay.</summary>
    /// <value>Default 15 minutes: minutes, not hours, because a silent peer is news here.</value>
    public TimeSpan DelayNotice { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>When a message is given up.</summary>
    /// <value>Default 5 days (RFC 5321 §4.5.4.1: at least 4 to 5).</value>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(5);

    /// <summary>Most sessions to one peer at once.</summary>
    /// <value>Default 4: as many as a group commit on the far side profits from.</value>
    public int PeerSessions { get; init; } = 4;
}

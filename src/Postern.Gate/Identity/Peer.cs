using System.Net;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;

namespace Postern.Gate.Identity;

/// <summary>Which way mail goes between this gate and a peer.</summary>
public enum PeerDirection
{
    /// <summary>Both ways.</summary>
    Both,

    /// <summary>We only receive from it.</summary>
    Receive,

    /// <summary>We only send to it; it cannot send anything, reports included.</summary>
    Send,
}

/// <summary>Where a peer stands in its life.</summary>
public enum PeerState
{
    /// <summary>Mail goes as agreed.</summary>
    Active,

    /// <summary>It is being retired: 421 to it, the queue to it runs out.</summary>
    Draining,

    /// <summary>It is no longer of the circle: 521 to it, 556 for its domains.</summary>
    Retired,
}

/// <summary>Who may stand in From and Sender of a peer's messages.</summary>
public enum PeerAuthor
{
    /// <summary>Anybody: the header is not read.</summary>
    Any,

    /// <summary>Those of its sender domains; a message whose header is not well-formed is refused.</summary>
    Aligned,
}

/// <summary>An approved member of the circle. Every part of its identity must match: address and key (and credentials where it has
/// them) and the domain of the envelope's sender.</summary>
public sealed record Peer
{
    /// <summary>Name: lower-case letters, digits, hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public PeerState State { get; init; }

    /// <summary>Addresses it connects from; disjoint from those of every other peer.</summary>
    public required IReadOnlyList<AddressBlock> Addresses { get; init; }

    /// <summary>Keys it may show: the current one, then the next one where it is known. Empty: it is known by credentials alone.</summary>
    public IReadOnlyList<KeyPin> Pins { get; init; } = [];

    /// <summary>Credentials that it must give, besides the key where it has pins; else null.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>Domains that its envelopes may come from.</summary>
    public required IReadOnlyList<MailDomain> SenderDomains { get; init; }

    /// <summary>Names of the mailboxes that it may reach; null for all.</summary>
    public IReadOnlyList<string>? Recipients { get; init; }

    /// <summary>Who may stand in From of its messages.</summary>
    /// <value>Default any: the envelope says whose mail it is, and lists and forwarders write for others.</value>
    public PeerAuthor Author { get; init; }

    /// <summary>How much it may send.</summary>
    public required PeerLimits Limits { get; init; }

    /// <summary>When it may send; null for always.</summary>
    public WeeklyHours? Hours { get; init; }

    /// <summary>Which way mail goes.</summary>
    public PeerDirection Direction { get; init; }

    /// <summary>Where mail for it goes; null when it gets none.</summary>
    public Route? Route { get; init; }

    /// <summary>Whether signs of life are sent to it and expected from it. A peer that runs another mail server is watched by its own contacts.</summary>
    /// <value>Default true.</value>
    public bool Heartbeats { get; init; } = true;

    /// <summary>Time between our signs of life to it; null for the gate's own.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>Whether new mail for its domains is taken.</summary>
    public bool TakesMail => State == PeerState.Active && MayBeSentTo;

    /// <summary>Whether mail for its domains may leave; what is queued for a peer that is being retired still may.</summary>
    public bool MayBeSentTo => State != PeerState.Retired && Direction != PeerDirection.Receive && Route is not null;
}

/// <summary>How much a peer may send. A peer's own values replace those of the section <c>limits</c> one by one.</summary>
public sealed record PeerLimits
{
    /// <summary>Most octets of a message.</summary>
    /// <value>Default 50 MiB: what a scan or a slide deck takes, twice over after Base64.</value>
    public long MessageSize { get; init; } = 50 << 20;

    /// <summary>Most recipients of a transaction.</summary>
    /// <value>Default 100, the least that RFC 5321 §4.5.3.1.8 allows.</value>
    public int Recipients { get; init; } = 100;

    /// <summary>Most sessions at once.</summary>
    /// <value>Default 20, as many as Postfix opens to one destination (default_destination_concurrency_limit).</value>
    public int Connections { get; init; } = 20;

    /// <summary>Most messages in a minute; as many may come at once.</summary>
    /// <value>Default 600: ten a second, more than an organisation writes and less than a loop makes.</value>
    public int MessagesPerMinute { get; init; } = 600;

    /// <summary>Most octets of messages in an hour; as many may come at once.</summary>
    /// <value>Default 4 GiB: eighty of the largest messages.</value>
    public long OctetsPerHour { get; init; } = 4L << 30;
}

/// <summary>The one way to a peer. DNS is never asked, so it is an address.</summary>
/// <param name="EndPoint">Address and port.</param>
/// <param name="Security">How TLS is started; never <see cref="ClientSecurity.Local"/>.</param>
/// <param name="Pins">Keys that the server there may show: current, next.</param>
/// <param name="Credentials">User and file with the password, where the peer wants AUTH; else null.</param>
public sealed record Route(IPEndPoint EndPoint, ClientSecurity Security, IReadOnlyList<KeyPin> Pins, RouteCredentials? Credentials);

/// <summary>What to say to a peer that wants AUTH.</summary>
/// <param name="User">User name.</param>
/// <param name="PasswordFile">Path of the file whose first line is the password.</param>
public sealed record RouteCredentials(string User, string PasswordFile);

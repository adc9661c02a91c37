using System.Net;
using System.Net.Sockets;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Client;

namespace Postern.Gate.Outbound;

/// <summary>Where a session that we open goes. Made of settings, and of nothing else: no address of a message ever becomes one.</summary>
sealed record OutboundWay
{
    OutboundWay(string party, EndPoint endPoint)
    {
        Party = party;
        EndPoint = endPoint;
    }

    /// <summary>Whose it is: <c>peer north</c>, or <c>own server</c>.</summary>
    public string Party { get; }

    /// <summary>An address and port, or a socket of this machine.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>How TLS is started.</summary>
    public ClientSecurity Security { get; private init; }

    /// <summary>What the server there speaks.</summary>
    public ClientDialect Dialect { get; private init; }

    /// <summary>Keys that the server there may show; none where there is no TLS.</summary>
    public IReadOnlyList<KeyPin> Pins { get; private init; } = [];

    /// <summary>Who we are to it, where it wants AUTH; else null.</summary>
    public RouteCredentials? Credentials { get; private init; }

    /// <summary>The end point in words: <c>192.0.2.7:25</c>, <c>unix:/run/dovecot/lmtp</c>.</summary>
    public string Place => EndPoint is IPEndPoint ? $"{EndPoint}" : $"unix:{EndPoint}";

    /// <summary>Whether a session for the one serves for the other.</summary>
    public bool IsSameAs(OutboundWay other) =>
        Party == other.Party && EndPoint.Equals(other.EndPoint) && Security == other.Security && Dialect == other.Dialect
        && Credentials == other.Credentials && Pins.SequenceEqual(other.Pins);

    /// <summary>The way to a peer; null when mail for it does not leave.</summary>
    public static OutboundWay? To(Peer peer) => peer is { MayBeSentTo: true, Route: { } route } ? Of($"peer {peer.Name}", route) : null;

    /// <summary>The way to the owner's server; relative paths begin at <paramref name="folder"/>.</summary>
    public static OutboundWay To(OwnServer server, string folder) => server switch
    {
        { Relay: { } route } => Of("own server", route),
        { Lmtp: UnixDomainSocketEndPoint socket } => Local(new UnixDomainSocketEndPoint(Path.Combine(folder, $"{socket}"))),
        { Lmtp: { } address } => Local(address),
        _ => throw new ArgumentException("neither relay nor LMTP", nameof(server)),
    };

    static OutboundWay Of(string party, Route route) =>
        new(party, route.EndPoint) { Security = route.Security, Pins = route.Pins, Credentials = route.Credentials };

    static OutboundWay Local(EndPoint endPoint) =>
        new("own server", endPoint) { Security = ClientSecurity.Local, Dialect = ClientDialect.Lmtp };
}

using System.Net;
using System.Net.Sockets;
using Postern.Gate.Identity;

namespace Postern.Gate.Configuration;

/// <summary>A server of the owner's that takes the mail for the mailboxes, in place of Maildirs. One of the two is set.</summary>
/// <param name="Relay">A server that is handed the mail by SMTP, secured and known by its key as a peer's is.</param>
/// <param name="Lmtp">A server on this same machine that speaks LMTP (RFC 2033): a loopback address or a Unix socket.</param>
public sealed record OwnServer(Route? Relay, EndPoint? Lmtp)
{
    /// <summary>Reads the section <c>delivery</c>; null for Maildirs.</summary>
    internal static OwnServer? Read(SectionReader section)
    {
        var lmtp = section.Value<EndPoint?>("lmtp", null, Place!);
        var relay = section.Has("relay") ? PeerReader.RouteOf(section.Section("relay")) : null;
        var both = section.Has("lmtp") && section.Has("relay");
        section.Close();
        if (both)
            section.Refuse(" has both lmtp and relay; keep the one that takes the mail");
        return lmtp is null && relay is null ? null : new OwnServer(relay, lmtp);
    }

    // LMTP has no TLS here, so it stays on this machine.
    static string? Place(string text, out EndPoint value)
    {
        value = null!;
        if (text.Contains('/', StringComparison.Ordinal))
        {
            var problem = Forms.FilePath(text, out var path) ?? SocketPath.Problem(text);
            value = problem is null ? new UnixDomainSocketEndPoint(path) : null!;
            return problem;
        }
        var isWrong = Forms.EndPoint(text, out var address) is not null || !IPAddress.IsLoopback(address.Address);
        value = address;
        return isWrong ? $"is \"{text}\"; write the path of a socket, such as /run/dovecot/lmtp, or a loopback address and port, such as 127.0.0.1:24" : null;
    }
}

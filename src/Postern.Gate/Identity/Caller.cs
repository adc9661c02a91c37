using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Postern.Gate.Identity;

/// <summary>Who is at the far end of a connection and where he called, as far as the kernel tells it.</summary>
sealed record Caller
{
    /// <summary>Its address; loopback for a program of this machine.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Its address as it is told to others: an IPv4 address as one, however the socket has it (RFC 4291 §2.5.5.2).</summary>
    public IPAddress ToldAddress => Address.IsIPv4MappedToIPv6 ? Address.MapToIPv4() : Address;

    /// <summary>Its port; -1 for a program.</summary>
    public required int Port { get; init; }

    /// <summary>Where it called: an address and port, or the path of a socket.</summary>
    public required EndPoint Target { get; init; }

    /// <summary>Number of the account that a program of this machine ran as when it connected; null for other callers, and where the
    /// kernel does not tell.</summary>
    public uint? Account { get; init; }

    /// <summary>Address and port, or the address where there is no port.</summary>
    public string Source => Port < 0 ? $"{Address}" : $"{new IPEndPoint(Address, Port)}";

    /// <summary>Port that it called at; -1 where there is none.</summary>
    public int TargetPort => (Target as IPEndPoint)?.Port ?? -1;

    /// <summary>The caller of a connection; null when it came in no way that a gate listens at.</summary>
    public static Caller? Of(ConnectionContext connection) => (connection.RemoteEndPoint, connection.LocalEndPoint) switch
    {
        (IPEndPoint from, IPEndPoint at) => new Caller { Address = from.Address, Port = from.Port, Target = at },
        (_, UnixDomainSocketEndPoint at) => new Caller
        {
            Address = IPAddress.Loopback,
            Port = -1,
            Target = at,
            Account = connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket } ? AccountOf(socket) : null,
        },
        _ => null,
    };

    /// <summary>Who has connected a Unix socket (unix(7), SO_PEERCRED): the account at that moment, whoever holds the socket since.</summary>
    static uint? AccountOf(Socket socket)
    {
        const int SocketLevel = 1; // SOL_SOCKET
        const int PeerCredentials = 17; // SO_PEERCRED; where it has another number, something of another length comes, or nothing
        if (!OperatingSystem.IsLinux())
            return null;
        // struct ucred: process, account, group.
        Span<int> credentials = stackalloc int[3];
        try
        {
            var count = socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
            return count == MemoryMarshal.AsBytes(credentials).Length && credentials[1] != -1 ? (uint)credentials[1] : null;
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Postern.Gate.Outbound;

/// <summary>Opens outbound sockets: the one class that does. It takes a way of the settings and nothing else, asks no DNS, and goes
/// nowhere before the ledger has it.</summary>
/// <param name="record">What keeps the contacts.</param>
/// <param name="time">The clock.</param>
/// <param name="open">Opens a socket (<see cref="OpenAsync"/>); tests put a pipe in its place.</param>
sealed class Dialer(OutboundRecord record, TimeProvider time, Func<EndPoint, CancellationToken, Task<Stream>> open)
{
    /// <summary>Longest time for a connection to be there: more than four lost SYN cost (1, 2, 4 and 8 seconds).</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Opens a connection.</summary>
    /// <returns>The session's number in the ledger, and the connection, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="Ledger.LedgerException">The dial could not be recorded; it did not happen.</exception>
    public async Task<(long Session, Stream? Connection, string? Fault)> DialAsync(OutboundWay way, CancellationToken cancellation)
    {
        var session = await record.DialAsync(way, cancellation);
        using var timeout = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return (session, await open(way.EndPoint, either.Token), null);
        }
        catch (SocketException problem)
        {
            return (session, null, Words(problem.SocketErrorCode));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (session, null, $"no connection within {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Opens a socket to an address, or to a socket of this machine.</summary>
    public static async Task<Stream> OpenAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        var socket = endPoint is IPEndPoint address
            ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The system's own words differ between systems, and the ledger's should not.
    static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.TimedOut => "connection timed out",
        SocketError.HostUnreachable or SocketError.HostDown => "host unreachable",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "network unreachable",
        SocketError.AddressNotAvailable => "no such socket or address",
        SocketError.AccessDenied => "permission denied",
        _ => $"no connection ({error})",
    };
}

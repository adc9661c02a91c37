using System.Net;
using System.Net.Sockets;

namespace Postern.Testing;

/// <summary>Ports for servers that must be told theirs before they start.</summary>
public static class LoopbackPort
{
    const int First = 10_000;

    // Below those that the system gives to connections that go out (ip_local_port_range): it could take one of these in between.
    const int Count = 20_000;

    // Test processes that run at once begin at different places, and none of them gives a port twice.
    static int given = Environment.ProcessId * 131 % Count;

    /// <summary>A port of 127.0.0.1 at which nobody listens.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref given) % Count;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}

using System.Text;

namespace Postern.Gate.Configuration;

/// <summary>How long the path of a Unix socket can be.</summary>
static class SocketPath
{
    /// <summary>sockaddr_un has room for 108 octets with the one that ends it (unix(7)).</summary>
    public const int Longest = 107;

    /// <summary>What is wrong with a path, as the end of a sentence; null when a socket can be there.</summary>
    public static string? Problem(string path) =>
        Encoding.UTF8.GetByteCount(path) is > Longest and var octets ? $"is a path of {octets} octets; a socket's has at most {Longest}" : null;
}

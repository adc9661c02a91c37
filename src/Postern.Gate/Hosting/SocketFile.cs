using System.Net.Sockets;

namespace Postern.Gate.Hosting;

/// <summary>The file of a Unix socket that the gate listens at. It goes when the socket is closed; after a crash it stays.</summary>
static class SocketFile
{
    const int NoSuchDevice = 6; // ENXIO

    /// <summary>Makes room for a socket: takes away the file that a crash has left.</summary>
    /// <exception cref="IOException">Something else is there, a program listens there, or there is no such folder.</exception>
    public static void MakeRoom(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new IOException($"{path} cannot be listened at: its folder is not there; make it, or name another place to listen at");
        if (!Path.Exists(path))
            return;
        if (!IsSocket(path))
            throw new IOException($"{path} is there and is no socket; take it away, or name another place to listen at");
        if (IsBound(path))
            throw new IOException($"{path} is listened at already; stop the program that does, or name another place to listen at");
        File.Delete(path);
    }

    /// <summary>Why nothing could be bound there, in words that name the path.</summary>
    public static IOException NotBound(string path, SocketException problem) =>
        new($"{path} cannot be listened at: {problem.Message}; a socket needs a folder that the gate may write to", problem);

    // open(2): ENXIO, "the file is a UNIX domain socket".
    static bool IsSocket(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            return false;
        }
        catch (IOException problem)
        {
            return problem.HResult == NoSuchDevice;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Not by calling there: only mail that leaves opens connections. The path stands last (proc(5)), spelled as its program did: who spelled
    // it otherwise is not seen.
    static bool IsBound(string path) => File.ReadLines("/proc/net/unix").Any(line => line.EndsWith($" {path}", StringComparison.Ordinal));
}

namespace Postern.Gate.Delivery;

/// <summary>The space above the reserve on the file systems that mail is written to. Thread-safe.</summary>
/// <param name="folders">Folders on them; at least one.</param>
/// <param name="reserve">Octets that are left free on each.</param>
/// <param name="available">Octets that a folder's file system has left for us; fails with <see cref="IOException"/>.</param>
/// <param name="time">A clock: the answer is a second old at most, so that a flood of sessions does not become one of system calls.</param>
sealed class DiskRoom(IReadOnlyList<string> folders, long reserve, Func<string, long> available, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    readonly Lock asking = new();
    long octets;
    long asked;
    bool known;

    /// <summary>The space of the fullest of them; below zero when the reserve is touched, none when a file system cannot be asked.</summary>
    public long FreeOctets()
    {
        lock (asking)
        {
            if (!known || time.GetElapsedTime(asked) >= Fresh)
                (octets, asked, known) = (Ask(), time.GetTimestamp(), true);
            return octets;
        }
    }

    /// <summary>What the system says of a folder.</summary>
    public static long Available(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    long Ask()
    {
        try
        {
            return folders.Min(available) - reserve;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

namespace Postern.Ledger.Sqlite;

/// <summary>Makes sure that one process at a time appends to a ledger. The system lets go of it however the process ends.</summary>
/// <remarks>The lock is on a file of its own, <c>NAME.lock</c>: closing any handle on the database file would drop SQLite's own
/// locks on it (POSIX locks belong to the process). The file stays, because removing it would let two processes lock two files of
/// one name.</remarks>
sealed class LedgerLock : IDisposable
{
    // Numbers of errors: EWOULDBLOCK of Linux and of BSD, ERROR_SHARING_VIOLATION, EROFS, ENOSPC.
    const int Held = 11;
    const int HeldOnBsd = 35;
    const int HeldOnWindows = 32;
    const int ReadOnlyDisk = 30;
    const int DiskFull = 28;

    readonly FileStream file;

    LedgerLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LedgerException">Another process has it, or the file cannot be made.</exception>
    public static LedgerLock Take(string ledger)
    {
        var path = $"{ledger}.lock";
        try
        {
            return new LedgerLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new LedgerException(LedgerFailure.ReadOnly, $"{ledger}: {path} may not be written; make the ledger's folder writable", problem);
        }
        catch (DirectoryNotFoundException problem)
        {
            throw new LedgerException(LedgerFailure.Missing, $"{ledger}: there is no such folder", problem);
        }
        catch (IOException problem)
        {
            throw (problem.HResult & 0xFFFF) switch
            {
                Held or HeldOnBsd or HeldOnWindows => new LedgerException(LedgerFailure.InUse,
                    $"{ledger}: another process is writing to it ({path} is locked); wait until it is done, or stop it", problem),
                ReadOnlyDisk => new LedgerException(LedgerFailure.ReadOnly, $"{ledger}: the disk may only be read; copy the ledger elsewhere to add to it", problem),
                DiskFull => new LedgerException(LedgerFailure.Full, $"{ledger}: the disk is full; make room", problem),
                _ => new LedgerException(LedgerFailure.Io, $"{ledger}: {problem.Message}", problem),
            };
        }
    }

    public void Dispose() => file.Dispose();
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Postern.Gate.Delivery;

/// <summary>A folder of the file system, held open (POSIX.1-2017, openat and its family). Linux only.</summary>
/// <remarks>The class library has neither the sync of a folder nor paths that begin at an open one.</remarks>
sealed class PosixFolder : IMailFolder
{
    const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly SafeFileHandle handle;

    PosixFolder(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens the folder that the owner named; links above it are his affair, the folder itself is no link.</summary>
    /// <exception cref="FolderException">It cannot be opened.</exception>
    public static PosixFolder Open(string path) => new(Opened(Native.openat(Native.CurrentFolder, Octets(path), Native.Folder, 0), path));

    public IMailFolder OpenFolder(string name) => new PosixFolder(Opened(Native.openat(Number, Name(name), Native.Folder, 0), name));

    public bool CreateFolder(string name)
    {
        if (Native.mkdirat(Number, Name(name), (int)OwnerFolder) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == Native.Exists ? false : throw Failure(error, $"make the folder {name}");
    }

    public IMailFile CreateFile(string name) => new PosixFile(Opened(Native.openat(Number, Name(name), Native.NewFile, (int)OwnerFile), name), name);

    public Stream OpenFile(string name) =>
        new FileStream(Opened(Native.openat(Number, Name(name), Native.OldFile, 0), name), FileAccess.Read, bufferSize: 0);

    public void Rename(string name, IMailFolder folder, string newName) =>
        Check(Native.renameat(Number, Name(name), ((PosixFolder)folder).Number, Name(newName)), $"rename {name} to {newName}");

    public void Remove(string name) => Check(Native.unlinkat(Number, Name(name), 0), $"remove {name}");

    public IReadOnlyList<string> Names()
    {
        try
        {
            // By the open folder, not by its path, which may mean another by now.
            return [.. Directory.EnumerateFileSystemEntries($"/proc/self/fd/{Number}").Select(path => Path.GetFileName(path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FolderException(FolderFault.Io, $"cannot list the folder: {e.Message}");
        }
    }

    public void Sync() => Check(Native.fsync(Number), "sync the folder");

    public void Dispose() => handle.Dispose();

    int Number => (int)handle.DangerousGetHandle();

    static void Check(int result, string what)
    {
        if (result != 0)
            throw Failure(Marshal.GetLastPInvokeError(), what);
    }

    static SafeFileHandle Opened(int number, string name) =>
        number >= 0 ? new SafeFileHandle(number, ownsHandle: true) : throw Failure(Marshal.GetLastPInvokeError(), $"open {name}");

    static FolderException Failure(int error, string what) =>
        new(Native.FaultOf(error), $"cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}");

    // One name in this folder, and nothing that leads elsewhere.
    static byte[] Name(string name) => name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\0') < 0
        ? Octets(name)
        : throw new ArgumentException($"\"{name}\" is no name in a folder", nameof(name));

    static byte[] Octets(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    sealed class PosixFile(SafeFileHandle handle, string name) : IMailFile
    {
        int Number => (int)handle.DangerousGetHandle();

        public void Write(ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                var written = (long)Native.write(Number, ref MemoryMarshal.GetReference(octets), (nuint)octets.Length);
                if (written >= 0)
                    octets = octets[(int)written..];
                else if (Marshal.GetLastPInvokeError() is not Native.Interrupted and var error)
                    throw Failure(error, $"write {name}");
            }
        }

        // What it returns is of no interest: what could not be written, the sync waits for or tells of.
        public void BeginSync() => _ = Native.sync_file_range(Number, 0, 0, Native.BeginWriting);

        // The class library's own flush passes over some failures.
        public void Sync() => Check(Native.fsync(Number), $"sync {name}");

        public void Dispose() => handle.Dispose();
    }

    static class Native
    {
        public const int CurrentFolder = -100; // AT_FDCWD
        public const int Exists = 17; // EEXIST
        public const int Interrupted = 4; // EINTR
        public const uint BeginWriting = 2; // SYNC_FILE_RANGE_WRITE

        const int WriteOnly = 1; // O_WRONLY
        const int Create = 0x40; // O_CREAT
        const int Exclusive = 0x80; // O_EXCL
        const int CloseOnExec = 0x80000; // O_CLOEXEC

        // These two have other values on Arm.
        static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000; // O_DIRECTORY
        static readonly int NoFollow = IsArm ? 0x8000 : 0x20000; // O_NOFOLLOW

        public static readonly int Folder = DirectoryOnly | NoFollow | CloseOnExec;
        public static readonly int OldFile = NoFollow | CloseOnExec;
        public static readonly int NewFile = WriteOnly | Create | Exclusive | NoFollow | CloseOnExec;

        public static FolderFault FaultOf(int error) => error switch
        {
            28 or 122 => FolderFault.Full, // ENOSPC, EDQUOT
            1 or 13 or 30 => FolderFault.ReadOnly, // EPERM, EACCES, EROFS
            2 => FolderFault.Missing, // ENOENT
            Exists => FolderFault.Exists,
            20 or 40 => FolderFault.NotAFolder, // ENOTDIR, ELOOP
            _ => FolderFault.Io,
        };

        [DllImport("libc", SetLastError = true)]
        public static extern int openat(int folder, byte[] name, int flags, int mode);

        [DllImport("libc", SetLastError = true)]
        public static extern int mkdirat(int folder, byte[] name, int mode);

        [DllImport("libc", SetLastError = true)]
        public static extern int renameat(int folder, byte[] name, int newFolder, byte[] newName);

        [DllImport("libc", SetLastError = true)]
        public static extern int unlinkat(int folder, byte[] name, int flags);

        [DllImport("libc", SetLastError = true)]
        public static extern nint write(int file, ref byte octets, nuint count);

        [DllImport("libc", SetLastError = true)]
        public static extern int sync_file_range(int file, long from, long count, uint flags);

        [DllImport("libc", SetLastError = true)]
        public static extern int fsync(int file);
    }
}

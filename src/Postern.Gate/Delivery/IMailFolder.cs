namespace Postern.Gate.Delivery;

/// <summary>An open folder, as a place to begin at: nothing that happens to the path above it, and no symbolic link, changes what is
/// meant. Every failure is a <see cref="FolderException"/>.</summary>
/// <remarks>As few calls as a durable delivery needs, so that a test can see their order and let each of them fail.</remarks>
interface IMailFolder : IDisposable
{
    /// <summary>Opens a folder in it; never through a symbolic link.</summary>
    IMailFolder OpenFolder(string name);

    /// <summary>Makes a folder in it for its owner alone, unless something of that name is there.</summary>
    /// <returns>Whether it was made.</returns>
    bool CreateFolder(string name);

    /// <summary>Makes a file in it for its owner alone; fails when anything of that name is there.</summary>
    IMailFile CreateFile(string name);

    /// <summary>Opens a file in it to read from its beginning; never through a symbolic link.</summary>
    Stream OpenFile(string name);

    /// <summary>Moves a file over what has the new name; that name means the one file or the other at every moment.</summary>
    void Rename(string name, IMailFolder folder, string newName);

    /// <summary>Takes a name away.</summary>
    void Remove(string name);

    /// <summary>The names in it.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Returns when its names are durable.</summary>
    void Sync();
}

/// <summary>A file that is written once.</summary>
interface IMailFile : IDisposable
{
    /// <summary>Writes all of it behind what was written.</summary>
    void Write(ReadOnlySpan<byte> octets);

    /// <summary>Begins to make its octets durable and does not wait: several files are written at the same time, and share what their
    /// file system does for all. What goes wrong is told by <see cref="Sync"/>.</summary>
    void BeginSync();

    /// <summary>Returns when its octets are durable.</summary>
    void Sync();
}

/// <summary>Why something with a folder could not be done.</summary>
enum FolderFault
{
    /// <summary>No room, or no quota.</summary>
    Full,

    /// <summary>Nothing may be written there.</summary>
    ReadOnly,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Something of that name is there.</summary>
    Exists,

    /// <summary>A symbolic link, or a file, where a folder is expected.</summary>
    NotAFolder,

    /// <summary>Anything else: the disk is broken.</summary>
    Io,
}

/// <summary>Something with a folder could not be done.</summary>
sealed class FolderException(FolderFault fault, string message) : IOException(message)
{
    /// <summary>Why.</summary>
    public FolderFault Fault => fault;
}

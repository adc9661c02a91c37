using Postern.Gate.Delivery;

namespace Postern.Gate.Tests.Delivery;

/// <summary>A file system in memory that writes down what is asked of it, can let any call fail, and knows what a power cut would leave:
/// synced octets under names whose folder was synced.</summary>
sealed class RecordedDisk
{
    readonly Dictionary<string, FolderFault> failing = [];

    /// <summary>The calls, in their order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called before each call is carried out.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Lets the next call of a text fail.</summary>
    public void Fail(string call, FolderFault fault) => failing[call] = fault;

    /// <summary>Writes a call down and fails where that was wanted.</summary>
    public void Call(string call)
    {
        Before(call);
        Calls.Add(call);
        if (failing.Remove(call, out var fault))
            throw new FolderException(fault, $"cannot {call}");
    }
}

/// <summary>Octets on a <see cref="RecordedDisk"/>.</summary>
sealed class RecordedFile(RecordedDisk disk, string path) : IMailFile
{
    public List<byte> Octets { get; } = [];

    public int SyncedOctets { get; private set; }

    /// <summary>Whether a power cut would leave all that was written.</summary>
    public bool IsDurable => SyncedOctets == Octets.Count;

    public void Write(ReadOnlySpan<byte> octets)
    {
        disk.Call($"write {path}");
        Octets.AddRange(octets);
    }

    public void BeginSync() => disk.Call($"begin {path}");

    public void Sync()
    {
        disk.Call($"sync {path}");
        SyncedOctets = Octets.Count;
    }

    public void Dispose()
    {
    }
}

/// <summary>A folder on a <see cref="RecordedDisk"/>.</summary>
sealed class RecordedFolder(RecordedDisk disk, string path) : IMailFolder
{
    readonly Dictionary<string, RecordedFolder> folders = [];

    /// <summary>Files by their names, as they are now.</summary>
    public Dictionary<string, RecordedFile> Files { get; } = [];

    /// <summary>Files by the names that a power cut would leave.</summary>
    public Dictionary<string, RecordedFile> DurableFiles { get; private set; } = [];

    /// <summary>Folders that a power cut would leave.</summary>
    public HashSet<string> DurableFolders { get; private set; } = [];

    public RecordedFolder this[string name] => folders[name];

    public RecordedFolder? Find(string name) => folders.GetValueOrDefault(name);

    public IMailFolder OpenFolder(string name) =>
        folders.TryGetValue(name, out var folder) ? folder : throw new FolderException(FolderFault.Missing, $"cannot open {name}");

    public bool CreateFolder(string name)
    {
        disk.Call($"mkdir {Path(name)}");
        return folders.TryAdd(name, new RecordedFolder(disk, Path(name)));
    }

    public IMailFile CreateFile(string name)
    {
        disk.Call($"create {Path(name)}");
        var file = new RecordedFile(disk, Path(name));
        return Files.TryAdd(name, file) ? file : throw new FolderException(FolderFault.Exists, $"cannot create {name}");
    }

    public Stream OpenFile(string name)
    {
        disk.Call($"open {Path(name)}");
        return Files.TryGetValue(name, out var file)
            ? new MemoryStream([.. file.Octets])
            : throw new FolderException(FolderFault.Missing, $"cannot open {name}");
    }

    public void Rename(string name, IMailFolder folder, string newName)
    {
        var there = (RecordedFolder)folder;
        disk.Call($"rename {Path(name)} {there.Path(newName)}");
        Files.Remove(name, out var file);
        there.Files[newName] = file!;
    }

    public void Remove(string name)
    {
        disk.Call($"remove {Path(name)}");
        Files.Remove(name);
    }

    public IReadOnlyList<string> Names() => [.. Files.Keys];

    public void Sync()
    {
        disk.Call($"sync {path}");
        DurableFiles = new Dictionary<string, RecordedFile>(Files);
        DurableFolders = [.. folders.Keys];
    }

    public void Dispose()
    {
    }

    string Path(string name) => path == "." ? name : $"{path}/{name}";
}

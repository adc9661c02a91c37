namespace Postern.Gate.Hosting;

/// <summary>Files and folders that only their owner may use. The gate runs on Linux; elsewhere the folder's own rights hold.</summary>
public static class OwnerFiles
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder unless it is there.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Makes a file that is not there yet, durable with what is in it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="text">What is in it.</param>
    /// <param name="isPublic">Whether others may read it.</param>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    public static void Create(string path, string text, bool isPublic = false)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = isPublic ? Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead : Owner;
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes a file or puts another in its place, durable, and there as a whole or as it was before.</summary>
    /// <param name="path">Its path; what is not finished lies beside it.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Replace(string path, Action<Stream> write)
    {
        var part = $"{path}.part";
        File.Delete(part); // left by a crash
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        try
        {
            using (var file = new FileStream(part, options))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Leaves a file to its owner alone.</summary>
    public static void Secure(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Owner);
    }

    /// <summary>Lets everybody on this machine read and write a file.</summary>
    public static void Share(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
    }
}

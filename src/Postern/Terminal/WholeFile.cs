namespace Postern.Terminal;

/// <summary>Writes files that are there as a whole or not at all.</summary>
static class WholeFile
{
    /// <summary>Writes a file; when that fails, what was there before is still there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var part = $"{path}.part";
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
                write(file);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}

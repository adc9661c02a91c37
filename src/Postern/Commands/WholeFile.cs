namespace Postern.Commands;

/// <summary>Writes files that are there as a whole or not at all.</summary>
static class WholeFile
{
    /// <summary>Writes beside the file and takes its place when everything is written; what fails leaves the old file as it was.</summary>
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

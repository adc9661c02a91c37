namespace Postern.Commands;

/// <summary>Why a file could not be read, in words that do not repeat its path.</summary>
static class FileFault
{
    /// <summary>The reason.</summary>
    public static string Reason(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "a folder, or not readable by this user",
        _ => fault.Message,
    };
}

namespace Postern.Commands;

/// <summary>Why a file could not be read, in words that do not repeat its path.</summary>
static class FileFault
{
    /// <summary>Whether the file is to blame, or its name.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException or ArgumentException;

    /// <summary>The reason.</summary>
    public static string Reason(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        ArgumentException => "no name of a file",
        UnauthorizedAccessException => "a folder, or not readable by this user",
        _ => fault.Message,
    };
}

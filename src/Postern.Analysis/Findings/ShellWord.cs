namespace Postern.Analysis.Findings;

/// <summary>Words of a command line that a reader is offered to copy: names come from logs, and a shell acts on what it is given.</summary>
public static class ShellWord
{
    const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,";

    /// <summary>A word as a POSIX shell takes it for exactly that word.</summary>
    public static string Quoted(string word) => word.Length > 0 && word.All(c => Plain.Contains(c, StringComparison.Ordinal))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

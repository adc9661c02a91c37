namespace Postern.Logs.Input;

/// <summary>One file to read.</summary>
/// <param name="Path">Path as shown to the user; <c>-</c> is standard input.</param>
/// <param name="Length">Octets on disk; 0 when unknown.</param>
/// <param name="WrittenAt">When it was last written, ns; the instant of the run for standard input.</param>
/// <param name="Found">Found in a folder or by a pattern rather than named: a file that is no log is then passed over, with a note.</param>
public sealed record InputFile(string Path, long Length, long WrittenAt, bool Found)
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";
}

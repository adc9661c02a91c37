using Postern.Logs.Time;

namespace Postern.Logs.Syslog;

/// <summary>One syslog line taken apart; spans into the line or into the framing's buffer, valid until the next line is read.</summary>
ref struct SyslogRecord
{
    /// <summary>The stamp of the header; only meaningful with <see cref="HasTime"/>.</summary>
    public Stamp Stamp;

    /// <summary>Whether the header has a stamp (RFC 5424 allows <c>-</c>).</summary>
    public bool HasTime;

    /// <summary>Host of the header, or empty.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>Program: the tag without <c>[pid]:</c>, such as <c>postfix/smtpd</c>; empty when there is none.</summary>
    public ReadOnlySpan<byte> Program;

    /// <summary>Process id, or empty.</summary>
    public ReadOnlySpan<byte> Pid;

    /// <summary>The message without the blank that separates it.</summary>
    public ReadOnlySpan<byte> Message;

    /// <summary>Whether the program name may have lost what stood behind a slash (rsyslog's APP-NAME does).</summary>
    public bool ProgramCut;

    /// <summary>How often an earlier message is said to have been repeated; 0 for a message of its own.</summary>
    public int Repeats;

    /// <summary>Reason to ignore a line that only repeats: contacts are not multiplied by it.</summary>
    public const string RepeatIgnored = "repeat of an earlier line";

    /// <summary>Reason to ignore the lines of programs that the format does not read.</summary>
    public const string OtherProgram = "other program";
}

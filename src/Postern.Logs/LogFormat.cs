namespace Postern.Logs;

/// <summary>A format of line-oriented logs: how it is recognised and who reads it.</summary>
public abstract class LogFormat
{
    /// <summary>Name for <c>--format</c> and findings, such as <c>zeek</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What writes it, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>How its content is recognised, one sentence for <c>postern formats</c>.</summary>
    public abstract string Recognised { get; }

    /// <summary>What its contacts are, one sentence: kind, source, target.</summary>
    public abstract string Gives { get; }

    /// <summary>Options that say what this log leaves out, such as <c>--log-zone</c>; empty when it needs none.</summary>
    public virtual string Needs => "";

    /// <summary>Whether its lines say what look-ups were answered (<see cref="ContactRow.Answers"/>).</summary>
    public virtual bool TellsAnswers => false;

    /// <summary>Whether it is a generic format, which takes lines that belong to others too: it is never one of several in a mixed file.</summary>
    public virtual bool TakesAnything => false;

    /// <summary>What one line says about the format (formats.md §4).</summary>
    /// <param name="line">A line that is not blank, without its end.</param>
    /// <param name="first">Whether it is the first such line of the file.</param>
    public abstract LineTest Test(ReadOnlySpan<byte> line, bool first);

    /// <summary>A reader for one file.</summary>
    public abstract LineReader Open(ReadContext context);
}

/// <summary>What one line says about a format.</summary>
public enum LineTest
{
    /// <summary>It is not a line of this format.</summary>
    No,

    /// <summary>It could be anything (a comment, a cut line): not counted.</summary>
    Untestable,

    /// <summary>It is a line of this format.</summary>
    Yes,

    /// <summary>It proves the format, like a header line; no further line is asked.</summary>
    Certain,
}

/// <summary>What a reader is told about its file beside the bytes.</summary>
public sealed record ReadContext
{
    /// <summary>What the user said.</summary>
    public required ReadOptions Options { get; init; }

    /// <summary>When the file was last written, or the instant of the run for standard input (ns): no stamp lies after it.</summary>
    public required long WrittenAt { get; init; }

    /// <summary>Last stamp of the file before this one in a rotated set (ns), or null.</summary>
    public long? PrecedingStamp { get; init; }

    /// <summary>Path as shown to the user; some formats (Zeek JSON) can be told apart by it when nothing else helps.</summary>
    public required string Path { get; init; }
}

/// <summary>What logs leave out and the user says (DESIGN §4).</summary>
public sealed record ReadOptions
{
    /// <summary>Format to read with, or null to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>Zone of stamps that carry none; null means UTC, which is then noted as assumed.</summary>
    public TimeZoneInfo? LogZone { get; init; }

    /// <summary>Year of the first line of a log whose stamps carry none; null to infer it.</summary>
    public int? LogYear { get; init; }

    /// <summary>Name of the own server where a log lacks it.</summary>
    public string? Server { get; init; }

    /// <summary>Columns of a generic table (<c>time=0,source=2,…</c>), or null to recognise them.</summary>
    public string? Columns { get; init; }

    /// <summary>Longest line read, octets; the rest of a longer one is skipped and the line rejected.</summary>
    /// <value>Default 1 MiB: far beyond any daemon's longest line, small beside memory.</value>
    public int LongestLine { get; init; } = 1 << 20;
}

namespace Postern.Logs;

/// <summary>Reads the lines of one file of one format, in order, into contacts.</summary>
/// <remarks>A reader never throws on input: every record ends as contact, ignored, or rejected. Lines come without their line
/// end and are never longer than the limit (over-long ones are rejected before they get here).</remarks>
public abstract class LineReader
{
    /// <summary>Whether no line needs an earlier one (apart from a header that <see cref="Fork"/> passes on), so that parts of a file can be read side by side.</summary>
    public virtual bool LinesStandAlone => false;

    /// <summary>A reader that goes on where this one stands, for another part of the file. Only called when <see cref="LinesStandAlone"/>.</summary>
    public virtual LineReader Fork() => throw new NotSupportedException($"{GetType().Name} reads in order only");

    /// <summary>Whether <paramref name="other"/> would read the next line as this one would. Only called when <see cref="LinesStandAlone"/>.</summary>
    public virtual bool StandsWhere(LineReader other) => false;

    /// <summary>Whether blank lines mean something to this format; otherwise they are ignored before they get here.</summary>
    public virtual bool TakesBlankLines => false;

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its end (LF or CRLF), byte-order mark removed.</param>
    /// <param name="number">Physical line number from 1.</param>
    /// <param name="sink">Takes what is found.</param>
    public abstract void Read(ReadOnlySpan<byte> line, long number, ContactSink sink);

    /// <summary>Reads the next lines together where that is faster than one by one, as far as they look as lines of this format mostly do.</summary>
    /// <param name="text">Lines with their ends, not empty.</param>
    /// <param name="number">Physical line number of the first.</param>
    /// <param name="sink">Takes what is found.</param>
    /// <returns>Octets and lines read, whole lines; nothing when the next line must come through <see cref="Read"/>.</returns>
    public virtual (int Octets, int Lines) ReadRun(ReadOnlySpan<byte> text, long number, ContactSink sink) => default;

    /// <summary>Reads a piece of a line that is longer than the limit, where this format can tell its records apart inside a line.</summary>
    /// <param name="piece">The piece, without the end of the line.</param>
    /// <param name="number">Physical line number.</param>
    /// <param name="last">Whether the line ends behind it.</param>
    /// <param name="sink">Takes what is found.</param>
    /// <returns>False when the format takes no pieces: the line is rejected. Answered alike for all pieces of a line.</returns>
    public virtual bool TryReadPiece(ReadOnlySpan<byte> piece, long number, bool last, ContactSink sink) => false;

    /// <summary>Ends the file: gives their fate to records that waited for a later one.</summary>
    public virtual void Finish(ContactSink sink)
    {
    }

    /// <summary>After <see cref="Finish"/>: the year the first line should have had, when reading showed that the assumed one was wrong; the file is then read again with it.</summary>
    public virtual int? BetterYear => null;

    /// <summary>After <see cref="Finish"/>: instant (ns) of the last stamp, so that the next file of a rotated set can take its year from it.</summary>
    public virtual long? LastStamp => null;
}

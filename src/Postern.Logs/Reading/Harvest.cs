namespace Postern.Logs.Reading;

/// <summary>What a reading of files collects: makes a sink for each part of each file, and takes the parts back in order.</summary>
/// <remarks>Parts are made by several threads at once and taken one at a time; those of one file in their order, files as they get done.
/// A part that was made may be dropped instead of taken, when it turned out to be read on a wrong assumption.</remarks>
public abstract class Harvest
{
    /// <summary>Called once, before a thread makes parts; the result is passed to <see cref="MakePart"/> by that thread only.</summary>
    protected internal virtual object? EnterThread() => null;

    /// <summary>A sink for a part of a file.</summary>
    /// <param name="threadState">Result of <see cref="EnterThread"/>.</param>
    /// <param name="file">Number of the file, in the order of the inputs.</param>
    protected internal abstract RecordingSink MakePart(object? threadState, int file);

    /// <summary>Takes a finished part.</summary>
    /// <param name="part">A sink from <see cref="MakePart"/>, closed.</param>
    /// <param name="file">Number of its file.</param>
    /// <param name="firstLine">Lines of the file before this part, to be added to the line numbers in it.</param>
    protected internal abstract void Take(RecordingSink part, int file, long firstLine);
}

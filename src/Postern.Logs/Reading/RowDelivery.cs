using System.Collections.Concurrent;
using Postern.Contacts;

namespace Postern.Logs.Reading;

/// <summary>Hands whole contacts over in the order in which they are found in their file, a part of the file at a time. For one file a reading.</summary>
/// <remarks>Where lines stand alone, parts come while the file is still being read; a format whose later lines complete earlier
/// contacts comes as one part at the end, of which all but little waits in a temporary file. The order does not depend on threads.</remarks>
public sealed class RowDelivery : Harvest, IDisposable
{
    readonly Visitor visitor;
    readonly RowSpool spool = new();
    readonly WordNumbers words = new();
    readonly ConcurrentBag<RowChunk> used = [];

    /// <summary>A stream into a visitor, which is called by one thread at a time.</summary>
    public RowDelivery(Visitor visitor) => this.visitor = visitor;

    /// <summary>Takes one contact.</summary>
    public delegate void Visitor(RowRecord contact);

    /// <summary>Octets of a chunk: parts of files that are read in blocks stay below it.</summary>
    const int ChunkSize = 16 << 20;

    /// <summary>Removes the temporary file.</summary>
    public void Dispose() => spool.Dispose();

    /// <inheritdoc/>
    protected internal override RecordingSink MakePart(object? threadState, int file) =>
        new RowPart(words, spool, ContactFilter.None, ChunkSize, inTimeOrder: false, used);

    /// <inheritdoc/>
    protected internal override void Take(RecordingSink part, int file, long firstLine)
    {
        var rows = (RowPart)part;
        rows.PlaceIn(file, firstLine);
        foreach (var run in rows.Runs)
            Visit(new RunCursor(run, 1 << 18, rows));
        foreach (var chunk in rows.Chunks)
        {
            Visit(new ChunkCursor(chunk));
            used.Add(chunk);
        }
    }

    void Visit(RowCursor rows)
    {
        while (rows.TryMove())
            visitor(new RowRecord(rows.Current, words.All));
    }
}

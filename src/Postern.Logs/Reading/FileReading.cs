using System.Collections.Concurrent;
using Postern.Logs.Input;
using Postern.Logs.Text;

namespace Postern.Logs.Reading;

/// <summary>One file being read, by one thread or, when its lines stand alone, by all that have time.</summary>
/// <remarks>
/// Blocks are taken in order under a lock (where the file is read, decompressed and hashed), parsed side by side, and
/// handed over in order. A thread parses its block with the state of the last block handed over; if it turns out that a
/// block before changed that state (a new header in the middle of the file), the block is parsed again.
/// </remarks>
sealed class FileReading : IDisposable
{
    readonly InputFile file;
    readonly int number;
    readonly Harvest harvest;
    readonly ReadOptions options;
    readonly Action<long>? progress;
    readonly object joining = new();
    readonly Lock taking = new();
    readonly Lock handing = new();
    readonly Tally tally = new();
    readonly Dictionary<int, Parsed> waiting = [];
    TextFile? text;
    LineBlocks? blocks;
    LineReader? reader;
    BlockingCollection<LineBlock>? room;
    RecordingSink? whole;
    string? format;
    int nextToHand;
    bool finished;
    bool closed;
    volatile bool exhausted;
    int workers;

    FileReading(InputFile file, int number, Harvest harvest, ReadOptions options, Action<long>? progress)
    {
        this.file = file;
        this.number = number;
        this.harvest = harvest;
        this.options = options;
        this.progress = progress;
    }

    /// <summary>Instant of the last stamp, after reading.</summary>
    public long? LastStamp => reader?.LastStamp;

    /// <summary>After reading: the year the first line should have had, when the assumed one proved wrong.</summary>
    public int? BetterYear => reader?.BetterYear;

    /// <summary>Opens a file and recognises its format. Faults end up in <see cref="Report"/>.</summary>
    public static FileReading Open(
        InputFile file, int number, Harvest harvest, ReadOptions options, int threads, long? precedingStamp, Action<long>? progress)
    {
        var reading = new FileReading(file, number, harvest, options, progress);
        try
        {
            reading.Begin(threads, precedingStamp);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            reading.Fail($"cannot be read: {problem.Message}");
        }
        return reading;
    }

    /// <summary>Lets a thread take part; false when there is nothing for it to do. Follow with <see cref="Work"/> and <see cref="Leave"/>.</summary>
    public bool TryJoin()
    {
        lock (joining)
        {
            if (closed || exhausted || reader is null || (workers > 0 && !reader.LinesStandAlone))
                return false;
            workers++;
            return true;
        }
    }

    /// <summary>Reads until nothing is left.</summary>
    /// <param name="thread">The thread's state of the harvest.</param>
    /// <param name="cancellation">Ends the reading between two blocks.</param>
    public void Work(object? thread, CancellationToken cancellation)
    {
        if (reader!.LinesStandAlone)
            WorkTogether(thread, cancellation);
        else
            WorkAlone(thread, cancellation);
    }

    /// <summary>Ends what <see cref="TryJoin"/> began.</summary>
    public void Leave()
    {
        lock (joining)
        {
            workers--;
            Monitor.PulseAll(joining);
        }
    }

    /// <summary>Waits until no thread is at work and lets none join any more.</summary>
    public void Close()
    {
        lock (joining)
        {
            closed = true;
            while (workers > 0)
                Monitor.Wait(joining);
        }
        if (exhausted && tally.Faults.Count == 0)
            End();
    }

    /// <summary>Hands over what was read in order as one part; parts read side by side were handed over on the way.</summary>
    public void HandOver()
    {
        if (whole is null)
            return;
        lock (harvest)
            harvest.Take(whole, number, 0);
        tally.Append(whole.Tally);
    }

    /// <summary>What became of the file. Call when all threads have left <see cref="Work"/>.</summary>
    public FileReport Report()
    {
        if (text?.Fault is { } fault)
            tally.AddFault(fault);
        return new FileReport
        {
            Path = file.Path,
            Bytes = text?.Given ?? file.Length,
            Sha256 = finished ? text?.Sha256 : null,
            HeadSha256 = text?.HeadSha256,
            Format = format,
            Tally = tally,
        };
    }

    public void Dispose()
    {
        text?.Dispose();
        blocks?.Dispose();
        while (room?.TryTake(out var block) == true)
            block.Dispose();
        room?.Dispose();
    }

    void Begin(int threads, long? precedingStamp)
    {
        text = TextFile.Open(file, progress, out var refusal);
        if (text is null)
        {
            Fail(refusal!);
            return;
        }
        if (text.Note is { } note)
            tally.AddWarning(note);
        var formats = FormatsOf(text);
        if (formats.Count == 0)
        {
            End();
            return;
        }
        format = string.Join('+', formats.Select(f => f.Name));
        if (formats.Count > 1)
            tally.AddWarning($"lines of {formats.Count} formats stand mixed ({format}): each line is read as what it is");
        var context = new ReadContext
        {
            Options = options,
            WrittenAt = file.WrittenAt,
            PrecedingStamp = precedingStamp,
            Path = file.Path,
        };
        reader = formats.Count == 1 ? formats[0].Open(context) : new MixedReader(formats, context);
        blocks = new LineBlocks(text.Text, options.LongestLine, () => text.EndsEarly);
        room = [];
        for (var i = 0; i < (reader.LinesStandAlone ? 2 * threads : 2); i++)
            room.Add(new LineBlock(blocks.Capacity));
    }

    IReadOnlyList<LogFormat> FormatsOf(TextFile opened)
    {
        if (opened.Head.IsEmpty)
        {
            if (opened.Fault is null)
                tally.AddWarning("the file is empty");
            return [];
        }
        if (options.Format is { } name && Formats.Named(name) is { } forced)
            return [forced];
        var recognised = Recognition.Of(opened.Head.Span, opened.HeadIsAll);
        if (recognised.Formats.Count > 0)
            return recognised.Formats;
        if (recognised.Tested == 0)
            tally.AddWarning("the file holds blank lines only");
        else
            Fail($"format not recognised; it begins with: {SafeText.Of(opened.Head.Span, 80)} (postern formats lists what is read; --format NAME forces one)");
        return [];
    }

    void WorkAlone(object? thread, CancellationToken cancellation)
    {
        whole = harvest.MakePart(thread, number);
        long lines = 0;
        // The next block is read and decompressed while this one is parsed.
        var ahead = Task.Run(() => TakeBlock(CancellationToken.None), CancellationToken.None);
        try
        {
            while (ahead.GetAwaiter().GetResult() is { } block)
            {
                cancellation.ThrowIfCancellationRequested();
                ahead = Task.Run(() => TakeBlock(CancellationToken.None), CancellationToken.None);
                lines += LineLoop.Read(block, reader!, lines, whole);
                room!.Add(block, CancellationToken.None);
            }
        }
        finally
        {
            ahead.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
        reader!.Finish(whole);
        whole.Close();
    }

    void WorkTogether(object? thread, CancellationToken cancellation)
    {
        while (TakeBlock(cancellation) is { } block)
        {
            cancellation.ThrowIfCancellationRequested();
            LineReader start;
            lock (handing)
                start = reader!.Fork();
            var parsed = Parse(block, start, thread);
            lock (handing)
            {
                waiting.Add(block.Sequence, parsed);
                while (waiting.Remove(nextToHand, out var next))
                {
                    if (!next.Start.StandsWhere(reader!))
                        next = Parse(next.Block, reader!.Fork(), thread);
                    reader = next.End;
                    lock (harvest)
                        harvest.Take(next.Part, number, tally.Lines);
                    tally.Append(next.Part.Tally);
                    nextToHand++;
                    room!.Add(next.Block, cancellation);
                }
            }
        }
    }

    Parsed Parse(LineBlock block, LineReader start, object? thread)
    {
        var part = harvest.MakePart(thread, number);
        var end = start.Fork();
        LineLoop.Read(block, end, 0, part);
        part.Close();
        return new Parsed(block, start, end, part);
    }

    LineBlock? TakeBlock(CancellationToken cancellation)
    {
        var block = room!.Take(cancellation);
        lock (taking)
        {
            try
            {
                if (!exhausted && blocks!.TryNext(block))
                    return block;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                Fail($"could not be read further: {problem.Message}");
            }
            exhausted = true;
        }
        room.Add(block, CancellationToken.None);
        return null;
    }

    void End()
    {
        if (finished)
            return;
        text?.ReadRest();
        finished = true;
    }

    void Fail(string fault) => tally.AddFault(fault);

    /// <summary>A block with what came of it, and the state of the reader before and after.</summary>
    sealed record Parsed(LineBlock Block, LineReader Start, LineReader End, RecordingSink Part);
}

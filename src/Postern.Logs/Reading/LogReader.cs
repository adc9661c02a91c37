using System.Runtime.ExceptionServices;
using Postern.Logs.Input;

namespace Postern.Logs.Reading;

/// <summary>Reads files, several at once and big ones by several threads, into a harvest.</summary>
/// <param name="options">What the logs leave out.</param>
/// <param name="threads">Threads to use; results do not depend on it.</param>
public sealed class LogReader(ReadOptions options, int threads)
{
    /// <summary>Last stamp (ns) of the file before, where the files of a rotated set are read one call after the other and
    /// <see cref="ReadOptions.LogYear"/> is that of the first; after a reading, that of the last file that has stamps.</summary>
    public long? PrecedingStamp { get; set; }

    /// <summary>Reads the files.</summary>
    /// <param name="files">In the order wanted in the reports; the oldest of a rotated set first.</param>
    /// <param name="harvest">Takes what is found.</param>
    /// <param name="progress">Told the octets of each read, from several threads.</param>
    /// <param name="cancellation">Ends the reading at once.</param>
    /// <returns>A report for each file, in their order.</returns>
    public IReadOnlyList<FileReport> Read(
        IReadOnlyList<InputFile> files, Harvest harvest, Action<long>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var run = new Run(files, harvest, options, threads, PrecedingStamp, progress, stop);

        // A year given for year-less stamps belongs to the first line of the oldest file; the others go on from there.
        if (threads == 1 || run.InTurn)
            run.Work();
        else
            Parallel.Invoke([.. Enumerable.Repeat(run.Work, threads)]);
        run.Failure?.Throw();
        PrecedingStamp = run.LastStamp;
        return run.Reports;
    }

    /// <summary>One reading of files by several threads: each takes the next file; when none is left, it helps with those still being read.</summary>
    sealed class Run(
        IReadOnlyList<InputFile> files, Harvest harvest, ReadOptions options, int threads, long? before, Action<long>? progress,
        CancellationTokenSource stop)
    {
        readonly CancellationToken cancellation = stop.Token;
        readonly object queue = new();
        readonly List<FileReading> beingRead = [];
        ExceptionDispatchInfo? failure;
        int nextFile;
        int beingOpened;
        long? preceding = before;

        public long? LastStamp => preceding;

        public FileReport[] Reports { get; } = new FileReport[files.Count];

        public bool InTurn => options.LogYear is not null && files.Count > 1;

        public ExceptionDispatchInfo? Failure => failure;

        public void Work()
        {
            try
            {
                WorkWhileThereIs();
            }
            catch (Exception problem)
            {
                Fail(problem);
            }
        }

        /// <summary>The first failure counts; the other threads then stop as if cancelled.</summary>
        void Fail(Exception problem)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(problem), null);
            stop.Cancel();
        }

        void WorkWhileThereIs()
        {
            var thread = harvest.EnterThread();
            while (true)
            {
                var (number, other) = NextTask();
                if (number >= 0)
                    Reports[number] = ReadFile(number, thread);
                else if (other is not null)
                    WorkOn(other, thread);
                else
                    return;
            }
        }

        (int Number, FileReading? Other) NextTask()
        {
            lock (queue)
            {
                while (true)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (nextFile < files.Count)
                    {
                        beingOpened++;
                        return (nextFile++, null);
                    }
                    if (beingRead.Find(r => r.TryJoin()) is { } other)
                        return (-1, other);
                    if (beingOpened == 0)
                        return (-1, null);
                    Monitor.Wait(queue);
                }
            }
        }

        FileReport ReadFile(int number, object? thread)
        {
            var report = ReadFile(number, options, thread, out var betterYear);
            if (betterYear is not { } year)
                return report;
            lock (queue)
                beingOpened++;
            report = ReadFile(number, options with { LogYear = year }, thread, out _, last: true);
            report.Tally.AddAssumed($"the times carry no year: the first was taken as of {year}, so that none lies in the future (--log-year gives another)");
            return report;
        }

        FileReport ReadFile(int number, ReadOptions as_, object? thread, out int? betterYear, bool last = false)
        {
            var file = files[number];
            FileReading? reading = null;
            try
            {
                reading = FileReading.Open(file, number, harvest, as_, threads, InTurn || files.Count == 1 ? preceding : null, progress);
                var joined = reading.TryJoin();
                Opened(reading);
                if (joined)
                    WorkOn(reading, thread);
                reading.Close();
                betterYear = last || file.Path == InputFile.StandardInput ? null : reading.BetterYear;
                if (betterYear is null)
                {
                    reading.HandOver();
                    preceding = reading.LastStamp ?? preceding;
                }
                return reading.Report();
            }
            finally
            {
                if (reading is null)
                    Opened(null);
                else
                    Done(reading);
            }
        }

        void WorkOn(FileReading reading, object? thread)
        {
            try
            {
                reading.Work(thread, cancellation);
            }
            catch (Exception problem)
            {
                // At once: the others may be waiting for the block that this thread will not give back, and whoever closes the file for them.
                Fail(problem);
                throw;
            }
            finally
            {
                reading.Leave();
            }
        }

        void Opened(FileReading? reading)
        {
            lock (queue)
            {
                beingOpened--;
                if (reading is not null)
                    beingRead.Add(reading);
                Monitor.PulseAll(queue);
            }
        }

        void Done(FileReading reading)
        {
            lock (queue)
                beingRead.Remove(reading);
            reading.Close();
            reading.Dispose();
        }
    }
}

using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;

namespace Postern.Importing;

/// <summary>What an import did with a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Report">What became of its records; null when it was not read, because the ledger holds it whole.</param>
/// <param name="Before">What the ledger knew of it, or null.</param>
/// <param name="Added">Contacts added.</param>
/// <param name="Known">Contacts that the ledger held already.</param>
sealed record ImportedFile(InputFile File, FileReport? Report, FileState? Before, long Added, long Known);

/// <summary>Imports files into a ledger, one after the other: what is known is skipped, what is new is added.</summary>
/// <param name="ledger">Takes the contacts.</param>
/// <param name="options">What the logs leave out.</param>
/// <param name="threads">Threads to read with.</param>
/// <param name="clock">Dates the entries about files.</param>
sealed class FileImport(ILedger ledger, ReadOptions options, int threads, TimeProvider clock)
{
    readonly ContactQueue queue = new(ledger);
    readonly LogReader reader = new(options, threads);
    KnownFiles? known;

    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told the octets read.</param>
    /// <param name="cancellation">Ends it; what was appended stays, and the next import of the file goes on there.</param>
    public ImportedFile Run(InputFile file, Action<long>? progress, CancellationToken cancellation)
    {
        known ??= Known();
        var lengths = known.LengthsUpTo(file.Length);
        // On a thread of its own: those of the pool are the reader's.
        var hashing = Task.Factory.StartNew(
            () => Digest(file.Path, lengths, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // What is surely another file than those that are known is read while it is hashed.
        if (!known.MayHave(file.Length, HeadOf(file.Path)))
            return Read(file, hashing, match: null, new KnownLines(), progress, cancellation);
        var digest = hashing.GetAwaiter().GetResult();
        var match = known.Match(digest);
        if (match is { File.IsWhole: true, State: { Act: FileState.Read } state } && state.Account.Bytes == digest.Bytes)
        {
            progress?.Invoke(file.Length);
            reader.PrecedingStamp = state.Account.LastStamp ?? reader.PrecedingStamp;
            return new ImportedFile(file, Report: null, state, 0, state.Account.Tally?.Contacts ?? 0);
        }
        return Read(file, hashing, match, match is { } m ? LinesOf(m.File, cancellation) : new KnownLines(), progress, cancellation);
    }

    static FileDigest Digest(string path, IReadOnlyList<long> lengths, CancellationToken cancellation)
    {
        try
        {
            return FileDigest.Of(path, lengths, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The reader says the same in its own words, and the file gets its report.
            return FileDigest.Unread;
        }
    }

    static byte[] HeadOf(string path)
    {
        try
        {
            return FileDigest.HeadOf(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A reader keeps what it sees from being copied out of SQLite's log: one that stayed open would let the log grow by all that is imported.
    KnownFiles Known()
    {
        using var reading = ledger.OpenReader();
        return KnownFiles.Of(reading);
    }

    KnownLines LinesOf(KnownFile file, CancellationToken cancellation)
    {
        using var reading = ledger.OpenReader();
        return KnownLines.Of(reading, file.Id, file.States[0].Number, cancellation);
    }

    ImportedFile Read(
        InputFile file, Task<FileDigest> hashing, KnownState? match, KnownLines lines, Action<long>? progress,
        CancellationToken cancellation)
    {
        var id = match?.File.Id ?? known!.NextId;
        var before = lines.Contacts;
        var cutBefore = queue.Cut;
        long added = 0, skipped = 0;
        using var stream = new RowDelivery(contact =>
        {
            if (lines.Takes(contact.Line))
            {
                skipped++;
                return;
            }
            // The entry about the file stands before its first new contact; a file without one is told of once, when it is read.
            if (added++ == 0)
                queue.Add(hashing, Begin);
            queue.Add(contact, id);
        });
        FileReport report;
        try
        {
            report = reader.Read([file], stream, progress, cancellation)[0];
        }
        finally
        {
            // What was read is kept, however the reading ended.
            queue.Complete();
        }
        var digest = hashing.GetAwaiter().GetResult();
        if (queue.Cut - cutBefore is > 0 and var cut)
            report = Warned(report, $"{cut:N0} contacts have an outcome of more than {PlainEntry.LongestOpenValue:N0} octets: it was cut there");
        if (report.Format is not null)
        {
            // The reader's own hash counts: the file may have grown since it was looked at.
            var hash = report.Sha256 is { } hex ? Convert.FromHexString(hex) : digest.Sha256;
            var bytes = report.Sha256 is null ? digest.Bytes : report.Bytes;
            queue.Add(Told(FileState.Read, hash, new FileAccount
            {
                Bytes = bytes,
                Head = report.Sha256 is null ? digest.Head : report.HeadSha256,
                Format = report.Format,
                Tally = report.Tally.Figures(),
                Added = added,
                LastStamp = reader.PrecedingStamp,
                Options = Said(),
            }));
            queue.Complete();
        }
        return new ImportedFile(file, report, match?.State, added, Math.Min(before, skipped));

        PlainEntry Begin()
        {
            var begun = hashing.GetAwaiter().GetResult();
            var act = match is null ? FileState.Begun : match.State.Account.Bytes < begun.Bytes ? FileState.Grown : FileState.Resumed;
            return Told(act, begun.Sha256, new FileAccount { Bytes = begun.Bytes, Head = begun.Head, Options = Said() });
        }

        PlainEntry Told(string act, byte[] hash, FileAccount account)
        {
            // The number is not known yet, nor needed: a file that was met before is looked up in the ledger by its first state.
            var state = new FileState(act, -1, file.Path, hash, account);
            known!.Add(id, state);
            return KnownFiles.Entry(UnixTime.From(clock.GetUtcNow()), id, state);
        }
    }

    static FileReport Warned(FileReport report, string warning)
    {
        var figures = report.Tally.Figures();
        return report with { Tally = Tally.Of(figures with { Warnings = [.. figures.Warnings, warning] }) };
    }

    Dictionary<string, string> Said()
    {
        Dictionary<string, string> said = new(StringComparer.Ordinal);
        Say("format", options.Format);
        Say("columns", options.Columns);
        Say("logZone", options.LogZone?.Id);
        Say("logYear", options.LogYear is { } year ? $"{year}" : null);
        Say("server", options.Server);
        return said;

        void Say(string name, string? value)
        {
            if (value is not null)
                said.Add(name, value);
        }
    }
}

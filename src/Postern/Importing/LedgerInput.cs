using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sqlite;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;

namespace Postern.Importing;

/// <summary>A ledger as an input: its contacts go into the same harvests as those of logs, as contacts of the files that they came from.</summary>
sealed class LedgerInput
{
    /// <summary>Entries of a slice that one thread reads at least.</summary>
    const long SmallestSlice = 100_000;

    /// <summary>Name of the format in reports.</summary>
    const string Format = "ledger";

    static readonly Dictionary<string, long> Nothing = new(StringComparer.Ordinal);

    readonly InputFile file;

    /// <summary>A ledger to read.</summary>
    public LedgerInput(InputFile file) => this.file = file;

    /// <summary>Whether a file is a ledger, by its content.</summary>
    public static bool Is(InputFile file)
    {
        if (file.Path == InputFile.StandardInput || file.Length < 100)
            return false;
        try
        {
            using var stream = File.OpenRead(file.Path);
            var head = new byte[100];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && SqliteLedger.IsLedger(head);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false; // the reader of logs says what is wrong with it
        }
    }

    /// <summary>Reads the contacts.</summary>
    /// <param name="harvest">Takes them.</param>
    /// <param name="filter">Leaves contacts out early; the harvest looks again.</param>
    /// <param name="firstFile">Number of the first of the ledger's files.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the share of the file's octets that each step stands for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>A report for each file whose contacts it holds, as when it was imported; then one for contacts that come from no file, if there are any.</returns>
    public IReadOnlyList<FileReport> Read(
        Harvest harvest, ContactFilter filter, int firstFile, int threads, Action<long>? progress, CancellationToken cancellation)
    {
        try
        {
            return ReadSlices(harvest, filter, firstFile, threads, progress, cancellation);
        }
        catch (Exception thrown) when (thrown is LedgerException || thrown.InnerException is LedgerException)
        {
            // Threads wrap what they throw. The path stands before the report's faults already.
            var message = (thrown as LedgerException ?? thrown.InnerException!).Message;
            var text = message.StartsWith($"{file.Path}: ", StringComparison.Ordinal) ? message[(file.Path.Length + 2)..] : message;
            return [new FileReport { Path = file.Path, Bytes = file.Length, Format = Format, Tally = Tally.Of(Figures(0, [text])) }];
        }
    }

    List<FileReport> ReadSlices(
        Harvest harvest, ContactFilter filter, int firstFile, int threads, Action<long>? progress, CancellationToken cancellation)
    {
        using var reader = SqliteLedgerReader.Open(file.Path);
        var (size, files) = (reader.Size, KnownFiles.Of(reader).All.ToList());
        var places = files.Select((f, i) => (f.Id, Place: i)).ToDictionary(f => f.Id, f => f.Place);
        var slices = (int)Math.Clamp(size / SmallestSlice, 1, threads);
        var feeds = new HarvestFeed[slices];
        var live = new long[slices];
        Parallel.For(0, slices, new ParallelOptions { MaxDegreeOfParallelism = slices, CancellationToken = cancellation }, slice =>
        {
            using var own = slice == 0 ? null : SqliteLedgerReader.Open(file.Path);
            feeds[slice] = new HarvestFeed(harvest);
            var (from, to) = (size * slice / slices, size * (slice + 1) / slices);
            live[slice] = Feed(own ?? reader, feeds[slice], filter, from, to, file => firstFile + places.GetValueOrDefault(file, files.Count), cancellation);
            progress?.Invoke(file.Length / slices);
        });
        foreach (var feed in feeds)
            feed.HandOver();
        List<FileReport> reports = [.. files.Select(f => Report(f, reader.ForgottenLines(f.Id).LongCount()))];
        if (live.Sum() is > 0 and var contacts)
            reports.Add(new FileReport { Path = file.Path, Bytes = file.Length, Format = Format, Tally = Tally.Of(Figures(contacts, [])) });
        return reports;
    }

    /// <summary>Feeds a slice and gives the number of its contacts that come from no file.</summary>
    static long Feed(
        SqliteLedgerReader reader, HarvestFeed feed, ContactFilter filter, long from, long to, Func<long, int> place, CancellationToken cancellation)
    {
        var words = new WordCache();
        long fromNoFile = 0, lastFile = -1;
        var lastPlace = 0;
        reader.ReadContacts(from, to, filter, feed.WantsDetail, (in LedgerContact contact) =>
        {
            if (contact.File != lastFile)
                (lastFile, lastPlace) = (contact.File, place(contact.File));
            if (contact.File == 0)
                fromNoFile++;
            feed.Add(lastPlace, new ContactRow
            {
                Time = contact.Time,
                Kind = contact.Kind,
                Source = contact.Source,
                SourcePort = contact.Figures.SourcePort,
                Target = contact.Target,
                TargetPort = contact.Figures.TargetPort,
                Outcome = words.Of(contact.Outcome),
                Bytes = contact.Figures.Bytes,
                Detail = contact.Detail,
                Line = contact.Figures.Line,
                Aggregate = contact.Aggregate,
            });
        }, cancellation);
        return fromNoFile;
    }

    FileReport Report(KnownFile known, long forgotten)
    {
        var read = known.States.LastOrDefault(s => s.Act == FileState.Read);
        var account = (read ?? known.Last).Account;
        var figures = account.Tally ?? Figures(0, []);
        return new FileReport
        {
            Path = $"{file.Path}:{known.Last.Path}",
            Bytes = account.Bytes,
            Sha256 = read is null ? null : Convert.ToHexStringLower(read.Sha256),
            Format = account.Format ?? Format,
            Tally = Tally.Of(forgotten == 0 ? figures : figures with
            {
                Warnings = [.. figures.Warnings, $"{forgotten:N0} of its contacts were forgotten (postern ledger forget) and are not in this record"],
            }),
        };
    }

    static TallyFigures Figures(long contacts, IReadOnlyList<string> faults) => new(
        0, contacts, contacts, 0, 0, Nothing, Nothing, [], [], [], faults);

    /// <summary>Outcome words as text, which are few.</summary>
    sealed class WordCache
    {
        readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
        byte[] last = [];
        string lastText = "";

        public string Of(ReadOnlySpan<byte> word)
        {
            if (word.SequenceEqual(last))
                return lastText;
            var text = System.Text.Encoding.UTF8.GetString(word);
            if (words.TryGetValue(text, out var known))
                text = known;
            else
                words.Add(text, text);
            (last, lastText) = (word.ToArray(), text);
            return text;
        }
    }
}

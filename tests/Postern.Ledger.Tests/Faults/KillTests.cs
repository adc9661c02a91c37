using System.Globalization;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;
using Postern.Ledger.Tests.Sqlite;

namespace Postern.Ledger.Tests.Faults;

/// <summary>The process is killed while four threads append, again and again, on one ledger.</summary>
public sealed class KillTests : IDisposable
{
    /// <summary>Rounds; more on request.</summary>
    const string RoundsVariable = "POSTERN_KILL_ROUNDS";

    const int Threads = 4;

    readonly LedgerFolder folder = new();
    readonly Dictionary<long, (int Count, long Session)> acknowledged = [];

    static int Rounds => Environment.GetEnvironmentVariable(RoundsVariable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 10;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_kill_and_nothing_half_written_is_served()
    {
        var moment = 7u;
        for (var round = 0; round < Rounds; round++)
        {
            moment = moment * 1_664_525 + 1_013_904_223;
            Kill(round, (int)(moment >> 24) % 120);
            if (round % 3 == 2)
                TearLog(round);
            await CheckWhole();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} rounds, {acknowledged.Count} appends were acknowledged");
        Assert.True(acknowledged.Count > Rounds, $"only {acknowledged.Count} acknowledgements");
    }

    /// <summary>Starts the program and kills it after so many acknowledgements, in the middle of whatever it does then.</summary>
    void Kill(int round, int after)
    {
        using var process = AppenderProcess.Start("append", folder.Ledger, $"{Threads}", $"{(round + 1) * 10_000_000}");
        var output = process.StandardOutput;
        for (var i = 0; i <= after; i++)
            Note(output.ReadLine() ?? throw new InvalidOperationException(process.StandardError.ReadToEnd()));
        process.Kill();
        while (output.ReadLine() is { } line)
            Note(line);
        process.WaitForExit();
    }

    void Note(string line)
    {
        if (line.Split(' ') is not ["ack", var number, var count, var session])
            throw new InvalidOperationException(line);
        acknowledged.Add(long.Parse(number, CultureInfo.InvariantCulture), (int.Parse(count, CultureInfo.InvariantCulture), long.Parse(session, CultureInfo.InvariantCulture)));
    }

    /// <summary>What a power cut leaves behind the last sync: part of a frame, and then whatever was on the disk.</summary>
    void TearLog(int round)
    {
        using var log = new FileStream($"{folder.Ledger}-wal", FileMode.Append);
        var torn = new byte[500 + 4_000 * (round % 10)];
        for (var i = 0; i < torn.Length; i++)
            torn[i] = (byte)(i * 31 + round);
        log.Write(torn);
    }

    async Task CheckWhole()
    {
        // As a reader finds it, beside what the dead process left; then as the next writer leaves it.
        using (var before = SqliteLedgerReader.Open(folder.Ledger))
            CheckWhole(before);
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync([Some.Refused(1)], TestContext.Current.CancellationToken);
        using var after = SqliteLedgerReader.Open(folder.Ledger);
        CheckWhole(after);
    }

    void CheckWhole(SqliteLedgerReader reader)
    {
        var entries = reader.ReadEntries(0, reader.Size).ToDictionary(e => e.Number, e => e.Entry);
        Assert.Equal(reader.Size, entries.Count);
        foreach (var (number, (count, session)) in acknowledged)
        {
            for (var i = 0; i < count; i++)
                Assert.Equal(session, entries[number + i].Time);
        }
        // A batch is there as a whole or not at all: its contacts are numbered within it.
        foreach (var batch in entries.Values.Where(e => e.Kind == EntryKind.Contact).GroupBy(e => e.Time))
            Assert.Equal(1 + batch.Key % 3 * 20, batch.Count());
        Assert.Empty(reader.CheckPages());
        LedgerSpecification.AssertTreeHolds(reader);
        Assert.All(reader.ReadCheckpoints(), c => Assert.True(c.Size <= reader.Size && SignedCheckpoint.TryOpen(c.Note, [reader.Verifier], out _, out _, out _)));
        CheckOwnRows(entries);
    }

    /// <summary>Rows that a caller adds in the same transaction are there exactly where their entry is.</summary>
    void CheckOwnRows(Dictionary<long, PlainEntry> entries)
    {
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Read);
        using var rows = database.Prepare("SELECT number, session FROM own ORDER BY number");
        List<(long, long)> own = [];
        while (rows.Step())
            own.Add((rows.Number(0), rows.Number(1)));
        Assert.Equal(entries.Where(e => e.Value.Kind == EntryKind.SessionOpened && e.Value.Time != 0).OrderBy(e => e.Key).Select(e => (e.Key, e.Value.Time)), own);
    }
}

using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Appender;

/// <summary>Fills the disk, makes room, goes on, and checks that everything acknowledged is there.</summary>
static class Filling
{
    /// <summary>Says what happened, a line each; ends with 0 when all is well.</summary>
    public static async Task<int> Run(string path, string filler)
    {
        File.WriteAllBytes(filler, new byte[20 << 20]);
        List<(long Number, long Session)> acknowledged = [];
        await using (var ledger = SqliteLedger.Open(path, new LedgerOptions()))
        {
            try
            {
                for (var session = 0; session < 1_000_000; session++)
                    acknowledged.Add((await ledger.AppendAsync([Appending.Entry(session)], CancellationToken.None), session));
            }
            catch (LedgerException problem)
            {
                Console.WriteLine($"{problem.Failure}: {problem.Message}");
            }
            File.Delete(filler);
            for (var session = 2_000_000; session < 2_000_100; session++)
                acknowledged.Add((await ledger.AppendAsync([Appending.Entry(session)], CancellationToken.None), session));
        }
        using var reader = SqliteLedgerReader.Open(path);
        var read = reader.ReadEntries(0, reader.Size).ToDictionary(e => e.Number, e => e.Entry.Time);
        var whole = acknowledged.Count == reader.Size && acknowledged.TrueForAll(a => read[a.Number] == a.Session);
        Console.WriteLine($"{acknowledged.Count} acknowledged, {reader.Size} there: {(whole ? "whole" : "not whole")}");
        return whole ? 0 : 1;
    }
}

/// <summary>Opens a ledger to append and says what came of it.</summary>
static class Opening
{
    /// <summary>Says <c>opened</c>, or the fault; then a reader's size, or its fault.</summary>
    public static async Task<int> Run(string path)
    {
        try
        {
            await using var ledger = SqliteLedger.Open(path, new LedgerOptions());
            Console.WriteLine("opened");
        }
        catch (LedgerException problem)
        {
            Console.WriteLine($"{problem.Failure}: {problem.Message}");
        }
        try
        {
            using var reader = SqliteLedgerReader.Open(path);
            Console.WriteLine($"{reader.Size} readable");
        }
        catch (LedgerException problem)
        {
            Console.WriteLine($"{problem.Failure}: {problem.Message}");
        }
        return 0;
    }
}

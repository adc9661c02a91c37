using Postern.Contacts;
using Postern.Importing;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Tests.Importing;

public sealed class KnownLinesTests : IDisposable
{
    readonly LogFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task As_many_contacts_of_a_line_are_known_as_the_ledger_holds_of_it()
    {
        const int Many = ushort.MaxValue + 2;
        await using var ledger = SqliteLedger.Open(folder["postern.db"], new LedgerOptions());
        var batch = new ContactBatch();
        for (var i = 0; i < Many; i++)
            batch.Add(Contact(file: 1, line: 7));
        foreach (var line in new[] { 0, 8, 8, int.MaxValue, long.MaxValue })
            batch.Add(Contact(file: 1, line));
        batch.Add(Contact(file: 2, line: 9));
        await ledger.AppendAsync(batch, Cancellation);
        using var reader = ledger.OpenReader();

        var known = KnownLines.Of(reader, 1, 0, Cancellation);

        Assert.Equal(Many + 5, known.Contacts);
        Assert.Equal([Many, 1, 2, 1, 1, 0, 0], new[] { 7, 0, 8, int.MaxValue, long.MaxValue, 9, 1_000_000_007 }.Select(Taken));

        int Taken(long line)
        {
            var count = 0;
            while (known.Takes(line))
                count++;
            return count;
        }
    }

    static LedgerContact Contact(long file, long line) => new()
    {
        Kind = ContactKind.Flow,
        Source = "a"u8,
        Target = "b"u8,
        Outcome = "ok"u8,
        Figures = new ContactFigures(-1, -1, -1, line),
        File = file,
    };
}

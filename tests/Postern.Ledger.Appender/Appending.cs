using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Appender;

/// <summary>Appends from several threads for ever; says <c>ack NUMBER COUNT SESSION</c> for what is durable.</summary>
static class Appending
{
    /// <summary>Runs until it is killed or standard input ends.</summary>
    public static async Task<int> Run(string path, int threads, int firstSession)
    {
        await using var ledger = SqliteLedger.Open(path, new LedgerOptions { SealEvery = 50 });
        await ledger.AppendAsync([Entry(0)], (own, _) => own.Execute("CREATE TABLE IF NOT EXISTS own (number INTEGER PRIMARY KEY, session INTEGER)"), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var ended = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            stop.Cancel();
        });
        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
                await Append(ledger, firstSession + i * threads + t);
        })));
        await ended;
        return 0;
    }

    /// <summary>An entry that says which session it is of.</summary>
    public static PlainEntry Entry(long session) => new PlainEntry(EntryKind.SessionOpened, session)
        .Add(EntryField.Session, session)
        .Add(EntryField.Peer, $"peer of session {session}");

    static async Task Append(SqliteLedger ledger, int session)
    {
        var count = 1 + session % 3 * 20;
        var number = (session % 3) switch
        {
            0 => await ledger.AppendAsync([Entry(session)],
                (own, first) => own.Execute($"INSERT INTO own (number, session) VALUES ({first}, {session})"), CancellationToken.None),
            _ => await ledger.AppendAsync(Contacts(session, count), CancellationToken.None),
        };
        Say($"ack {number} {count} {session}");
    }

    static ContactBatch Contacts(int session, int count)
    {
        var batch = new ContactBatch();
        for (var i = 0; i < count; i++)
        {
            batch.Add(new LedgerContact
            {
                Time = session,
                Kind = ContactKind.Flow,
                Source = Encoding.ASCII.GetBytes($"source {session}"),
                Target = "target"u8,
                Outcome = "ok"u8,
                Figures = new ContactFigures(i, -1, -1, 0),
            });
        }
        return batch;
    }

    static void Say(string line)
    {
        // One write a line, and no buffer that dies with the process.
        var octets = Encoding.ASCII.GetBytes($"{line}\n");
        using var output = Console.OpenStandardOutput();
        output.Write(octets);
    }
}

using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>Names and pairs get numbers whose rows say what they were given for, however little is remembered of them.</summary>
public sealed class NameStoreTests : IDisposable
{
    readonly SqliteDatabase database = SqliteDatabase.Open(":memory:", SqliteAccess.Create);

    public NameStoreTests() => Schema.Create(database);

    public void Dispose() => database.Dispose();

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100)] // forgets in the middle of what is looked up together
    [InlineData(3)]
    public void Numbers_of_a_batch_are_those_of_its_pairs_and_outcomes(int mostRemembered)
    {
        using var store = new NameStore(database, mostRemembered);
        var draw = new Random(4711);
        for (var round = 0; round < 5; round++)
        {
            var batch = Batch(draw, 700);
            var pairs = new long[batch.Count];
            var outcomes = new long[batch.Count];

            store.Number(batch, pairs, outcomes);

            for (var place = 0; place < batch.Count; place++)
            {
                var contact = batch[place];
                Assert.Equal($"{(int)contact.Kind} {Text(contact.Source)} {Text(contact.Target)}", Row(
                    $"SELECT kind || ' ' || s.name || ' ' || t.name FROM pair JOIN name s ON s.id = source JOIN name t ON t.id = target WHERE pair.id = {pairs[place]}"));
                Assert.Equal(Text(contact.Outcome), Row($"SELECT name FROM name WHERE id = {outcomes[place]}"));
            }
        }
    }

    [Fact]
    public void What_was_numbered_in_a_transaction_that_did_not_happen_is_numbered_anew()
    {
        using var store = new NameStore(database);
        var batch = Batch(new Random(1), 10);
        var pairs = new long[batch.Count];
        database.Execute("BEGIN");
        store.Number(batch, pairs, new long[batch.Count]);
        database.Execute("ROLLBACK");
        store.Forget();

        store.Number(batch, pairs, new long[batch.Count]);

        Assert.Equal(pairs.Distinct().LongCount(), database.Number("SELECT count(*) FROM pair"));
    }

    static ContactBatch Batch(Random draw, int count)
    {
        var batch = new ContactBatch();
        for (var i = 0; i < count; i++)
        {
            batch.Add(new LedgerContact
            {
                Kind = draw.Next(10) == 0 ? ContactKind.Flow : ContactKind.DnsLookup,
                Source = Encoding.UTF8.GetBytes($"source{draw.Next(20)}"),
                Target = Encoding.UTF8.GetBytes(draw.Next(20) == 0 ? "" : $"target{draw.Next(20)}"),
                Outcome = Encoding.UTF8.GetBytes($"outcome{draw.Next(3)}"),
                Detail = Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"),
            });
        }
        return batch;
    }

    static string Text(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);

    string Row(string sql)
    {
        using var query = database.Prepare(sql);
        Assert.True(query.Step(), sql);
        return query.Text(0);
    }
}

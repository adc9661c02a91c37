using System.Text;
using Postern.Contacts;
using Postern.Ledger.Sqlite;
using Postern.Ledger.Tests.Specification;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>Contacts as the lines of a block: what is written is read, and nothing else is.</summary>
public sealed class ContactBlockTests : IDisposable
{
    readonly LedgerFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_block_is_an_array_of_lines()
    {
        var writer = new ContactBlockWriter();
        writer.Add(new LedgerContact { Time = 1_700_000_000_000_000_000, Figures = new(-1, 5353, -1, 17), Detail = "{\"qtype\":\"A\"}"u8 }, 3, 4);
        writer.Add(new LedgerContact { Figures = new(-1, -1, -1, 0) }, 5, 6);
        writer.Add(new LedgerContact { Time = -1, Figures = new(7, -1, 25, 18), Detail = "a\n\\\u0001\x7f"u8, Aggregate = true }, 8, 9);

        Assert.Equal("""
            [[0,1700000000000000000,3,4,17,"{\"qtype\":\"A\"}",5353],
            [1,null,5,6,null,""],
            [2,-1,8,9,18,"a\u000a\\\u0001
            """ + "\x7f\",null,7,25,1]]", Encoding.UTF8.GetString(writer.Text).ReplaceLineEndings());
    }

    [Fact]
    public void Any_octets_of_a_detail_come_back()
    {
        var draw = new Random(4711);
        for (var length = 0; length < 200; length++)
        {
            var detail = new byte[length];
            draw.NextBytes(detail);
            if (length > 100)
                detail.AsSpan(0, 100).Fill((byte)'x');
            var writer = new ContactBlockWriter();
            writer.Add(new LedgerContact { Detail = detail }, 1, 2);

            Assert.True(ContactLine.TryRead(writer.Text[1..^1], out var line));
            var room = new byte[line.Detail.Length];
            Assert.True(ContactLine.TryUnescape(line.Detail, room, out var written));
            Assert.Equal(detail, room[..written]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[0,1,2,3,4]")]
    [InlineData("[0,1,2,3,4,\"]")]
    [InlineData("[0,1,2,3,4,\"\"")]
    [InlineData("[0,1,2,3,4,\"\"] ")]
    [InlineData("[0, 1,2,3,4,\"\"]")]
    [InlineData("[null,1,2,3,4,\"\"]")]
    [InlineData("[0,9223372036854775808,2,3,4,\"\"]")]
    [InlineData("[0,1e3,2,3,4,\"\"]")]
    [InlineData("[0,1,2,3,0,\"\"]")]
    [InlineData("[0,1,2,3,4,\"\",-1]")]
    [InlineData("[0,1,2,3,4,\"\",1,2,3,0]")]
    [InlineData("[0,1,2,3,4,\"\",1,2,3,1,1]")]
    [InlineData("[0,1,2,3,4,\"\\")]
    [InlineData("[00,1,2,3,4,\"\"]")]
    [InlineData("[0,01,2,3,4,\"\"]")]
    [InlineData("[0,-0,2,3,4,\"\"]")]
    [InlineData("[0,-01,2,3,4,\"\"]")]
    [InlineData("[0,1,2,3,4,\"\",null]")]
    [InlineData("[0,1,2,3,4,\"\",1,null]")]
    [InlineData("[0,1,2,3,4,\"\",1,2,null]")]
    [InlineData("[0,1,2,3,4,\"\",null,null,null]")]
    [InlineData("[0,1,2,3,4,\"\t\"]")]
    [InlineData("[0,1,2,3,4,\"\0\"]")]
    public void What_the_writer_does_not_write_is_not_read(string text) =>
        Assert.False(ContactLine.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("\\")]
    [InlineData("\\n")]
    [InlineData("\\u0100")]
    [InlineData("\\u00")]
    [InlineData("\\u00g1")]
    [InlineData("\\u0041")]
    [InlineData("\\u0022")]
    [InlineData("\\u0020")]
    [InlineData("\\u000A")]
    [InlineData("\\u001F")]
    [InlineData("\\u0+1f")]
    public void An_escape_that_the_writer_does_not_write_is_not_read(string text) =>
        Assert.False(ContactLine.TryUnescape(Encoding.UTF8.GetBytes(text), new byte[16], out _));

    [Fact]
    public async Task Other_programs_read_the_same_contacts()
    {
        await Keep(3_000);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Read);
        using var rows = database.Prepare("SELECT number, time, source, target, outcome, source_port, bytes, detail, line FROM contacts ORDER BY number");
        List<string> ours = [], theirs = [];
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: true, (in LedgerContact c) => ours.Add(string.Join('|', c.Number, c.Time,
            Text(c.Source), Text(c.Target), Text(c.Outcome), c.Figures.SourcePort, c.Figures.Bytes, Text(c.Detail), c.Figures.Line)), Cancellation);
        while (rows.Step())
        {
            theirs.Add(string.Join('|', rows.Number(0), rows.Number(1, LedgerContact.NoTime), rows.Text(2), rows.Text(3), rows.Text(4),
                rows.Number(5, -1), rows.Number(6, -1), rows.Text(7), rows.Number(8)));
        }

        Assert.Equal(3_000, ours.Count);
        Assert.Equal(ours, theirs);
        Assert.Equal(3, database.Number("SELECT count(*) FROM contact_block"));

        static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
    }

    [Theory]
    [InlineData(0, 3_000)]
    [InlineData(1_023, 1_025)]
    [InlineData(1_500, 1_501)]
    [InlineData(2_999, 5_000)]
    [InlineData(3_000, 3_001)]
    public async Task A_range_begins_and_ends_inside_blocks(long first, long last)
    {
        await Keep(3_000);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);
        List<long> numbers = [];

        reader.ReadContacts(first, last, ContactFilter.None, whole: false, (in LedgerContact c) => numbers.Add(c.Number), Cancellation);

        Assert.Equal(Enumerable.Range((int)first, (int)(Math.Min(last, 3_000) - first)).Select(n => (long)n), numbers);
    }

    [Theory]
    [InlineData("UPDATE contact_block SET contacts = replace(contacts, char(10) || '[700,', char(10) || '[7000,') WHERE first = 0", 700)]
    [InlineData("UPDATE contact_block SET contacts = json_remove(contacts, '$[0]') WHERE first = 0", 0)]
    [InlineData("UPDATE contact_block SET contacts = json_remove(contacts, '$[#-1]') WHERE first = 1024", 1_024)]
    [InlineData("UPDATE contact_block SET count = 2000 WHERE first = 0", 1_024)]
    [InlineData("UPDATE contact_block SET first = 2000 WHERE first = 2048", 2_000)]
    [InlineData("UPDATE contact_block SET contacts = '' WHERE first = 1024", 1_024)]
    public async Task A_block_that_was_changed_is_not_served(string sql, long lost)
    {
        await Keep(3_000);
        Change(sql);
        using var reader = SqliteLedgerReader.Open(folder.Ledger);

        var problem = Assert.Throws<LedgerException>(() =>
            reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: false, (in LedgerContact _) => { }, Cancellation));

        Assert.Contains($"entry {lost} is missing or cannot be read", problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(folder.Verify());
    }

    [Theory]
    [InlineData("UPDATE contact_block SET contacts = substr(contacts, 1, length(contacts) - 1) || ',' || char(10) || '[0,1,1,1,1,\"\"]]' WHERE first = 1024",
        "the block of contacts from 1024 on has 1,025 lines for 1,024 contacts")]
    [InlineData("UPDATE contact_block SET contacts = substr(contacts, 1, length(contacts) - 1) || ',' || char(10) || '[5000,1,1,1,1,\"\"]]' WHERE first = 1024",
        "the block of contacts from 1024 on has 1,025 lines for 1,024 contacts")]
    [InlineData("UPDATE contact_block SET contacts = contacts || char(10) WHERE first = 0", "the block of contacts from 0 on has 1,025 lines for 1,024 contacts")]
    [InlineData("UPDATE contact_block SET contacts = replace(contacts, char(10) || '[700,', char(10) || char(10) || '[700,') WHERE first = 0",
        "the block of contacts from 0 on has 1,025 lines for 1,024 contacts")]
    [InlineData("UPDATE contact_block SET contacts = replace(contacts, char(10) || '[700,', char(10) || '[0700,') WHERE first = 0", "entry 700: gone")]
    [InlineData("UPDATE contact_block SET contacts = contacts || ' ' WHERE first = 2048", "entry 2999: gone")]
    [InlineData("INSERT INTO contact_block VALUES (-5, 1, 1, '[[0,1,1,1,1,\"\"]]')", "the block of contacts from -5 on stands before the first entry")]
    [InlineData("INSERT INTO contact_block VALUES (3001, 0, 1, '[[0,1,1,1,1,\"\"]]')", "the block of contacts from 3001 on has 1 lines for 0 contacts")]
    [InlineData("UPDATE contact_block SET file = 0 WHERE first = 3000", "the block of contacts from 3000 on names a file 0")]
    public async Task A_contact_that_never_was_is_not_served_and_found(string sql, string sentence)
    {
        await Keep(3_000);
        await Keep(1, file: 0);
        Change(sql);
        long served = 0;
        using (var reader = SqliteLedgerReader.Open(folder.Ledger))
        {
            try
            {
                reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: true, (in LedgerContact _) => served++, Cancellation);
            }
            catch (LedgerException)
            {
                // It says where the first is that cannot be read.
            }
        }

        var faults = folder.Verify();

        Assert.InRange(served, 0, 3_001);
        Assert.True(faults.Any(f => f.StartsWith(sentence, StringComparison.Ordinal)), string.Join('\n', faults));
    }

    void Change(string sql)
    {
        using var database = SqliteDatabase.Open(folder.Ledger, SqliteAccess.Write);
        database.Execute(sql);
    }

    /// <summary>Contacts of one file, which share blocks.</summary>
    async Task Keep(int count, long file = 1)
    {
        var batch = new ContactBatch();
        for (var i = 0; i < count; i++)
        {
            var contact = Some.Contact(i);
            contact.File = file;
            batch.Add(contact);
        }
        await using var ledger = SqliteLedger.Open(folder.Ledger, new LedgerOptions());
        await ledger.AppendAsync(batch, Cancellation);
    }
}

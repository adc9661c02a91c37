using System.Globalization;
using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The tables of a ledger file: how they are made, brought up to date, and recognised.</summary>
static class Schema
{
    /// <summary>Marks an SQLite file as a ledger (bytes 68 to 71 of its header): "Pstn".</summary>
    public const int ApplicationId = 0x5073746E;

    /// <summary>The migrations, in order; migration n makes version n.</summary>
    static readonly string[] Migrations = ["0001-ledger"];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Whether a file begins as an SQLite file that is a ledger.</summary>
    public static bool IsLedger(ReadOnlySpan<byte> head) =>
        head.Length >= 72 && head.StartsWith("SQLite format 3\0"u8)
        && System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head[68..]) == ApplicationId;

    /// <summary>Refuses what is no ledger, or one that a newer program wrote; gives the version.</summary>
    public static int Check(SqliteDatabase database)
    {
        if (database.Number("PRAGMA application_id") != ApplicationId)
            throw new LedgerException(LedgerFailure.NotALedger, $"{database.Path}: is no ledger (an SQLite file of another program)");
        var version = (int)database.Number("PRAGMA user_version")!.Value;
        if (version == 0)
            throw new LedgerException(LedgerFailure.Damaged, $"{database.Path}: the version of its tables is gone");
        if (version > Version)
        {
            throw new LedgerException(LedgerFailure.NewerSchema,
                $"{database.Path}: a newer postern wrote this ledger (version {version} of its tables; this program knows {Version}); use that program");
        }
        return version;
    }

    /// <summary>Makes the tables in an empty file, within a transaction of the caller.</summary>
    public static void Create(SqliteDatabase database)
    {
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        for (var version = 1; version <= Version; version++)
            Apply(database, version);
    }

    /// <summary>Brings older tables up to date, in one transaction.</summary>
    public static void Migrate(SqliteDatabase database, int from)
    {
        if (from == Version)
            return;
        database.Execute("BEGIN IMMEDIATE");
        for (var version = from + 1; version <= Version; version++)
            Apply(database, version);
        database.Execute("COMMIT");
    }

    static void Apply(SqliteDatabase database, int version)
    {
        database.Execute(Sql.Text(Migrations[version - 1]));
        WriteWords(database);
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
    }

    /// <summary>Where the tables, views and words are not those that this program writes, a sentence each.</summary>
    public static IEnumerable<string> Differences(SqliteDatabase database)
    {
        using var fresh = SqliteDatabase.Open(":memory:", SqliteAccess.Create);
        Create(fresh);
        foreach (var query in new[] { "schema-scan", "words-scan" })
        {
            var (expected, there) = (Lines(fresh, query), Lines(database, query));
            foreach (var line in expected.Except(there, StringComparer.Ordinal))
                yield return $"{line} is missing or changed";
            foreach (var line in there.Except(expected, StringComparer.Ordinal))
                yield return $"{line} does not belong there, or was changed";
        }
    }

    static List<string> Lines(SqliteDatabase database, string query)
    {
        List<string> lines = [];
        using var rows = database.Named(query);
        while (rows.Step())
            lines.Add(rows.Text(0));
        return lines;
    }

    /// <summary>Writes the words of kinds and fields, which only other programs read.</summary>
    static void WriteWords(SqliteDatabase database)
    {
        using var insert = database.Named("word-insert");
        foreach (var kind in Enum.GetValues<ContactKind>())
            Write("contact", (int)kind, kind.Word());
        foreach (var kind in Enum.GetValues<EntryKind>())
            Write("entry", (int)kind, kind.Word());
        foreach (var field in Enum.GetValues<EntryField>())
            Write("field", (int)field, field.Word());

        void Write(string of, int number, string word) => insert.BindText(1, of).Bind(2, number).BindText(3, word).Run();
    }
}

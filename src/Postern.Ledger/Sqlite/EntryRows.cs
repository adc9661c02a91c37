using System.Buffers.Binary;
using System.Text.Unicode;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Entries that are no contacts, as rows: inserted by the writer, read back by everyone.</summary>
static class EntryRows
{
    /// <summary>Inserts an entry with its fields.</summary>
    public static void Insert(SqliteStatement entries, SqliteStatement values, PlainEntry entry, long number)
    {
        entries.Bind(1, number).Bind(2, entry.Time, LedgerContact.NoTime).Bind(3, (int)entry.Kind).Run();
        foreach (var (field, value) in entry.Values)
        {
            values.Bind(1, number).Bind(2, (int)field);
            _ = ClassOf(field, value.Span) switch
            {
                StorageClass.Integer => values.Bind(3, BinaryPrimitives.ReadInt64BigEndian(value.Span)),
                StorageClass.Text => values.BindText(3, value.Span),
                _ => values.BindBlob(3, value.Span),
            };
            values.Run();
        }
    }

    /// <summary>Reads entries from a statement with the columns number, time, kind, field, value, in the order of numbers.
    /// What <see cref="Insert"/> would not have written is null: it would say one thing here and another to other programs.</summary>
    public static IEnumerable<(long Number, PlainEntry? Entry)> Read(SqliteStatement rows)
    {
        PlainEntry? entry = null;
        long number = -1;
        while (rows.Step())
        {
            if (rows.Number(0) != number)
            {
                if (number >= 0)
                    yield return (number, entry);
                number = rows.Number(0);
                entry = Begin(rows);
            }
            if (!rows.IsNull(3) && entry is not null && !TryAdd(entry, rows))
                entry = null;
        }
        if (number >= 0)
            yield return (number, entry);
    }

    static PlainEntry? Begin(SqliteStatement row)
    {
        var isDated = !row.IsNull(1);
        return row.Number(2) is >= 0 and <= byte.MaxValue and not (long)EntryKind.Contact and var kind
            && !(isDated && row.Number(1) == LedgerContact.NoTime)
            ? new PlainEntry((EntryKind)kind, isDated ? row.Number(1) : LedgerContact.NoTime)
            : null;
    }

    static bool TryAdd(PlainEntry entry, SqliteStatement row)
    {
        if (row.Number(3) is not (>= 0 and <= byte.MaxValue and var number))
            return false;
        var field = (EntryField)number;
        var stored = row.ClassOf(4);
        try
        {
            if (IsNumber(field))
            {
                entry.Add(field, row.Number(4));
                return stored == StorageClass.Integer;
            }
            var value = row.Bytes(4).ToArray();
            entry.Add(field, value);
            return stored == ClassOf(field, value);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>How a value is stored: as what other programs can read, as long as nothing of it is lost.</summary>
    static StorageClass ClassOf(EntryField field, ReadOnlySpan<byte> value) =>
        IsNumber(field) ? StorageClass.Integer
        : field.Form() == EntryValueForm.Text && Utf8.IsValid(value) && !value.Contains((byte)0) ? StorageClass.Text
        : StorageClass.Blob;

    static bool IsNumber(EntryField field) => field.Form() is EntryValueForm.Number or EntryValueForm.Instant;
}

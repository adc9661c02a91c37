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
            if (IsNumber(field))
                values.Bind(3, BinaryPrimitives.ReadInt64BigEndian(value.Span));
            else if (field.Form() == EntryValueForm.Text && Utf8.IsValid(value.Span) && !value.Span.Contains((byte)0))
                values.BindText(3, value.Span);
            else
                values.BindBlob(3, value.Span);
            values.Run();
        }
    }

    /// <summary>Reads entries from a statement with the columns number, time, kind, field, value, in the order of numbers.
    /// What cannot be an entry any more is null.</summary>
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
                entry = new PlainEntry((EntryKind)rows.Number(2), rows.Number(1, LedgerContact.NoTime));
            }
            if (!rows.IsNull(3) && entry is not null && !TryAdd(entry, (EntryField)rows.Number(3), rows))
                entry = null;
        }
        if (number >= 0)
            yield return (number, entry);
    }

    static bool TryAdd(PlainEntry entry, EntryField field, SqliteStatement rows)
    {
        try
        {
            if (IsNumber(field))
                entry.Add(field, rows.Number(4));
            else
                entry.Add(field, rows.Bytes(4).ToArray());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static bool IsNumber(EntryField field) => field.Form() is EntryValueForm.Number or EntryValueForm.Instant;
}

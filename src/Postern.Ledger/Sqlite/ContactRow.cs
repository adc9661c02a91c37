using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Contacts as rows of <c>contacts-scan.sql</c> and, without what is not asked for, <c>contacts-scan-times.sql</c>.</summary>
static class ContactRow
{
    /// <summary>Reads the contact of a row; false when its names are missing. The spans live until the next step.</summary>
    public static bool TryRead(SqliteStatement row, PairTable pairs, bool whole, out LedgerContact contact)
    {
        contact = new LedgerContact();
        if (!pairs.TryGet(row.Number(2), out var kind, out var source, out var target))
            return false;
        contact.Number = row.Number(0);
        contact.Time = row.Number(1, LedgerContact.NoTime);
        contact.Kind = kind;
        contact.Source = source;
        contact.Target = target;
        contact.File = row.Number(3);
        contact.Aggregate = row.Number(5) != 0;
        var line = row.Number(4);
        if (!whole)
        {
            contact.Figures = new ContactFigures(-1, -1, -1, line);
            return true;
        }
        if (!pairs.TryName(row.Number(6), out var outcome))
            return false;
        contact.Outcome = outcome;
        contact.Figures = new ContactFigures(row.Number(7, -1), (int)row.Number(8, -1), (int)row.Number(9, -1), line);
        contact.Detail = row.Bytes(10);
        return true;
    }
}

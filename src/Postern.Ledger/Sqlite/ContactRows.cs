namespace Postern.Ledger.Sqlite;

/// <summary>Inserts contacts, several in a statement. For the writer's thread.</summary>
/// <remarks>A statement of 16 rows costs a fifth less than 16 statements, and a parameter that has not changed since the last
/// statement is not bound again: most contacts of a file share file, outcome and what is unknown.</remarks>
sealed class ContactRows : IDisposable
{
    const int RowsTogether = 16;
    const int Columns = 11;

    readonly NameStore names;
    readonly SqliteStatement together;
    readonly SqliteStatement single;
    readonly long[] boundTogether = new long[RowsTogether * Columns];
    readonly long[] boundSingle = new long[Columns];

    public ContactRows(SqliteDatabase database, NameStore names)
    {
        this.names = names;
        together = database.Named("contact-insert", RowsTogether);
        single = database.Named("contact-insert");
        // Parameters begin as NULL, which stands for Unknown here.
        Array.Fill(boundTogether, Unknown);
        Array.Fill(boundSingle, Unknown);
    }

    /// <summary>A number that no column holds.</summary>
    const long Unknown = long.MinValue;

    /// <summary>Inserts the contacts of a batch with numbers from <paramref name="first"/> on.</summary>
    public void Insert(ContactBatch batch, long first)
    {
        var place = 0;
        for (; place + RowsTogether <= batch.Count; place += RowsTogether)
        {
            for (var row = 0; row < RowsTogether; row++)
                Bind(together, boundTogether, row * Columns, batch[place + row], first + place + row);
            together.Run();
        }
        for (; place < batch.Count; place++)
        {
            Bind(single, boundSingle, 0, batch[place], first + place);
            single.Run();
        }
    }

    public void Dispose()
    {
        together.Dispose();
        single.Dispose();
    }

    void Bind(SqliteStatement statement, long[] bound, int at, in LedgerContact contact, long number)
    {
        var figures = contact.Figures;
        Number(0, number);
        Number(1, contact.Time == LedgerContact.NoTime ? Unknown : contact.Time);
        Number(2, names.Pair(contact.Kind, contact.Source, contact.Target));
        Number(3, names.Name(contact.Outcome));
        Number(4, figures.Bytes < 0 ? Unknown : figures.Bytes);
        Number(5, figures.SourcePort < 0 ? Unknown : figures.SourcePort);
        Number(6, figures.TargetPort < 0 ? Unknown : figures.TargetPort);
        Number(7, contact.File == 0 ? Unknown : contact.File);
        Number(8, figures.Line == 0 ? Unknown : figures.Line);
        Number(9, contact.Aggregate ? 1 : Unknown);
        statement.BindText(at + Columns, contact.Detail);

        void Number(int column, long value)
        {
            ref var last = ref bound[at + column];
            if (last == value)
                return;
            last = value;
            statement.Bind(at + column + 1, value, Unknown);
        }
    }
}

namespace Postern.Ledger.Sqlite;

/// <summary>Keeps contacts, a block of them in a row. Numbers of names are found by the writer's thread, for which all of it is; other
/// threads write the text of the blocks meanwhile.</summary>
sealed class ContactBlocks : IDisposable
{
    readonly NameStore names;
    readonly PreparingThreads threads;
    readonly SqliteStatement insert;
    readonly Stack<ContactBlockWriter> texts = [];
    readonly Stack<PreparedContacts> used = [];

    public ContactBlocks(SqliteDatabase database, NameStore names, PreparingThreads threads)
    {
        (this.names, this.threads) = (names, threads);
        insert = database.Named("contact-block-insert");
    }

    /// <summary>Starts to prepare the contacts of a batch.</summary>
    /// <param name="batch">Stays as it is until they are inserted, or nobody waits for them any more.</param>
    /// <param name="first">Number of its first contact.</param>
    public PreparedContacts Prepare(ContactBatch batch, long first)
    {
        var prepared = used.TryPop(out var room) ? room : new PreparedContacts();
        prepared.Begin(first, batch.Count);
        names.Number(batch, prepared.Pairs, prepared.Outcomes);
        for (int place = 0, start = 0; place < batch.Count; place++)
        {
            var number = first + place + 1;
            if (place + 1 < batch.Count && place + 1 - start < ContactBlockWriter.Most && number % SaltKeys.RunLength != 0
                && batch.FileOf(place + 1) == batch.FileOf(place))
                continue;
            var block = new ContactBlock(start, place + 1 - start, batch.FileOf(place), Room());
            block.Written = threads.Begin(() => prepared.Write(batch, block));
            prepared.Blocks.Add(block);
            start = place + 1;
        }
        return prepared;
    }

    /// <summary>Keeps what was prepared, within the writer's transaction.</summary>
    public void Insert(PreparedContacts prepared)
    {
        foreach (var block in prepared.Blocks)
        {
            block.Written!.GetAwaiter().GetResult();
            insert.Bind(1, prepared.First + block.Start).Bind(2, block.Count).Bind(3, block.File, 0).BindText(4, block.Text.Text).Run();
            texts.Push(block.Text);
        }
        used.Push(prepared);
    }

    /// <summary>Keeps one contact by itself.</summary>
    public void Insert(in LedgerContact contact, long number)
    {
        var text = Room();
        text.Add(contact, names.Pair(contact.Kind, contact.Source, contact.Target), names.Name(contact.Outcome));
        insert.Bind(1, number).Bind(2, 1).Bind(3, contact.File, 0).BindText(4, text.Text).Run();
        texts.Push(text);
    }

    public void Dispose() => insert.Dispose();

    ContactBlockWriter Room()
    {
        if (!texts.TryPop(out var text))
            return new ContactBlockWriter();
        text.Clear();
        return text;
    }
}

/// <summary>Contacts of a batch on their way into the store. Its rooms are used again.</summary>
sealed class PreparedContacts
{
    long[] pairs = [];
    long[] outcomes = [];
    int count;

    /// <summary>Number of the first.</summary>
    public long First { get; private set; }

    /// <summary>Number of the pair of each.</summary>
    public Span<long> Pairs => pairs.AsSpan(0, count);

    /// <summary>Number of the outcome's name of each.</summary>
    public Span<long> Outcomes => outcomes.AsSpan(0, count);

    /// <summary>Their blocks.</summary>
    public List<ContactBlock> Blocks { get; } = [];

    /// <summary>Begins anew.</summary>
    public void Begin(long first, int contacts)
    {
        (First, count) = (first, contacts);
        if (pairs.Length < contacts)
            (pairs, outcomes) = (new long[contacts], new long[contacts]);
        Blocks.Clear();
    }

    /// <summary>Writes the text of a block.</summary>
    public void Write(ContactBatch batch, ContactBlock block)
    {
        for (var place = block.Start; place < block.Start + block.Count; place++)
            block.Text.Add(batch[place], pairs[place], outcomes[place]);
    }

    /// <summary>Waits until nobody reads the batch any more.</summary>
    public void Wait()
    {
        foreach (var block in Blocks)
            block.Written!.WaitForEnd();
    }
}

/// <summary>Contacts [Start, Start + Count) of a batch, which have one file and one key, and the text that they are to have.</summary>
sealed record ContactBlock(int Start, int Count, long File, ContactBlockWriter Text)
{
    /// <summary>Writes the text.</summary>
    public Task? Written { get; set; }
}

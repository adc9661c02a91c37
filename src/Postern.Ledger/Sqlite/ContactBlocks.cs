using System.Collections.Concurrent;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Keeps contacts, a block of them in a row. Numbers of names are found by the writer's thread; other threads write the text
/// of the blocks and hash the contacts meanwhile.</summary>
sealed class ContactBlocks : IDisposable
{
    readonly NameStore names;
    readonly SaltKeys keys;
    readonly SqliteStatement insert;
    readonly ConcurrentBag<ContactBlockWriter> texts = [];
    readonly ConcurrentBag<ContactLeaves> leaves = [];

    public ContactBlocks(SqliteDatabase database, NameStore names, SaltKeys keys)
    {
        (this.names, this.keys) = (names, keys);
        insert = database.Named("contact-block-insert");
    }

    /// <summary>Starts to prepare the contacts of a batch.</summary>
    /// <param name="batch">Stays as it is until the task has ended.</param>
    /// <param name="first">Number of its first contact.</param>
    public Task<PreparedContacts> Prepare(ContactBatch batch, long first)
    {
        var pairs = new long[batch.Count];
        var outcomes = new long[batch.Count];
        List<Block> blocks = [];
        names.Number(batch, pairs, outcomes);
        for (int place = 0, start = 0; place < batch.Count; place++)
        {
            var number = first + place + 1;
            if (place + 1 < batch.Count && place + 1 - start < ContactBlockWriter.Most && number % SaltKeys.RunLength != 0
                && batch.FileOf(place + 1) == batch.FileOf(place))
                continue;
            blocks.Add(new Block(start, place + 1 - start, batch.FileOf(place), keys.Of(number - 1)));
            start = place + 1;
        }
        return Task.Run(() =>
        {
            var hashes = GC.AllocateUninitializedArray<MerkleHash>(batch.Count);
            Parallel.ForEach(blocks, block => Write(batch, pairs, outcomes, first, block, hashes));
            return new PreparedContacts(first, hashes, blocks);
        });
    }

    /// <summary>Keeps what was prepared, within the writer's transaction.</summary>
    public void Insert(PreparedContacts prepared)
    {
        foreach (var block in prepared.Blocks)
        {
            insert.Bind(1, prepared.First + block.Start).Bind(2, block.Count).Bind(3, block.File, 0).BindText(4, block.Text!.Text).Run();
            texts.Add(block.Text);
        }
    }

    /// <summary>Keeps one contact by itself.</summary>
    public void Insert(in LedgerContact contact, long number)
    {
        var text = Room();
        text.Add(contact, names.Pair(contact.Kind, contact.Source, contact.Target), names.Name(contact.Outcome));
        insert.Bind(1, number).Bind(2, 1).Bind(3, contact.File, 0).BindText(4, text.Text).Run();
        texts.Add(text);
    }

    public void Dispose() => insert.Dispose();

    void Write(ContactBatch batch, long[] pairs, long[] outcomes, long first, Block block, MerkleHash[] hashes)
    {
        if (!leaves.TryTake(out var hashing))
            hashing = new ContactLeaves();
        var text = Room();
        hashing.Begin(block.Key, first + block.Start);
        for (var place = block.Start; place < block.Start + block.Count; place++)
        {
            var contact = batch[place];
            text.Add(contact, pairs[place], outcomes[place]);
            hashing.Add(contact.Time, contact.Kind, contact.Outcome, contact.File, contact.Aggregate,
                contact.Source, contact.Target, contact.Figures, contact.Detail);
        }
        hashing.Complete(hashes.AsSpan(block.Start, block.Count));
        leaves.Add(hashing);
        block.Text = text;
    }

    ContactBlockWriter Room()
    {
        if (!texts.TryTake(out var text))
            return new ContactBlockWriter();
        text.Clear();
        return text;
    }

    /// <summary>Contacts [Start, Start + Count) of a batch, which have one file and one key.</summary>
    internal sealed record Block(int Start, int Count, long File, byte[] Key)
    {
        /// <summary>Its text, once it is written.</summary>
        public ContactBlockWriter? Text { get; set; }
    }
}

/// <summary>Contacts that are ready to be kept.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Hashes">Their leaf hashes.</param>
/// <param name="Blocks">Their blocks.</param>
sealed record PreparedContacts(long First, MerkleHash[] Hashes, IReadOnlyList<ContactBlocks.Block> Blocks);

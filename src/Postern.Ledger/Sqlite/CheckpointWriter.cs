using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Signs checkpoints when they are due and keeps them. For the writer's thread.</summary>
sealed class CheckpointWriter : IDisposable
{
    readonly SqliteDatabase database;
    readonly LedgerOptions options;
    readonly TreeStore tree;
    readonly SigningKey key;
    readonly SqliteStatement insert;
    CheckpointSchedule schedule;
    bool hasSigned;

    /// <summary>Signs the checkpoints of a tree.</summary>
    public CheckpointWriter(SqliteDatabase database, LedgerOptions options, TreeStore tree, SigningKey key)
    {
        (this.database, this.options, this.tree, this.key) = (database, options, tree, key);
        insert = database.Named("checkpoint-insert");
        schedule = Load();
    }

    /// <summary>Signs a checkpoint over the tree as it is; the last one when that covers it.</summary>
    public StoredCheckpoint Sign()
    {
        if (!schedule.IsWanted(tree.Size))
            return Last();
        var note = new Checkpoint(key.Verifier.Name, tree.Size, tree.Root()).Sign(key).ToString();
        var made = new StoredCheckpoint(tree.Size, note);
        insert.Bind(1, made.Size).BindText(2, made.Note).Run();
        schedule.Sealed(made.Size);
        hasSigned = true;
        return made;
    }

    /// <summary>Signs one when the tree has grown enough, or its last growth is long enough ago; and over what a writer finds and his first
    /// entries, so that what is unsigned is never more than the last minute of one of them.</summary>
    public void SignWhenDue()
    {
        var isDue = schedule.Grown(tree.Size) is not null;
        if (isDue || !hasSigned)
            Sign();
    }

    /// <summary>The transaction did not happen: what was signed in it is not kept.</summary>
    public void Undo()
    {
        schedule = Load();
        hasSigned = false;
    }

    public void Dispose()
    {
        insert.Dispose();
        key.Dispose();
    }

    StoredCheckpoint Last()
    {
        using var rows = database.Named("checkpoint-last");
        rows.Step();
        return new StoredCheckpoint(rows.Number(0), rows.Text(1));
    }

    CheckpointSchedule Load()
    {
        var signed = database.Number("SELECT max(size) FROM checkpoint") ?? -1;
        var loaded = new CheckpointSchedule(signed, options.Clock) { Entries = options.SealEvery, Interval = options.SealWithin };
        loaded.Grown(tree.Size);
        return loaded;
    }
}

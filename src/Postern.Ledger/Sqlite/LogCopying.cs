namespace Postern.Ledger.Sqlite;

/// <summary>Copies SQLite's log into the file while the writer goes on writing, on a thread and a connection of its own.</summary>
/// <remarks>
/// SQLite does it in a commit, when the log has grown to some length: whoever waits for that commit waits for megabytes to be copied and
/// for the file to be synced. Here the writer's share is what was written meanwhile: it copies the end, and its next commit begins the
/// log anew. For the writer's thread, between two transactions, and for whoever comes when that has ended.
/// </remarks>
sealed class LogCopying : IDisposable
{
    /// <summary>Octets of the log from which on it is copied: most pages are changed many times before, and are copied once.</summary>
    const int Worthwhile = 16 << 20;

    /// <summary>How often its length the log may have grown before the writer waits for the copying: where the disk is slow.</summary>
    const int MostTimes = 4;

    readonly SqliteDatabase writer;
    readonly SqliteDatabase copier;
    readonly long worthwhile;
    // What goes on beside the writer; null when nothing does.
    Task? copying;
    bool isOver;
    // Pages of the log since it began, and of those as many as are there when it is looked at next.
    long pages;
    long next;

    /// <summary>Takes over from SQLite.</summary>
    /// <param name="writer">The connection that writes.</param>
    public LogCopying(SqliteDatabase writer)
    {
        this.writer = writer;
        worthwhile = Worthwhile / writer.Number("PRAGMA page_size")!.Value;
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        // What a crash has left.
        End();
        copier = SqliteDatabase.Open(writer.Path, SqliteAccess.Write);
    }

    /// <summary>Looks how long the log is, and has it copied, or ends its copying.</summary>
    public void Look()
    {
        pages += writer.TakeWrittenPages();
        if (isOver || pages < next)
            return;
        copying ??= Task.Factory.StartNew(copier.CopyLog, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (pages >= MostTimes * worthwhile)
            copying.WaitForEnd();
        if (!copying.IsCompleted)
            return;
        copying = null;
        End();
    }

    /// <summary>Ends it when what is begun is done: from now on the log stays as it is.</summary>
    public void Dispose()
    {
        if (isOver)
            return;
        isOver = true;
        copying?.WaitForEnd();
        copier.Dispose();
    }

    // What a reader still needs stays in the log; it is tried again when there is more.
    void End()
    {
        pages = writer.CopyLog() ?? pages;
        next = pages == 0 ? worthwhile : pages + worthwhile / 4;
    }
}

using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

// What the writer's thread does: transactions, and the works in them.
public sealed partial class SqliteLedger
{
    /// <summary>One transaction of the writer's thread.</summary>
    sealed class Transaction : Group
    {
        readonly SqliteLedger ledger;
        bool done;
        bool endsHere;
        bool ends;

        public Transaction(SqliteLedger ledger, bool undoesOne)
        {
            (this.ledger, UndoesOne) = (ledger, undoesOne);
            ledger.begin.Run();
        }

        /// <summary>Whether one work can be undone alone.</summary>
        public bool UndoesOne { get; }

        public EntryWriter Writer => ledger.writer;

        /// <summary>Why no entry is taken; null when one is.</summary>
        public LedgerException? Refusal => ledger.isOver ? ledger.Over() : null;

        /// <summary>Takes no entry any more.</summary>
        public void End() => endsHere = ledger.isOver = true;

        /// <summary>Appends an entry; one that ends something has it signed together with it.</summary>
        public void Append(PlainEntry entry)
        {
            Writer.Append(entry);
            ends |= Endings.Is(entry);
        }

        /// <summary>Signs a checkpoint over everything up to here.</summary>
        public StoredCheckpoint Seal()
        {
            ledger.writer.Finish();
            return ledger.checkpoints.Sign();
        }

        public override void Commit()
        {
            ledger.writer.Finish();
            if (ends)
                ledger.checkpoints.Sign();
            else
                ledger.checkpoints.SignWhenDue();
            ledger.commit.Run();
            done = true;
            Interlocked.Exchange(ref ledger.size, ledger.tree.Size);
        }

        public override void Dispose()
        {
            if (done)
                return;
            if (endsHere)
                ledger.isOver = false;
            ledger.database.TryExecute("ROLLBACK"); // SQLite has rolled back by itself after some faults
            ledger.writer.Undo();
            ledger.checkpoints.Undo();
        }
    }

    /// <summary>Work with a result that somebody waits for.</summary>
    abstract class Work<T> : Work
    {
        readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Done => done.Task;

        protected T Result { get; set; } = default!;

        /// <summary>Why it failed alone.</summary>
        protected Exception? Problem { get; set; }

        public override void Complete()
        {
            if (Problem is null)
                done.TrySetResult(Result);
            else
                done.TrySetException(Problem);
        }

        public override void Fail(Exception problem) => done.TrySetException(problem);
    }

    sealed class EntriesWork(IReadOnlyList<PlainEntry> entries, Action<SqliteDatabase, long>? alongside) : Work<long>
    {
        public override int Weight => entries.Count;

        public override void Apply(Group group)
        {
            var transaction = (Transaction)group;
            Result = transaction.Writer.Next;
            Problem = transaction.Refusal;
            if (Problem is not null)
                return;
            if (alongside is not null && transaction.UndoesOne)
                ApplyAlone(transaction, alongside);
            else
                ApplyWithOthers(transaction);
        }

        void ApplyWithOthers(Transaction transaction)
        {
            try
            {
                foreach (var entry in entries)
                    transaction.Append(entry);
                alongside?.Invoke(transaction.Writer.Database, Result);
            }
            catch (Exception problem) when (alongside is not null && problem is not LedgerException)
            {
                throw new LoneFailure(problem);
            }
        }

        void ApplyAlone(Transaction transaction, Action<SqliteDatabase, long> alongside)
        {
            var writer = transaction.Writer;
            writer.Database.Execute("SAVEPOINT own");
            try
            {
                foreach (var entry in entries)
                    transaction.Append(entry);
                alongside(writer.Database, Result);
            }
            catch (Exception problem) when (problem is not LedgerException)
            {
                writer.Database.Execute("ROLLBACK TO own; RELEASE own");
                writer.BackTo(Result);
                Problem = problem;
                return;
            }
            writer.Database.Execute("RELEASE own");
        }
    }

    sealed class ContactsWork(ContactBatch contacts, ContactHashing hashing) : Work<long>
    {
        readonly HashedContacts hashed = hashing.Expect(contacts);

        public override int Weight => contacts.Count;

        public override void Apply(Group group)
        {
            var writer = ((Transaction)group).Writer;
            Result = writer.Next;
            Problem = ((Transaction)group).Refusal;
            if (Problem is null)
                writer.Append(contacts, hashed);
        }

        // The contacts are their owner's again as soon as he is told.
        public override void Complete()
        {
            hashing.GiveBack(hashed);
            base.Complete();
        }

        public override void Fail(Exception problem)
        {
            hashing.GiveBack(hashed);
            base.Fail(problem);
        }
    }

    sealed class LastWork(PlainEntry last) : Work<StoredCheckpoint>
    {
        public override void Apply(Group group)
        {
            var transaction = (Transaction)group;
            Problem = transaction.Refusal;
            if (Problem is not null)
                return;
            transaction.Writer.Append(last);
            Result = transaction.Seal();
            transaction.End();
        }
    }

    sealed class ForgetWork(long? run, IReadOnlySet<long> kept) : Work<long>
    {
        public override int Weight => SaltKeys.RunLength;

        public override void Apply(Group group)
        {
            var writer = ((Transaction)group).Writer;
            writer.Finish();
            Problem = null;
            writer.Database.Execute("SAVEPOINT own");
            try
            {
                Result = writer.Forget(run, kept);
            }
            catch (LedgerException problem) when (problem.Failure == LedgerFailure.Damaged)
            {
                writer.Database.Execute("ROLLBACK TO own");
                Problem = problem;
            }
            writer.Database.Execute("RELEASE own");
        }
    }

    sealed class SealWork : Work<StoredCheckpoint>
    {
        public override void Apply(Group group) => Result = ((Transaction)group).Seal();
    }
}

using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>What the writer's thread does when a transaction fails.</summary>
public sealed class GroupCommitTests
{
    readonly List<string> done = [];
    readonly List<int> order = [];
    LedgerFailure? failure;

    [Fact]
    public async Task A_full_disk_gets_room_and_a_second_chance()
    {
        failure = LedgerFailure.Full;
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), () => { }, 10);
        var work = new SomeWork();

        await commits.Enqueue(work, TestContext.Current.CancellationToken);
        await work.Done.Task;

        Assert.Equal(["begin", "undo", "room", "begin to undo one", "commit"], done);
    }

    [Theory]
    [InlineData(LedgerFailure.Io)]
    [InlineData(LedgerFailure.Damaged)]
    public async Task After_any_other_fault_nothing_more_is_written(LedgerFailure other)
    {
        failure = other;
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), () => { }, 10);
        foreach (var work in new[] { new SomeWork(), new SomeWork() })
        {
            await commits.Enqueue(work, TestContext.Current.CancellationToken);
            Assert.Equal(other, (await Assert.ThrowsAsync<LedgerException>(() => work.Done.Task)).Failure);
        }

        Assert.Equal(["begin", "undo", "let be"], done);
    }

    [Fact]
    public async Task What_fails_alone_is_done_again_where_it_can_be_undone_alone_and_fails_nobody_else()
    {
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), () => { }, 10);
        var (bad, good) = (new SomeWork { FailsAlone = true }, new SomeWork());
        await Task.WhenAll(
            commits.Enqueue(bad, TestContext.Current.CancellationToken).AsTask(), commits.Enqueue(good, TestContext.Current.CancellationToken).AsTask());
        await Task.WhenAll(bad.Done.Task, good.Done.Task);

        // One after the other or together: what cannot undo one is left, and what can is committed.
        Assert.Equal(["begin", "undo", "begin to undo one", "commit"], done.Take(4));
        Assert.DoesNotContain("undo", done.Skip(4));
    }

    [Fact]
    public async Task Whatever_comes_and_however_much_of_it_is_done_once_and_in_its_order()
    {
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), () => { }, 7);
        var works = Enumerable.Range(0, 5_000).Select(number => new SomeWork { Number = number, Order = order }).ToList();
        foreach (var work in works)
            await commits.Enqueue(work, TestContext.Current.CancellationToken);
        await Task.WhenAll(works.Select(w => w.Done.Task));

        Assert.Equal(Enumerable.Range(0, 5_000), order);
    }

    void MakeRoom()
    {
        done.Add("room");
        failure = null;
    }

    SomeGroup Begin(bool undoesOne)
    {
        done.Add(undoesOne ? "begin to undo one" : "begin");
        return new SomeGroup(this, undoesOne);
    }

    sealed class SomeGroup(GroupCommitTests test, bool undoesOne) : Group
    {
        public bool UndoesOne => undoesOne;

        bool isCommitted;

        public override void Commit()
        {
            if (test.failure is { } failure)
                throw new LedgerException(failure, "the store failed");
            test.done.Add("commit");
            isCommitted = true;
        }

        public override void Dispose()
        {
            if (!isCommitted)
                test.done.Add("undo");
        }
    }

    sealed class SomeWork : Work
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool FailsAlone { get; init; }

        public int Number { get; init; }

        public List<int>? Order { get; init; }

        public override void Apply(Group group)
        {
            if (FailsAlone && !((SomeGroup)group).UndoesOne)
                throw new LoneFailure(new InvalidOperationException("as told"));
            Order?.Add(Number);
        }

        public override void Complete() => Done.SetResult();

        public override void Fail(Exception problem) => Done.SetException(problem);
    }
}

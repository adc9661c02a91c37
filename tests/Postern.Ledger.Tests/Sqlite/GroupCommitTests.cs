using Postern.Ledger.Sqlite;

namespace Postern.Ledger.Tests.Sqlite;

/// <summary>What the writer's thread does when a transaction fails.</summary>
public sealed class GroupCommitTests
{
    readonly List<string> done = [];
    LedgerFailure? failure;

    [Fact]
    public async Task A_full_disk_gets_room_and_a_second_chance()
    {
        failure = LedgerFailure.Full;
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), 10);
        var work = new SomeWork();

        await commits.Enqueue(work, TestContext.Current.CancellationToken);
        await work.Done.Task;

        Assert.Equal(["begin", "undo", "room", "begin", "commit"], done);
    }

    [Theory]
    [InlineData(LedgerFailure.Io)]
    [InlineData(LedgerFailure.Damaged)]
    public async Task After_any_other_fault_nothing_more_is_written(LedgerFailure other)
    {
        failure = other;
        await using var commits = new GroupCommit(Begin, MakeRoom, () => done.Add("let be"), 10);
        foreach (var work in new[] { new SomeWork(), new SomeWork() })
        {
            await commits.Enqueue(work, TestContext.Current.CancellationToken);
            Assert.Equal(other, (await Assert.ThrowsAsync<LedgerException>(() => work.Done.Task)).Failure);
        }

        Assert.Equal(["begin", "undo", "let be"], done);
    }

    void MakeRoom()
    {
        done.Add("room");
        failure = null;
    }

    SomeGroup Begin()
    {
        done.Add("begin");
        return new SomeGroup(this);
    }

    sealed class SomeGroup(GroupCommitTests test) : Group
    {
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

        public override void Apply(Group group)
        {
        }

        public override void Complete() => Done.SetResult();

        public override void Fail(Exception problem) => Done.SetException(problem);
    }
}

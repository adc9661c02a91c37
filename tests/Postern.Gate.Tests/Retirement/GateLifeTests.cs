using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Contacts;
using Postern.Gate.Control;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;
using Postern.Gate.Tests.Heartbeats;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Gate.Tests.Retirement;

public sealed class GateLifeTests : IAsyncLifetime
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    readonly ManualTime time = new();
    SimulatedGate gate = null!;
    SimulatedGate peer = null!;
    GatePolicy policy = null!;
    GateLife life = null!;
    Func<Task> endDeliveries = null!;

    public async ValueTask InitializeAsync()
    {
        gate = await SimulatedGate.OpenAsync("north", "south", time);
        peer = await SimulatedGate.OpenAsync("south", "north", time);
        Begin();
    }

    public async ValueTask DisposeAsync()
    {
        life.Dispose();
        gate.Peer = null;
        await gate.DisposeAsync();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_gate_goes_from_announced_to_sealed_and_its_ledger_takes_nothing_more()
    {
        Assert.Null(await life.AnnounceAsync(time.GetUtcNow() + 2 * Day, Day, "the owner"));
        await StepAsync(Day);
        Assert.Equal((LifeStage.Announced, GateState.Active), (life.Plan.Stage, policy.State));
        await StepAsync(Day);
        Assert.Equal((LifeStage.Sealed, GateState.Retired), (life.Plan.Stage, policy.State));
        Assert.Equal(["announced", "draining", "retired", "sealed"], Acts());
        var refused = await Assert.ThrowsAsync<LedgerException>(() => gate.Ledger.AppendAsync([new PlainEntry(EntryKind.Alarm, 0)], CancellationToken.None));
        Assert.Equal(LedgerFailure.Sealed, refused.Failure);
        using var reader = gate.Ledger.OpenReader();
        Assert.Equal(reader.Size, reader.ReadCheckpoints()[^1].Size);
        Assert.Equal("the gate is sealed already", await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner"));
    }

    [Fact]
    public async Task What_waits_is_delivered_while_the_gate_drains()
    {
        await SubmitAsync();
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        await StepAsync(Hour);
        Assert.Equal((LifeStage.Draining, GateState.Draining), (life.Plan.Stage, policy.State));
        gate.Peer = peer;
        await StepAsync(Hour);
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
    }

    [Fact]
    public async Task What_cannot_be_delivered_in_time_is_handed_back_with_a_report()
    {
        await SubmitAsync();
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        for (var i = 0; i < 23; i++)
            await StepAsync(Hour);
        Assert.Equal(LifeStage.Draining, life.Plan.Stage);
        await StepAsync(Hour);
        await StepAsync(Hour);
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        using var reader = gate.Ledger.OpenReader();
        Assert.Contains(reader.ReadEntries(EntryKind.AdministrativeAct), e => e.Entry.Text(EntryField.Act) == "queue-drop");
    }

    [Fact]
    public async Task What_an_attempt_goes_on_with_when_the_time_is_over_is_handed_back_when_that_has_ended()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        gate.Dialing = async stopping =>
        {
            begun.TrySetResult();
            await go.Task.WaitAsync(stopping);
        };
        await EnqueueAsync();
        await begun.Task;
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        time.Pass(Day);
        await life.StepAsync();
        Assert.Equal(LifeStage.Draining, life.Plan.Stage);
        go.SetResult();
        await StepAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        using var reader = gate.Ledger.OpenReader();
        Assert.Single(reader.ReadEntries(EntryKind.AdministrativeAct), e => e.Entry.Text(EntryField.Act) == "queue-drop");
        Assert.Contains(reader.ReadEntries(EntryKind.DeliveryAttempt), e => e.Entry.Text(EntryField.Target) == "mailbox postmaster" && e.Entry.Text(EntryField.Outcome) == "sent");
        Assert.Equal(0, reader.ReadEntries(EntryKind.Retirement).Last().Entry.Number(EntryField.Count));
    }

    [Fact]
    public async Task An_attempt_that_does_not_end_is_broken_off_and_recorded_before_the_seal()
    {
        var begun = new TaskCompletionSource();
        gate.Dialing = stopping =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        };
        await EnqueueAsync();
        await begun.Task;
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        time.Pass(2 * Day);
        await life.StepAsync();
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        using var reader = gate.Ledger.OpenReader();
        var ended = Assert.Single(reader.ReadEntries(EntryKind.DeliveryAttempt), e => e.Entry.Text(EntryField.Act) == "ended");
        Assert.Equal("unknown", ended.Entry.Text(EntryField.Outcome));
        Assert.Equal(1, reader.ReadEntries(EntryKind.Retirement).Last().Entry.Number(EntryField.Count));
    }

    [Fact]
    public async Task A_step_that_fails_is_taken_again_whatever_failed()
    {
        var failures = 0;
        endDeliveries = () => ++failures < 3 ? throw new InvalidOperationException("a bug") : gate.EndDeliveriesAsync();
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        var run = life.RunAsync(Cancellation);
        while (!run.IsCompleted)
        {
            time.Pass(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        await run;
        Assert.Equal((3, LifeStage.Sealed), (failures, life.Plan.Stage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_is_full_at_the_very_sealing_leaves_a_gate_that_is_sealed_when_there_is_room(bool startsAgain)
    {
        await SubmitAsync();
        gate.Peer = peer;
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        // The file has some free pages and may not grow, and the last checkpoint wants more.
        await ExecuteAsync("""
            CREATE TABLE filler (octets BLOB);
            INSERT INTO filler VALUES (zeroblob(200000));
            DELETE FROM filler;
            CREATE TRIGGER no_room BEFORE INSERT ON checkpoint WHEN EXISTS (SELECT 1 FROM entry_value WHERE field = 7 AND value = 'sealed')
              BEGIN INSERT INTO filler VALUES (zeroblob(1000000)); END;
            """);
        await ExecuteAsync("PRAGMA max_page_count = 1");
        time.Pass(Hour);
        await gate.Runner.WhenIdleAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(LedgerFailure.Full, (await Assert.ThrowsAsync<LedgerException>(life.StepAsync)).Failure);
            Assert.Equal((LifeStage.Retired, GateState.Retired), (life.Plan.Stage, policy.State));
        }
        Assert.Equal(["announced", "draining", "retired"], Acts());
        if (startsAgain)
            await RestartAsync();
        await ExecuteAsync("PRAGMA max_page_count = 1000000; DROP TRIGGER no_room");
        await StepAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        Assert.Equal(["announced", "draining", "retired", "sealed"], Acts());
        using var reader = gate.Ledger.OpenReader();
        Assert.Equal(reader.Size, reader.ReadCheckpoints()[^1].Size);
        Assert.Empty(((SqliteLedgerReader)reader).CheckStore());
    }

    // On the writer's own connection, as the world does it to its file.
    Task<long> ExecuteAsync(string sql) => gate.Ledger.AppendAsync([], (database, _) => database.Execute(sql), Cancellation);

    [Fact]
    public async Task An_announcement_can_be_moved_and_taken_back_and_an_end_cannot()
    {
        Assert.Equal("no end is announced", await life.CancelAsync("the owner"));
        await life.AnnounceAsync(time.GetUtcNow() + Day, Day, "the owner");
        await life.AnnounceAsync(time.GetUtcNow() + 3 * Day, Day, "the owner");
        await StepAsync(2 * Day);
        Assert.Equal(LifeStage.Announced, life.Plan.Stage);
        Assert.Null(await life.CancelAsync("the owner"));
        await StepAsync(2 * Day);
        Assert.Equal((LifeStage.Active, "active"), (life.Plan.Stage, life.Notice.State));
        await SubmitAsync();
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        await StepAsync(Hour);
        Assert.Equal("the gate is draining; that is not taken back", await life.CancelAsync("the owner"));
    }

    [Fact]
    public async Task A_gate_that_starts_again_goes_on_at_every_stage()
    {
        await SubmitAsync();
        var at = time.GetUtcNow() + Day;
        await life.AnnounceAsync(at, Day, "the owner");
        await RestartAsync();
        Assert.Equal(new LifePlan(LifeStage.Announced, at, Day), life.Plan);
        await StepAsync(Day);
        await RestartAsync();
        Assert.Equal((LifeStage.Draining, GateState.Draining), (life.Plan.Stage, policy.State));
        gate.Peer = peer;
        await StepAsync(Hour);
        await StepAsync(Hour);
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        life.Dispose();
        var folder = await gate.CloseAsync();
        var refused = Assert.Throws<LedgerException>(() => SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions()));
        Assert.Equal(LedgerFailure.Sealed, refused.Failure);
        using (var reader = SqliteLedgerReader.Open(Path.Combine(folder, "postern.db")))
            Assert.Equal(LifeStage.Sealed, LifePlan.Read(reader).Stage);
        Directory.Delete(folder, recursive: true);
        gate = await SimulatedGate.OpenAsync("north", "south", time);
        Begin();
    }

    [Fact]
    public async Task A_gate_whose_announcement_is_gone_drains_all_the_same()
    {
        await SubmitAsync();
        await gate.Ledger.AppendAsync([new PlainEntry(EntryKind.Retirement, UnixTime.From(time.GetUtcNow())).Add(EntryField.Act, "draining")], CancellationToken.None);
        await RestartAsync();
        Assert.Equal((LifeStage.Draining, time.GetUtcNow()), (life.Plan.Stage, life.Plan.At));
        await StepAsync(Hour);
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
    }

    [Fact]
    public async Task With_the_seal_the_whole_ledger_is_exported_and_a_failure_of_that_is_told_and_repaired()
    {
        var evidence = GateEvidence.PathOf(gate.Ledger.Path);
        Directory.CreateDirectory(evidence); // nothing can be put in its place
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        await life.RunAsync(Cancellation);
        Assert.Equal(LifeStage.Sealed, life.Plan.Stage);
        Assert.NotNull(life.EvidenceProblem);
        Assert.False(File.Exists($"{evidence}.part"));
        Assert.Contains("\"EvidenceProblem\":\"", JsonSerializer.Serialize(ControlAnswers.Life(life.Plan, evidence, life.EvidenceProblem)), StringComparison.Ordinal);

        Directory.Delete(evidence);
        for (var i = 0; i < 2; i++)
            life.ExportEvidence(Cancellation);
        Assert.Null(life.EvidenceProblem);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(evidence));
        await using var bundle = File.OpenRead(evidence);
        using var reader = SqliteLedgerReader.Open(gate.Ledger.Path);
        PlainEntry? last = null;
        var found = BundleVerification.Verify(bundle, [reader.Verifier], e => last = reader.ReadEntries(e.Index, e.Index + 1).Single().Entry, Cancellation);
        Assert.Equal((true, true, reader.Size), (found.Holds, found.IsContiguous, found.Entries));
        Assert.Equal("sealed", last!.Text(EntryField.Act));
    }

    [Fact]
    public async Task An_export_that_is_cut_short_leaves_what_was_there()
    {
        await life.AnnounceAsync(time.GetUtcNow(), Day, "the owner");
        await life.RunAsync(Cancellation);
        var evidence = GateEvidence.PathOf(gate.Ledger.Path);
        var before = await File.ReadAllBytesAsync(evidence, Cancellation);
        life.ExportEvidence(new CancellationToken(canceled: true));
        Assert.Equal("the gate was stopped before it was written", life.EvidenceProblem);
        Assert.Equal(before, await File.ReadAllBytesAsync(evidence, Cancellation));
        Assert.False(File.Exists($"{evidence}.part"));
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    void Begin()
    {
        endDeliveries = gate.EndDeliveriesAsync;
        policy = new GatePolicy(gate.Circle, StorageView.Boundless, time);
        life = new GateLife(policy, gate.Queue, () => endDeliveries(), gate.Ledger, gate.Circle, time, NullLogger.Instance);
        life.Restore();
    }

    async Task RestartAsync()
    {
        life.Dispose();
        gate = await SimulatedGate.OpenAsync("north", "south", time, folder: await gate.CloseAsync());
        Begin();
    }

    async Task StepAsync(TimeSpan pass)
    {
        time.Pass(pass);
        await gate.Runner.WhenIdleAsync();
        await life.StepAsync();
        await gate.Runner.WhenIdleAsync();
        await life.StepAsync();
    }

    async Task SubmitAsync()
    {
        await EnqueueAsync();
        await gate.Runner.WhenIdleAsync();
    }

    async Task EnqueueAsync()
    {
        var octets = Encoding.ASCII.GetBytes("Subject: t\r\n\r\nhello\r\n");
        var message = new QueuedMessage
        {
            Id = gate.Queue.Numbers.NextMessage(),
            Received = time.GetUtcNow(),
            Party = "user postmaster",
            ReversePath = Mailbox.Parse("postmaster@north.test"),
            Trace = "",
            Octets = octets,
            Content = MessageContent.Of("", octets),
            Recipients = [new QueuedRecipient(0, Mailbox.Parse("x@south.test"), RecipientParameters.None, QueueDestination.Peer("south")) { Next = time.GetUtcNow() }],
        };
        await gate.Queue.EnqueueAsync(message, [new PlainEntry(EntryKind.MessageAccepted, gate.Queue.Now)]);
    }

    List<string> Acts()
    {
        using var reader = gate.Ledger.OpenReader();
        return [.. reader.ReadEntries(EntryKind.Retirement).Select(e => e.Entry.Text(EntryField.Act))];
    }
}

using System.Text;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Gate.Tests.Queue;

public sealed class MailQueueTests : IAsyncLifetime
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    static readonly QueueDestination Bob = QueueDestination.Mailbox("bob");
    static readonly QueueDestination PeerB = QueueDestination.Peer("peer-b");

    readonly QueueWorld world = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_message_goes_to_each_of_its_destinations_and_leaves_nothing_behind()
    {
        await world.OpenAsync();
        var message = await world.EnqueueAsync(world.Message("alice@circle.test", ("bob@circle.test", Bob), ("x@peer-b.test", PeerB), ("y@peer-b.test", PeerB)));
        await world.Runner.WhenIdleAsync();
        Assert.Equal(["mailbox bob", "peer peer-b"], world.Agent.Delivered.Select(d => d.To).Order());
        Assert.Empty(world.Queue.List());
        Assert.Null(world.Queue.Read(message.Id));
        Assert.Equal(
            ["begun | - | peer peer-b", "ended | sent | mailbox bob", "ended | sent | peer peer-b", "ended | sent | peer peer-b"],
            world.Attempts().Order());
    }

    [Fact]
    public async Task Waits_double_from_the_first_to_the_longest_and_the_sender_hears_of_the_delay_and_of_the_end()
    {
        await world.OpenAsync();
        world.Agent.Always("peer peer-b", DeliveryStatus.Deferred, "no room", wasReached: false);
        await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB)));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromMinutes(5));
        var at = world.Agent.Attempts.Where(a => a.To == "peer peer-b").Select(a => a.At).ToList();
        Assert.InRange(at.Count, 200, 270);
        Assert.All(at.Zip(at.Skip(1), (a, b) => b - a).Skip(8), wait => Assert.InRange(wait, 27 * Minute, 38 * Minute));
        Assert.True(at[^1] <= world.Settings.Queue.Expiry);
        var told = world.Agent.Delivered.Where(d => d.To == "mailbox alice").Select(d => Encoding.ASCII.GetString(d.Message.Octets!.Value.Span)).ToList();
        Assert.Equal(2, told.Count);
        Assert.Contains("Action: delayed", told[0]);
        Assert.Contains("no room", told[0]);
        Assert.Contains("Action: failed", told[1]);
        Assert.Contains("Status: 4.4.7", told[1]);
        Assert.Empty(world.Queue.List());
        Assert.Single(world.Attempts(), "ended | expired | peer peer-b");
    }

    [Fact]
    public async Task The_first_waits_are_short()
    {
        await world.OpenAsync();
        world.Agent.Always("mailbox bob", DeliveryStatus.Deferred);
        await world.EnqueueAsync(world.Message(null, ("bob@circle.test", Bob)));
        await world.Runner.WhenIdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(40), TimeSpan.FromSeconds(1));
        var at = world.Agent.Attempts.Select(a => a.At.TotalMinutes).ToList();
        Assert.Equal(6, at.Count);
        Assert.Equal(0, at[0]);
        foreach (var (wait, wanted) in at.Zip(at.Skip(1), (a, b) => b - a).Zip([1.0, 2, 4, 8, 16]))
            Assert.InRange(wait, 0.9 * wanted, 1.1 * wanted + 0.02);
    }

    [Fact]
    public async Task A_peer_that_is_not_reached_holds_up_all_its_mail_and_nobody_else_s()
    {
        await world.OpenAsync();
        world.Agent.Always("peer peer-b", DeliveryStatus.Deferred, wasReached: false);
        for (var i = 0; i < 20; i++)
            await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB), ("bob@circle.test", Bob)));
        await world.PassAsync(5 * Minute, TimeSpan.FromSeconds(10));
        Assert.InRange(world.Agent.Attempts.Count(a => a.To == "peer peer-b"), 1, 4 + 3);
        Assert.Equal(20, world.Agent.Delivered.Count(d => d.To == "mailbox bob"));
        world.Agent.Always("peer peer-b", DeliveryStatus.Delivered);
        await world.PassAsync(10 * Minute, TimeSpan.FromSeconds(10));
        Assert.Equal(20, world.Agent.Delivered.Count(d => d.To == "peer peer-b"));
    }

    [Fact]
    public async Task Higher_priority_goes_first_and_of_equals_the_older()
    {
        await world.OpenAsync();
        await world.Queue.HoldAsync("peer peer-b", isHeld: true, "a test");
        List<string> wanted = [];
        foreach (var priority in new[] { 0, 3, -2, 3, 0 })
        {
            var message = world.Message("alice@circle.test", ("x@peer-b.test", PeerB));
            await world.EnqueueAsync(message with { Parameters = new MailParameters { Priority = priority } });
            wanted.Add($"{9 - priority:D2} {message.Id}");
            world.Time.Pass(TimeSpan.FromSeconds(1));
        }
        world.Circle.Replace(new Circle(world.Settings with { Queue = world.Settings.Queue with { PeerSessions = 1 } }));
        await world.Queue.HoldAsync("peer peer-b", isHeld: false, "a test");
        await world.Runner.WhenIdleAsync();
        Assert.Equal(wanted.Order(StringComparer.Ordinal).Select(w => w.Split(' ')[1]), world.Agent.Attempts.Select(a => a.Subject));
    }

    [Fact]
    public async Task No_more_attempts_go_on_at_once_than_the_settings_allow()
    {
        await world.OpenAsync();
        var (now, most) = (0, 0);
        var begun = new SemaphoreSlim(0);
        var go = new TaskCompletionSource();
        world.Agent.Does("peer peer-b", async attempt =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            begun.Release();
            await go.Task;
            Interlocked.Decrement(ref now);
            return AttemptResult.Same(attempt, DeliveryStatus.Delivered, EnhancedStatus.Parse("2.0.0"), "");
        });
        for (var i = 0; i < 10; i++)
            await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB)));
        for (var i = 0; i < 4; i++)
            await begun.WaitAsync(QueueWorld.Cancellation);
        go.SetResult();
        await world.Runner.WhenIdleAsync();
        Assert.Equal(4, most);
        Assert.Equal(10, world.Agent.Delivered.Count);
    }

    [Fact]
    public async Task A_rate_spreads_what_leaves_over_the_minute()
    {
        await world.OpenAsync();
        world.Circle.Replace(new Circle(world.Settings with
        {
            Peers = [.. world.Settings.Peers.Select(p => p with { Limits = p.Limits with { MessagesPerMinute = 6 } })],
        }));
        for (var i = 0; i < 20; i++)
            await world.EnqueueAsync(world.Message(null, ("x@peer-b.test", PeerB)));
        await world.Runner.WhenIdleAsync();
        Assert.Equal(6, world.Agent.Attempts.Count);
        await world.PassAsync(Minute, TimeSpan.FromSeconds(1));
        Assert.InRange(world.Agent.Attempts.Count, 11, 12);
        await world.PassAsync(2 * Minute, TimeSpan.FromSeconds(1));
        Assert.Equal(20, world.Agent.Delivered.Count);
    }

    [Fact]
    public async Task What_waits_is_there_after_a_restart_with_its_times()
    {
        await world.OpenAsync();
        world.Agent.Always("mailbox bob", DeliveryStatus.Deferred, "later");
        var message = world.Message("alice@circle.test", ("bob@circle.test", Bob)) with
        {
            Parameters = new MailParameters { EnvelopeId = "e1", Return = DsnReturn.Full, Utf8 = true, Priority = 4, RequireTls = true, Body = BodyKind.EightBitMime },
        };
        message = message with { Recipients = [message.Recipients[0] with { Parameters = new RecipientParameters { Notify = DsnNotify.Success | DsnNotify.Failure, OriginalRecipient = "rfc822;b@c" } }] };
        await world.EnqueueAsync(message);
        await world.Runner.WhenIdleAsync();
        await world.Queue.HoldAsync("peer peer-b", isHeld: true, "a test");
        await world.CloseAsync();
        await world.OpenAsync(runs: false);
        var there = world.Queue.Read(message.Id)!;
        Assert.Equal(message.Parameters, there.Parameters);
        Assert.Equal((message.Received, message.Party, message.ReversePath, message.Trace), (there.Received, there.Party, there.ReversePath, there.Trace));
        Assert.Equal(message.Octets!.Value.ToArray(), there.Octets!.Value.ToArray());
        var recipient = Assert.Single(there.Recipients);
        Assert.Equal((message.Recipients[0].Path, message.Recipients[0].Parameters, 1, "later"), (recipient.Path, recipient.Parameters, recipient.Attempts, recipient.LastText));
        Assert.InRange(recipient.Next - message.Received, 0.9 * Minute, 1.1 * Minute);
        Assert.Equal(["peer peer-b"], world.Queue.Schedule.Held);
        Assert.Equal(1, world.Queue.Schedule.Depth().Count);
    }

    [Fact]
    public async Task An_attempt_that_was_cut_off_is_recorded_as_unknown_and_made_again()
    {
        await world.OpenAsync(runs: false);
        var message = await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB)));
        await world.Queue.BeginAsync(new DeliveryAttempt { Message = message, Recipients = message.Recipients });
        await world.RestartAsync();
        await world.Runner.WhenIdleAsync();
        Assert.Equal(["begun | - | peer peer-b", "ended | unknown | peer peer-b", "begun | - | peer peer-b", "ended | sent | peer peer-b"], world.Attempts());
        Assert.True(Assert.Single(world.Agent.Attempts).MayBeThere);
    }

    [Fact]
    public async Task When_the_gate_was_cut_off_what_could_have_been_tried_at_a_mailbox_is_unknown_before_it_is_tried_again()
    {
        await world.OpenAsync(runs: false);
        await world.EnqueueAsync(world.Message(null, ("bob@circle.test", Bob), ("x@peer-b.test", PeerB)));
        await world.Queue.HoldAsync("mailbox alice", isHeld: true, "a test");
        await world.EnqueueAsync(world.Message(null, ("alice@circle.test", QueueDestination.Mailbox("alice"))));
        await world.CutOffAsync();
        await world.Runner.WhenIdleAsync();
        Assert.Equal(["ended | unknown | mailbox bob", "ended | sent | mailbox bob"], world.Attempts().Where(a => a.EndsWith("mailbox bob", StringComparison.Ordinal)));
        Assert.DoesNotContain(world.Attempts(), a => a.Contains("unknown | peer", StringComparison.Ordinal) || a.EndsWith("mailbox alice", StringComparison.Ordinal));
        Assert.True(Assert.Single(world.Agent.Attempts, a => a.To == "mailbox bob").MayBeThere);
    }

    [Fact]
    public async Task After_an_end_in_order_nothing_is_unknown()
    {
        await world.OpenAsync(runs: false);
        await world.EnqueueAsync(world.Message(null, ("bob@circle.test", Bob)));
        await world.RestartAsync();
        await world.Runner.WhenIdleAsync();
        Assert.Equal(["ended | sent | mailbox bob"], world.Attempts());
    }

    [Fact]
    public async Task What_is_held_waits_and_does_not_expire_until_it_is_released()
    {
        await world.OpenAsync();
        await world.Queue.HoldAsync(QueueSchedule.All, isHeld: true, "a test");
        await world.EnqueueAsync(world.Message(null, ("bob@circle.test", Bob)));
        await world.PassAsync(TimeSpan.FromDays(7), TimeSpan.FromHours(1));
        Assert.Empty(world.Agent.Attempts);
        await world.Queue.HoldAsync(QueueSchedule.All, isHeld: false, "a test");
        await world.Runner.WhenIdleAsync();
        Assert.Single(world.Agent.Delivered);
        Assert.Equal(["queue-hold | all | a test", "queue-release | all | a test"],
            world.Entries(EntryKind.AdministrativeAct, EntryField.Act, EntryField.Target, EntryField.Operator));
    }

    [Fact]
    public async Task Retry_now_waits_for_nothing()
    {
        await world.OpenAsync();
        world.Agent.Always("peer peer-b", DeliveryStatus.Deferred, wasReached: false);
        await world.EnqueueAsync(world.Message(null, ("x@peer-b.test", PeerB)));
        await world.Runner.WhenIdleAsync();
        world.Agent.Always("peer peer-b", DeliveryStatus.Delivered);
        Assert.Equal(1, await world.Queue.RetryAsync(PeerB, "a test"));
        await world.Runner.WhenIdleAsync();
        Assert.Single(world.Agent.Delivered);
    }

    [Fact]
    public async Task What_is_dropped_is_gone_and_its_sender_told()
    {
        await world.OpenAsync();
        await world.Queue.HoldAsync(PeerB.ToString(), isHeld: true, "a test");
        var message = await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB)));
        Assert.Equal((1, 0), await world.Queue.DropAsync(message.Id, world.Circle.Value, "a test"));
        await world.Runner.WhenIdleAsync();
        Assert.Empty(world.Queue.List());
        Assert.Contains("given up by the postmaster", Encoding.ASCII.GetString(Assert.Single(world.Agent.Delivered).Message.Octets!.Value.Span));
        Assert.Equal((0, 0), await world.Queue.DropAsync(message.Id, world.Circle.Value, "a test"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("somebody@elsewhere.test")]
    [InlineData("x@peer-a.test")] // a peer without a route
    public async Task Nobody_outside_the_circle_is_ever_told_anything(string? sender)
    {
        await world.OpenAsync();
        world.Agent.Always("mailbox bob", DeliveryStatus.Failed);
        await world.EnqueueAsync(world.Message(sender, ("bob@circle.test", Bob)));
        await world.Runner.WhenIdleAsync();
        Assert.Empty(world.Agent.Delivered);
        Assert.Empty(world.Queue.List());
    }

    [Fact]
    public async Task A_report_s_own_failure_is_told_to_nobody()
    {
        await world.OpenAsync();
        world.Agent.Always("mailbox bob", DeliveryStatus.Failed);
        world.Agent.Always("peer peer-b", DeliveryStatus.Failed);
        await world.EnqueueAsync(world.Message("x@peer-b.test", ("bob@circle.test", Bob)));
        await world.Runner.WhenIdleAsync();
        Assert.Equal(["mailbox bob", "peer peer-b"], world.Agent.Attempts.Select(a => a.To));
        Assert.Empty(world.Queue.List());
    }

    [Fact]
    public async Task Mail_for_a_peer_that_is_no_longer_of_the_circle_comes_back()
    {
        await world.OpenAsync();
        world.Circle.Replace(new Circle(world.Settings with { Peers = [.. world.Settings.Peers.Where(p => p.Name != "peer-b")] }));
        await world.EnqueueAsync(world.Message("alice@circle.test", ("x@peer-b.test", PeerB)));
        await world.Runner.WhenIdleAsync();
        Assert.Equal("mailbox alice", Assert.Single(world.Agent.Delivered).To);
    }

    [Fact]
    public async Task An_agent_that_throws_loses_nothing()
    {
        await world.OpenAsync();
        world.Agent.Does("mailbox bob", _ => throw new InvalidOperationException("a bug"));
        await world.EnqueueAsync(world.Message(null, ("bob@circle.test", Bob)));
        await world.Runner.WhenIdleAsync();
        Assert.Equal("an error here; see the log", Assert.Single(Assert.Single(world.Queue.List()).Recipients).LastText);
    }

    [Theory]
    [InlineData("peer peer-b", "x@peer-b.test")]
    [InlineData("mailbox bob", "bob@circle.test")]
    public async Task What_was_delivered_and_could_not_be_recorded_is_recorded_later_and_not_delivered_again(string destination, string recipient)
    {
        await world.OpenAsync();
        Assert.True(QueueDestination.TryParse(destination, out var to));
        var message = world.Message(null, (recipient, to));
        await FillAsync();
        await world.EnqueueAsync(message);
        await world.Log.First;
        // Nobody gives up meanwhile what is delivered already.
        Assert.Equal((0, 1), await world.Queue.DropAsync(message.Id, world.Circle.Value, "a test"));
        world.Time.Pass(3 * Minute);
        Assert.Single(world.Agent.Attempts);
        await world.ExecuteAsync("DROP TRIGGER no_room");
        while (world.Queue.Schedule.Depth().Count > 0)
        {
            world.Time.Pass(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        Assert.Single(world.Agent.Attempts);
        Assert.Equal([$"ended | sent | {destination}"], world.Attempts().Where(a => a.StartsWith("ended", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_gate_that_stops_before_an_outcome_could_be_recorded_says_that_it_is_unknown()
    {
        await world.OpenAsync();
        await FillAsync();
        await world.EnqueueAsync(world.Message(null, ("x@peer-b.test", PeerB)));
        await world.Log.First;
        await world.CloseAsync();
        await world.OpenAsync(runs: false);
        Assert.Equal(["begun | - | peer peer-b", "ended | unknown | peer peer-b"], world.Attempts());
        await world.ExecuteAsync("DROP TRIGGER no_room");
    }

    /// <summary>Leaves no room for an outcome.</summary>
    Task FillAsync() => world.ExecuteAsync("CREATE TRIGGER no_room BEFORE DELETE ON queue_recipient BEGIN SELECT RAISE(ABORT, 'no room'); END");

    [Fact]
    public async Task A_spool_file_goes_with_the_last_recipient_and_one_that_nobody_names_at_the_start()
    {
        await world.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Spool, "m1"), "Subject: big\r\n\r\n", QueueWorld.Cancellation);
        await File.WriteAllTextAsync(Path.Combine(world.Spool, "left"), "by a crash", QueueWorld.Cancellation);
        world.Agent.Always("peer peer-b", DeliveryStatus.Deferred);
        var message = world.Message(null, ("bob@circle.test", Bob), ("x@peer-b.test", PeerB)) with
        {
            Octets = null,
            SpoolFile = "m1",
            Content = MessageContent.Of("Received: from a\r\n", world.Queue.Spool, "m1", 16),
        };
        await world.EnqueueAsync(message);
        await world.Runner.WhenIdleAsync();
        Assert.Equal("Received: from a\r\nSubject: big\r\n\r\n", Encoding.ASCII.GetString(world.Queue.Read(message.Id)!.Content.Beginning(1000)));
        Assert.Equal(["left", "m1"], world.Queue.Spool.Names().Order());
        await world.RestartAsync();
        Assert.Equal(["m1"], world.Queue.Spool.Names());
        world.Agent.Always("peer peer-b", DeliveryStatus.Delivered);
        await world.PassAsync(2 * Minute, Minute);
        Assert.Empty(world.Queue.Spool.Names());
    }
}

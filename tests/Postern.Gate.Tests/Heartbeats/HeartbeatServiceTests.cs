using System.Text;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;
using Postern.Gate.Watch;

namespace Postern.Gate.Tests.Heartbeats;

public class HeartbeatServiceTests
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Two_gates_hear_each_other_every_hour_and_nothing_is_wrong()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(24 * Hour);
        Assert.Empty(pair.North.Alarms.Standing);
        Assert.Empty(pair.South.Alarms.Standing);
        var status = Assert.Single(await pair.North.Beats.StatusAsync());
        Assert.Equal((24, 24, 0), (status.Sent, status.Received, status.Missed));
        Assert.True(status.LedgerSize > 24);
        Assert.Equal(24, pair.North.Entries().Count(e => e.StartsWith("received", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_second_missed_beat_raises_the_alarm_and_the_next_one_that_comes_ends_it()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(10 * Hour);
        var last = (await pair.North.Beats.StatusAsync())[0].ReceivedAt!.Value;
        pair.Connect(false);
        await pair.PassAsync(6 * Hour);
        pair.Connect(true);
        await pair.PassAsync(2 * Hour);
        var alarms = pair.North.AlarmEntries();
        // Two intervals and the grace of a tenth of one.
        Assert.Equal((last + 2 * Hour + TimeSpan.FromMinutes(6), "silence raised"), alarms[0]);
        Assert.Equal("silence cleared", alarms[1].Alarm);
        Assert.InRange(alarms[1].At - (last + 6 * Hour), TimeSpan.Zero, Hour);
        // The beats of the outage are gone, and the first one behind it says so.
        Assert.Equal(["lost raised", "lost cleared"], alarms.Select(a => a.Alarm).Where(a => a.StartsWith("lost ", StringComparison.Ordinal)));
        Assert.Contains("missed 1", pair.North.Entries());
        Assert.Empty(pair.North.Alarms.Standing);
        // What could not be delivered was not tried again: each beat is one contact.
        Assert.Equal(18, pair.North.Entries().Count(e => e.StartsWith("sent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_peer_that_never_comes_raises_the_alarm_too()
    {
        await using var pair = await GatePair.OpenAsync();
        pair.Connect(false);
        await pair.PassAsync(2 * Hour + TimeSpan.FromMinutes(7), bothLive: false);
        var alarm = Assert.Single(pair.North.Alarms.Standing);
        Assert.Equal((AlarmKind.Silence, "2 beats are missing; none has come yet"), (alarm.Kind, alarm.Text));
    }

    [Fact]
    public async Task A_clock_that_is_ahead_is_found_at_once_and_one_that_is_behind_after_three_beats()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(3 * Hour);
        pair.North.OnTheWay = m => Altered(m, b => b with { Time = b.Time.AddMinutes(5) });
        await pair.PassAsync(Hour);
        Assert.Equal("its clock is 5 minutes ahead of ours", Assert.Single(pair.South.Alarms.Standing).Text);
        pair.North.OnTheWay = m => m;
        await pair.PassAsync(Hour);
        Assert.Empty(pair.South.Alarms.Standing);
        // One beat that was under way for long is not a clock.
        pair.North.OnTheWay = m => Altered(m, b => b with { Time = b.Time.AddMinutes(-5) });
        await pair.PassAsync(2 * Hour);
        Assert.Empty(pair.South.Alarms.Standing);
        await pair.PassAsync(Hour);
        Assert.StartsWith("its clock is 5 minutes behind ours", Assert.Single(pair.South.Alarms.Standing).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beat_that_is_not_the_peer_s_is_refused_and_alarms()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(2 * Hour);
        await Forged(m => Altered(m, b => b, "rogue-b"), "signed with the key");
        await Forged(m => Replaced(m, "\"queue\"", "\"Queue\""), "signature is wrong");
        await Forged(m => Altered(m, b => b with { To = "west.test" }), "made for west.test");
        await Forged(m => Altered(m, b => b with { From = "west.test" }), "no domain of the peer's");
        await Forged(m => Altered(m, b => b with { Schema = "postern.heartbeat/2" }), "its form is");
        await Forged(m => m with { Content = MessageContent.Of("", "Subject: hello\r\n\r\nyou\r\n"u8.ToArray()), Octets = null }, "no Postern-Key");

        async Task Forged(Func<QueuedMessage, QueuedMessage> change, string why)
        {
            pair.North.OnTheWay = change;
            await pair.PassAsync(Hour);
            var alarm = Assert.Single(pair.South.Alarms.Standing, a => a.Kind == AlarmKind.Forged);
            Assert.Contains(why, alarm.Text, StringComparison.Ordinal);
            pair.North.OnTheWay = m => m;
            await pair.PassAsync(2 * Hour);
            Assert.Empty(pair.South.Alarms.Standing);
        }
    }

    [Fact]
    public async Task A_copy_of_a_beat_changes_nothing_and_a_report_is_passed_over()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(2 * Hour);
        QueuedMessage? copy = null;
        pair.North.OnTheWay = m => copy ??= m;
        await pair.PassAsync(2 * Hour);
        Assert.Contains("duplicate", pair.South.Entries());
        pair.North.OnTheWay = m => m with { ReversePath = null };
        await pair.PassAsync(Hour);
        Assert.Equal("ignored", pair.South.Entries().Last(e => !e.StartsWith("sent", StringComparison.Ordinal) && !e.StartsWith("missed", StringComparison.Ordinal)));
        Assert.DoesNotContain(pair.South.Alarms.Standing, a => a.Kind == AlarmKind.Forged);
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_told_of_unless_the_next_key_is_known()
    {
        await using var pair = await GatePair.OpenAsync();
        pair.North.OnTheWay = m => Altered(m, b => b with { Keys = [b.Keys[0] with { Until = b.Time.AddDays(13) }] });
        await pair.PassAsync(Hour);
        Assert.Equal(AlarmKind.Key, Assert.Single(pair.South.Alarms.Standing).Kind);
        pair.North.OnTheWay = m => Altered(m, b => b with { Keys = [b.Keys[0] with { Until = b.Time.AddDays(13) }, new("next", "sha256:00", b.Time.AddDays(300))] });
        await pair.PassAsync(Hour);
        Assert.Empty(pair.South.Alarms.Standing);
    }

    [Fact]
    public async Task The_next_key_that_the_settings_name_is_told_until_it_is_the_current_one()
    {
        await using var pair = await GatePair.OpenAsync();
        pair.North.NextKey = new HeartbeatOwnKey("next", $"{SomeCertificates.Pin("north-next")}", ManualTime.Start.AddYears(1));
        // The certificate of north's key ends in 2050.
        pair.Time.Pass(new DateTimeOffset(2049, 12, 25, 0, 0, 0, TimeSpan.Zero) - ManualTime.Start);
        await pair.PassAsync(Hour);
        Assert.DoesNotContain(pair.South.Alarms.Standing, a => a.Kind == AlarmKind.Key);
        Assert.Contains(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Key);
        pair.North.NextKey = pair.North.NextKey with { Pin = $"{SomeCertificates.Pin("north")}" };
        await pair.PassAsync(Hour);
        Assert.Contains(pair.South.Alarms.Standing, a => a.Kind == AlarmKind.Key);
    }

    [Fact]
    public async Task A_ledger_that_was_replaced_is_found_on_both_sides()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(5 * Hour);
        // Another gate with the same key and a ledger of its own: as after a theft, or a restored backup.
        await using var other = await SimulatedGate.OpenAsync("south", "north", pair.Time);
        pair.North.Peer = other;
        other.Peer = pair.North;
        pair.South.Peer = null;
        for (var i = 0; i < 3; i++)
        {
            await other.StepAsync();
            await pair.PassAsync(Hour, bothLive: false);
        }
        Assert.Contains(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger && a.Text.Contains("another key", StringComparison.Ordinal));
        await other.StepAsync();
        Assert.Contains(other.Alarms.Standing, a => a.Kind == AlarmKind.Ledger && a.Text.Contains("has seen our ledger", StringComparison.Ordinal));
        pair.North.Peer = null;
    }

    [Fact]
    public async Task A_gate_that_starts_again_goes_on_where_it_was()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(5 * Hour);
        await pair.RestartSouthAsync();
        await pair.PassAsync(3 * Hour);
        var status = Assert.Single(await pair.South.Beats.StatusAsync());
        Assert.Equal((8, 8), (status.Sent, status.Received));
        Assert.Empty(pair.North.Alarms.Standing);
        Assert.Empty(pair.South.Alarms.Standing);
    }

    [Fact]
    public async Task An_alarm_outlives_a_restart_and_a_peer_that_is_taken_away_has_none()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(2 * Hour);
        pair.Connect(false);
        await pair.PassAsync(4 * Hour);
        await pair.RestartSouthAsync();
        pair.Connect(false);
        Assert.Equal(AlarmKind.Silence, Assert.Single(pair.South.Alarms.Standing).Kind);
        pair.South.Circle.Replace(new Circle(pair.South.Circle.Value.Settings with { Peers = [] }));
        await pair.South.StepAsync();
        Assert.Empty(pair.South.Alarms.Standing);
    }

    [Fact]
    public async Task What_goes_wrong_with_one_peer_keeps_nobody_else_s_beats_back_and_no_alarm()
    {
        await using var pair = await GatePair.OpenAsync();
        var settings = pair.North.Circle.Value.Settings;
        // One that no beat can be made for; it stands first.
        var broken = settings.Peers[0] with { Name = "east", SenderDomains = [], Addresses = [], Pins = [] };
        pair.North.Circle.Replace(new Circle(settings with { Peers = [broken, .. settings.Peers] }));
        await pair.PassAsync(3 * Hour);
        Assert.Contains("received 3", pair.South.Entries());
        var alarm = Assert.Single(pair.North.Alarms.Standing);
        Assert.Equal(("peer east", AlarmKind.Silence), (alarm.Party, alarm.Kind));
    }

    [Fact]
    public async Task A_gate_whose_ledger_was_sealed_for_good_has_no_beat_to_give_any_more()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.PassAsync(2 * Hour);
        await pair.North.Ledger.SealForGoodAsync(
            new LifePlan(LifeStage.Sealed, pair.Time.GetUtcNow(), Hour).Entry("sealed", pair.Time.GetUtcNow(), "a test"), TestContext.Current.CancellationToken);
        pair.Time.Pass(Hour);
        Assert.Equal(DateTimeOffset.MaxValue, await pair.North.Beats.StepAsync());
    }

    [Fact]
    public async Task While_a_beat_waits_no_other_is_made()
    {
        await using var pair = await GatePair.OpenAsync();
        await pair.North.Queue.HoldAsync("peer south", isHeld: true, "test");
        await pair.PassAsync(5 * Hour);
        Assert.Equal(["sent 1"], pair.North.Entries().Where(e => e.StartsWith("sent", StringComparison.Ordinal)));
        await pair.North.Queue.HoldAsync("peer south", isHeld: false, "test");
        await pair.PassAsync(2 * Hour);
        Assert.Empty(pair.South.Alarms.Standing);
    }

    /// <summary>A beat with something else in it, signed anew.</summary>
    static QueuedMessage Altered(QueuedMessage message, Func<HeartbeatDocument, HeartbeatDocument> change, string key = "north")
    {
        var octets = message.Content.Beginning(HeartbeatMessage.Longest);
        Assert.True(HeartbeatMessage.TryRead(octets, [SomeCertificates.Pin("north")], out var beat, out var fault), fault);
        using var signer = new HeartbeatKey(SomeCertificates.Of(key));
        return With(message, HeartbeatMessage.Write(change(beat), signer, "postern-heartbeat", "north.test"));
    }

    static QueuedMessage Replaced(QueuedMessage message, string text, string by) =>
        With(message, Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(message.Content.Beginning(HeartbeatMessage.Longest)).Replace(text, by, StringComparison.Ordinal)));

    static QueuedMessage With(QueuedMessage message, byte[] octets) => message with { Octets = octets, Content = MessageContent.Of("", octets) };
}

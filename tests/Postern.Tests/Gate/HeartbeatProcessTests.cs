using System.Text;
using Postern.Gate.Hosting;
using Postern.Gate.Tests;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Tests.Gate;

/// <summary>Signs of life over real sockets, and what <c>postern peer check</c> ends with.</summary>
public class HeartbeatProcessTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_gates_record_each_other_s_signed_beats_and_a_ledger_that_was_replaced_alarms_until_it_is_accepted()
    {
        using var north = RunningGate.Of("north.test");
        using var south = RunningGate.Of("south.test");
        Introduce(north, south);
        Assert.Equal(0, north.Run("peer", "check").ExitCode);
        // South's first beat waits until north is there.
        Assert.Equal("held: peer north\n", south.Run("queue", "hold", "peer", "north").Output);
        await south.StartAsync(Cancellation);
        await north.StartAsync(Cancellation);
        await ReceivedAsync(south, 1);
        Assert.Contains("postern-heartbeat@north.test", south.Run("queue", "list").Output, StringComparison.Ordinal);
        Assert.Equal("held: nothing\n", south.Run("queue", "release", "peer", "north").Output);
        await ReceivedAsync(north, 1);
        foreach (var gate in new[] { north, south })
        {
            var check = gate.Run("peer", "check");
            Assert.Equal(0, check.ExitCode);
            Assert.Contains("last beat from it: number 1", check.Output, StringComparison.Ordinal);
            Assert.Contains("No alarm stands.", check.Output, StringComparison.Ordinal);
        }

        // A new machine with the old key and an empty ledger: it beats when it starts.
        Assert.Equal(0, await south.StopAsync(Cancellation));
        Recorded(south);
        Assert.Equal(0, south.Run("peer", "check").ExitCode);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(south.Ledger)!, "postern.db*"))
            File.Delete(file);
        await south.StartAsync(Cancellation);
        await north.UntilAsync("/control/peers", peers => peers.GetProperty("alarms").GetArrayLength() > 0, Cancellation);
        var alarm = north.Run("peer", "check");
        Assert.Equal(1, alarm.ExitCode);
        Assert.Contains("ALARM ledger: peer south", alarm.Output, StringComparison.Ordinal);
        Assert.Contains("postern peer accept-ledger south", alarm.Output, StringComparison.Ordinal);
        Assert.Equal(2, north.Run("peer", "accept-ledger", "south").ExitCode); // nobody to ask
        Assert.Equal(2, south.Run("peer", "accept-ledger", "north", "--yes").ExitCode);
        var accepted = north.Run("peer", "accept-ledger", "south", "--yes");
        Assert.True(accepted.ExitCode == 0, accepted.Error);
        Assert.Contains("the alarm is over", accepted.Output, StringComparison.Ordinal);
        Assert.Equal(0, north.Run("peer", "check").ExitCode);

        Assert.Equal(0, await north.StopAsync(Cancellation));
        Assert.Equal(0, await south.StopAsync(Cancellation));
        Recorded(north);
        Assert.Equal(0, north.Run("peer", "check").ExitCode);
    }

    [Fact]
    public async Task Two_missed_beats_end_peer_check_with_1_until_one_comes()
    {
        using var north = RunningGate.Of("north.test");
        using var south = RunningGate.Of("south.test");
        Introduce(north, south);
        var time = new ManualTime();
        await using var watching = await GateServer.StartAsync(new GateServerOptions { SettingsFile = north.SettingsFile, Time = time }, Cancellation);
        await using (await GateServer.StartAsync(new GateServerOptions { SettingsFile = south.SettingsFile, Time = time }, Cancellation))
        {
            await ReceivedAsync(north, 1);
            Assert.Equal(0, north.Run("peer", "check").ExitCode);
        }

        // A beat is missed a minute and half a minute's grace behind the last, the next one a minute later.
        time.Pass(TimeSpan.FromSeconds(91));
        await MissedAsync(north, 1);
        Assert.Equal(0, north.Run("peer", "check").ExitCode);
        time.Pass(TimeSpan.FromSeconds(60));
        await MissedAsync(north, 2);
        var check = north.Run("peer", "check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("ALARM silence: peer south", check.Output, StringComparison.Ordinal);
        Assert.Contains("2 beats are missing; the last one, number 1, came", check.Output, StringComparison.Ordinal);

        await using (await GateServer.StartAsync(new GateServerOptions { SettingsFile = south.SettingsFile, Time = time }, Cancellation))
        {
            await ReceivedAsync(north, 2);
            // Its first beats may say that it lacks ours of the time between, until one of them has come through again.
            for (var number = 3; (await AlarmsAsync(north)).Count > 0; number++)
            {
                Assert.InRange(number, 3, 20);
                Assert.DoesNotContain("silence", await AlarmsAsync(north));
                time.Pass(TimeSpan.FromSeconds(60));
                await ReceivedAsync(north, number);
            }
            Assert.Equal(0, north.Run("peer", "check").ExitCode);
        }
        time.Pass(TimeSpan.FromSeconds(91));
        await MissedAsync(north, 1);
        time.Pass(TimeSpan.FromSeconds(60));
        await MissedAsync(north, 2);
        await watching.StopAsync();
        // The ledger says how it stood.
        Assert.Equal(1, north.Run("peer", "check").ExitCode);
    }

    /// <summary>Each adds the other's card.</summary>
    static void Introduce(RunningGate one, RunningGate other)
    {
        foreach (var (to, from) in new[] { (one, other), (other, one) })
        {
            var card = from.Run("peer", "card");
            Assert.True(card.ExitCode == 0, card.Error);
            var added = to.Run(Encoding.UTF8.GetBytes(card.Output), "peer", "add", "-", "--yes");
            Assert.True(added.ExitCode == 0, added.Error);
        }
    }

    static async Task ReceivedAsync(RunningGate gate, int number) =>
        await gate.UntilAsync("/control/peers", peers => peers.GetProperty("peers")[0].GetProperty("received").GetInt64() >= number, Cancellation);

    static async Task<List<string>> AlarmsAsync(RunningGate gate) =>
        [.. (await gate.UntilAsync("/control/peers", _ => true, Cancellation)).GetProperty("alarms").EnumerateArray().Select(a => a.GetProperty("kind").GetString()!)];

    static async Task MissedAsync(RunningGate gate, int count) =>
        await gate.UntilAsync("/control/peers", peers => peers.GetProperty("peers")[0].GetProperty("missed").GetInt32() == count, Cancellation);

    /// <summary>Beats went both ways, with checkpoints, and everything is sealed.</summary>
    static void Recorded(RunningGate gate)
    {
        using var reader = SqliteLedgerReader.Open(gate.Ledger);
        var beats = reader.ReadEntries(EntryKind.Heartbeat).Select(e => e.Entry).ToLookup(e => e.Text(EntryField.Act));
        Assert.All(new[] { "sent", "received" }, act => Assert.All(beats[act], b => Assert.NotEmpty(b.Text(EntryField.Checkpoint))));
        Assert.NotEmpty(beats["sent"]);
        Assert.NotEmpty(beats["received"]);
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", gate.Ledger).ExitCode);
    }
}

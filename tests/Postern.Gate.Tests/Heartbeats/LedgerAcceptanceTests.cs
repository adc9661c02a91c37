using System.Text.Json;
using Postern.Gate.Control;
using Postern.Gate.Hosting;
using Postern.Gate.Watch;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Tests.Heartbeats;

/// <summary>A peer whose ledger was replaced for a good reason.</summary>
public class LedgerAcceptanceTests
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_ledger_that_the_owner_accepts_is_watched_from_there_and_no_alarm_is_left_on_either_side()
    {
        await using var pair = await ReplacedAsync();
        var (shown, problem) = await pair.North.Beats.LookAtLedgerAsync("south");
        Assert.Equal("", problem);
        var alarm = Assert.Single(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
        Assert.Equal((alarm.Since, alarm.Text), (shown!.Since, shown.Problem));
        Assert.Contains("another key", shown.Problem, StringComparison.Ordinal);
        Assert.True(shown.Size < shown.Before!.Size);

        // Nothing else than what was seen, and nobody else.
        Assert.Contains("look again", (await pair.North.Beats.AcceptLedgerAsync("south", shown.Size + 1, shown.Root, "test")).Problem, StringComparison.Ordinal);
        Assert.Contains("look again", (await pair.North.Beats.AcceptLedgerAsync("south", shown.Size, shown.Before.Root, "test")).Problem, StringComparison.Ordinal);
        Assert.Contains("nothing to accept", (await pair.North.Beats.AcceptLedgerAsync("west", shown.Size, shown.Root, "test")).Problem, StringComparison.Ordinal);
        Assert.Contains(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);

        Assert.Equal(shown, (await pair.North.Beats.AcceptLedgerAsync("south", shown.Size, shown.Root, "test")).Shown);
        Assert.DoesNotContain(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
        Assert.Equal(["accept-ledger peer south test"], Accepted(pair.North));
        await pair.PassAsync(6 * Hour);
        Assert.Empty(pair.North.Alarms.Standing);
        Assert.Empty(pair.South.Alarms.Standing);
        Assert.True((await pair.North.Beats.StatusAsync())[0].LedgerSize > shown.Size);

        // A restart takes it up in the same way.
        await pair.RestartNorthAsync();
        await pair.PassAsync(3 * Hour);
        Assert.Empty(pair.North.Alarms.Standing);
        Assert.Contains("nothing to accept", (await pair.North.Beats.LookAtLedgerAsync("south")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_side_whose_ledger_was_replaced_has_one_alarm_until_the_other_accepts_and_nothing_to_accept_itself()
    {
        await using var pair = await ReplacedAsync();
        await pair.PassAsync(5 * Hour);
        Assert.Single(pair.South.AlarmEntries(), a => a.Alarm == "ledger raised");
        Assert.DoesNotContain(pair.South.AlarmEntries(), a => a.Alarm == "ledger cleared");
        Assert.Contains("the alarm is about ours", (await pair.South.Beats.LookAtLedgerAsync("north")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_replaced_again_after_it_was_accepted_is_found_again()
    {
        await using var pair = await ReplacedAsync();
        var (shown, _) = await pair.North.Beats.LookAtLedgerAsync("south");
        await pair.North.Beats.AcceptLedgerAsync("south", shown!.Size, shown.Root, "test");
        await pair.PassAsync(3 * Hour);
        Assert.Empty(pair.North.Alarms.Standing);
        await pair.ReplaceSouthAsync();
        await pair.PassAsync(3 * Hour);
        Assert.Contains(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
    }

    [Fact]
    public async Task A_stopped_gate_s_owner_accepts_on_its_files()
    {
        await using var pair = await ReplacedAsync();
        await pair.RestartNorthAsync(async path =>
        {
            var (folder, settings) = (new GateFolder(Path.Combine(path, "postern.yaml")), pair.North.Circle.Value.Settings);
            var (status, json) = await StoppedGate.AnswerAsync(folder, settings, changes: false, "/peers/south/ledger", "test");
            Assert.Equal(200, status);
            using var shown = JsonDocument.Parse(json);
            var (size, root) = (shown.RootElement.GetProperty("size").GetInt64(), shown.RootElement.GetProperty("root").GetString()!);
            Assert.Equal(409, await AcceptAsync($"size={size + 1}&root={Uri.EscapeDataString(root)}"));
            Assert.Equal(400, await AcceptAsync($"size=all&root={Uri.EscapeDataString(root)}"));
            Assert.Equal(400, await AcceptAsync($"size={size}"));
            Assert.Equal(200, await AcceptAsync($"size={size}&root={Uri.EscapeDataString(root)}"));
            Assert.Equal(409, await AcceptAsync($"size={size}&root={Uri.EscapeDataString(root)}"));
            Assert.Equal(409, (await StoppedGate.AnswerAsync(folder, settings, changes: false, "/peers/south/ledger", "test")).Status);

            async Task<int> AcceptAsync(string query) => (await StoppedGate.AnswerAsync(folder, settings, changes: true, $"/peers/south/ledger/accept?{query}", "test")).Status;
        });
        Assert.Equal(["accept-ledger peer south test"], Accepted(pair.North));
        await pair.PassAsync(4 * Hour);
        Assert.DoesNotContain(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
        Assert.DoesNotContain(pair.South.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
    }

    /// <summary>Five hours of beats, then south has lost its disk, and the alarm stands.</summary>
    static async Task<GatePair> ReplacedAsync()
    {
        var pair = await GatePair.OpenAsync();
        await pair.PassAsync(5 * Hour);
        await pair.ReplaceSouthAsync();
        await pair.PassAsync(3 * Hour);
        Assert.Contains(pair.North.Alarms.Standing, a => a.Kind == AlarmKind.Ledger);
        return pair;
    }

    static List<string> Accepted(SimulatedGate gate)
    {
        using var reader = gate.Ledger.OpenReader();
        return [.. reader.ReadEntries(EntryKind.AdministrativeAct).Select(e => $"{e.Entry.Text(EntryField.Act)} {e.Entry.Text(EntryField.Peer)} {e.Entry.Text(EntryField.Operator)}")];
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Tests.Watch;

public sealed class AlarmBoardTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-").FullName;
    RefusingLedger ledger = null!;
    AlarmBoard alarms = null!;

    public ValueTask InitializeAsync()
    {
        ledger = new RefusingLedger(SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions()));
        alarms = new AlarmBoard(ledger, new ManualTime(), NullLogger.Instance);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_alarm_that_could_not_be_recorded_is_raised_by_the_next_look()
    {
        ledger.Refuses = _ => true;
        await Assert.ThrowsAsync<LedgerException>(RaiseAsync);
        Assert.Empty(alarms.Standing);
        ledger.Refuses = _ => false;
        await RaiseAsync();
        await RaiseAsync();
        Assert.Single(alarms.Standing);
        Assert.Equal(["raised"], Acts());
    }

    [Fact]
    public async Task The_end_of_an_alarm_that_could_not_be_recorded_is_told_by_the_next_look()
    {
        await RaiseAsync();
        var stood = Assert.Single(alarms.Standing);
        ledger.Refuses = _ => true;
        await alarms.NoteAsync("peer north", AlarmKind.Silence, null);
        Assert.Equal(stood, Assert.Single(alarms.Standing));
        ledger.Refuses = _ => false;
        await alarms.NoteAsync("peer north", AlarmKind.Silence, null);
        Assert.Empty(alarms.Standing);
        Assert.Equal(["raised", "cleared"], Acts());
    }

    Task RaiseAsync() => alarms.RaiseAsync("peer north", AlarmKind.Silence, "2 beats are missing");

    List<string> Acts()
    {
        using var reader = ledger.OpenReader();
        return [.. reader.ReadEntries(EntryKind.Alarm).Select(e => e.Entry.Text(EntryField.Act))];
    }
}

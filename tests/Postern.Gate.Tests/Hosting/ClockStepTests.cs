using System.Net;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

/// <summary>A clock that is set back while a gate runs and peers send to it.</summary>
public class ClockStepTests
{
    static readonly TimeSpan Step = TimeSpan.FromHours(-3);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_is_set_back_is_recorded_loses_nothing_and_leaves_nothing_waiting_for_the_old_time()
    {
        var time = new ManualTime();
        await using var house = new GateHouse { Time = time };
        await house.StartAsync();
        await using var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a")!, Cancellation);
        List<string> acknowledged = [await SendAsync(peer)];
        await house.Server.Runner.WhenIdleAsync();
        // The second cannot be delivered and waits for a time that the clock will then be hours before.
        var (mailbox, away) = (Path.Combine(house.MailFolder, "alice"), Path.Combine(house.Folder, "away"));
        Directory.Move(mailbox, away);
        acknowledged.Add(await SendAsync(peer));
        await house.Server.Runner.WhenIdleAsync();
        Directory.Move(away, mailbox);

        time.Step(Step);
        acknowledged.Add(await SendAsync(peer));
        time.Pass(TimeSpan.FromSeconds(30));
        await house.Server.Runner.WhenIdleAsync();
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), house.Mail().Select(m => m.Id).Order(StringComparer.Ordinal));
        acknowledged.Add(await SendAsync(peer));
        await house.StopAsync();

        // Identifiers go on growing; numbers give the order, and times are what the clock said.
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), acknowledged);
        var entries = house.Entries();
        var accepted = entries.Where(e => e.Entry.Kind == EntryKind.MessageAccepted).ToList();
        Assert.Equal(acknowledged, accepted.Select(e => Gate.Queue.MessageId.TextOf(e.Entry.Number(EntryField.Message)!.Value)));
        Assert.Equal(Step, TimeSpan.FromTicks((accepted[2].Entry.Time - accepted[1].Entry.Time) / 100));
        var step = Assert.Single(entries, e => e.Entry.Kind == EntryKind.ClockStep);
        Assert.InRange(step.Number, accepted[2].Number + 1, accepted[3].Number - 1);
        Assert.Equal(Step, TimeSpan.FromTicks(step.Entry.Number(EntryField.Span)!.Value / 100));
        Assert.Contains(house.Logged, l => l.Contains("clock", StringComparison.Ordinal));
        using var reader = SqliteLedgerReader.Open(house.LedgerFile);
        Assert.Empty(reader.CheckStore());
        var own = reader.ReadCheckpoints().Select(c => new CheckpointEvidence(c.Note, $"the checkpoint at {c.Size}"));
        Assert.Empty(LedgerVerification.Verify(reader.Leaves(), reader, reader.Size, [.. own], [reader.Verifier], null, null, Cancellation).Faults);
    }

    static async Task<string> SendAsync(LoadSession peer) =>
        (await peer.SendAsync("m@peer-a.test", "alice@circle.test", "Subject: t\r\n\r\nbody\r\n", Cancellation)).Split(' ')[^1];
}

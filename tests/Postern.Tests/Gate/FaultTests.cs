using System.Text.Json;
using Postern.Testing.Smtp;

namespace Postern.Tests.Gate;

/// <summary>Disks that are full, broken or away while peers send to a gate that runs: whoever got 250 has his message kept, the others are
/// told to come again, and the gate says that something is wrong.</summary>
public class FaultTests
{
    const string Sender = "m@peer-a.test";
    const string Recipient = "postmaster@circle.test";
    const int DiskMebibytes = 24;
    const int Sessions = 6;

    static readonly string Content = $"Subject: t\r\n\r\n{string.Concat(Enumerable.Repeat("seventy octets of text that mean nothing at all to anybody who reads\r\n", 60))}";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_told_with_452_and_left_when_there_is_room_again()
    {
        using var gate = new RunningGate();
        using var disk = await StartOnSmallDiskAsync(gate);
        List<string> acknowledged = [];
        List<string> refused = [];
        var sessions = await BeginAsync(gate);

        // Whatever fits is kept; each session goes on until nothing does.
        foreach (var session in sessions)
        {
            do
                disk.Run($"cat /dev/zero >> '{gate.Folder}/filler' 2> /dev/null; true");
            while (await TrySendAsync(session, acknowledged, refused));
            await session.DisposeAsync();
        }
        Assert.Equal(Sessions, refused.Count);
        Assert.All(refused, reply => Assert.Contains("452 4.3.1", reply, StringComparison.Ordinal));
        await gate.UntilAsync("/control/status", status => !IsReady(status), Cancellation);

        disk.Run($"rm '{gate.Folder}/filler'");
        while (!await SendAsync(gate, acknowledged, refused))
            await Task.Delay(50, Cancellation);
        await gate.UntilAsync("/control/status", IsReady, Cancellation);
        Retry(gate);
        await gate.WhenDeliveredAsync(Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        disk.BringOut(gate.Folder);
        gate.AssertHolds(acknowledged);
        Assert.Contains(gate.Log, l => l.Contains("a message could not be kept", StringComparison.Ordinal) && l.Contains("the disk is full; make room", StringComparison.Ordinal));
    }

    // strace lets the calls for one file fail as a broken disk does.
    [Theory]
    [InlineData("pwrite64")]
    [InlineData("fdatasync,fsync")]
    public async Task A_ledger_that_cannot_be_written_or_synced_takes_nothing_until_the_gate_is_started_anew(string calls)
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        List<string> acknowledged = [];
        List<string> refused = [];
        var sessions = await BeginAsync(gate);
        Assert.True(await TrySendAsync(sessions[0], acknowledged, refused));
        using (var broken = await TracedCalls.AttachAsync(gate.Number, "--trace", calls, "--trace-path", $"{gate.Ledger}-wal", "--inject", $"{calls}:error=EIO"))
        {
            foreach (var session in sessions.Skip(1))
                Assert.False(await TrySendAsync(session, acknowledged, refused));
            Assert.Contains(await broken.EndAsync(), l => l.Contains("EIO", StringComparison.Ordinal));
        }
        // The disk is well again, and nobody knows what is on it.
        Assert.False(await TrySendAsync(sessions[0], acknowledged, refused));
        Assert.All(refused, reply => Assert.Contains("451 4.3.0", reply, StringComparison.Ordinal));
        await gate.UntilAsync("/control/status", status => !IsReady(status), Cancellation);
        foreach (var session in sessions)
            await session.DisposeAsync();
        await gate.StopAsync(Cancellation);
        Assert.Contains(gate.Log, l => l.Contains("no mail is taken until", StringComparison.Ordinal));

        await gate.StartAsync(Cancellation);
        Assert.True(await SendAsync(gate, acknowledged, refused));
        await gate.WhenDeliveredAsync(Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        gate.AssertHolds(acknowledged);
    }

    [Fact]
    public async Task Mail_for_a_mailbox_that_may_not_be_written_or_is_away_waits_and_is_delivered_once()
    {
        using var gate = new RunningGate();
        using var disk = await StartOnSmallDiskAsync(gate);
        List<string> acknowledged = [];
        List<string> refused = [];
        Assert.True(await SendAsync(gate, acknowledged, refused), refused.FirstOrDefault());
        await gate.WhenDeliveredAsync(Cancellation);
        foreach (var (breaking, repair, said) in MailboxFaults)
        {
            disk.Run($"cd '{gate.Folder}/mail' && {breaking}");
            Assert.True(await SendAsync(gate, acknowledged, refused), refused.FirstOrDefault());
            await gate.UntilAsync("/control/queue", queue => WasTried(queue, 1), Cancellation);
            Retry(gate);
            var queue = await gate.UntilAsync("/control/queue", queue => WasTried(queue, 2), Cancellation);
            Assert.Contains(said, queue.ToString(), StringComparison.Ordinal);
            disk.Run($"cd '{gate.Folder}/mail' && {repair}");
            Retry(gate);
            await gate.WhenDeliveredAsync(Cancellation);
        }
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        disk.BringOut(gate.Folder);
        gate.AssertHolds(acknowledged);
    }

    // In the folder of the mailboxes: what breaks, what repairs it, and why the message waits.
    static readonly (string Breaking, string Repair, string Said)[] MailboxFaults =
    [
        ("mount --bind postmaster postmaster && mount -o remount,bind,ro postmaster", "umount postmaster", "Read-only file system"),
        ("mv postmaster ../away", "mv ../away postmaster", "No such file or directory"),
        ("mv postmaster/new ../away", "mv ../away postmaster/new", "No such file or directory"),
    ];

    static async Task<OwnMounts> StartOnSmallDiskAsync(RunningGate gate)
    {
        // What must be left free is less than the disk has.
        gate.Change(("free-space: 100 MiB", "free-space: 1 MiB"));
        gate.Mounts = OwnMounts.Start(gate.Folder, DiskMebibytes);
        await gate.StartAsync(Cancellation);
        return gate.Mounts;
    }

    static bool IsReady(JsonElement status) => status.GetProperty("ready").GetBoolean();

    static bool WasTried(JsonElement queue, int times) =>
        queue.GetProperty("messages").EnumerateArray().Any(m => m.GetProperty("recipients")[0].GetProperty("attempts").GetInt32() >= times);

    static void Retry(RunningGate gate) => Assert.Equal(0, gate.Run("queue", "retry", "all").ExitCode);

    static async Task<List<LoadSession>> BeginAsync(RunningGate gate)
    {
        List<LoadSession> sessions = [];
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add(await gate.ConnectAsync(Cancellation));
            await sessions[i].BeginAsync(Sender, Recipient, Cancellation);
        }
        return sessions;
    }

    /// <summary>Ends the message that a session has begun; true for 250, and the next one is begun.</summary>
    static async Task<bool> TrySendAsync(LoadSession session, List<string> acknowledged, List<string> refused)
    {
        try
        {
            acknowledged.Add((await session.EndAsync(Content, Cancellation)).Split(' ')[^1]);
            await session.BeginAsync(Sender, Recipient, Cancellation);
            return true;
        }
        catch (IOException problem)
        {
            refused.Add(problem.Message);
            return false;
        }
    }

    /// <summary>Sends one message in a session of its own.</summary>
    static async Task<bool> SendAsync(RunningGate gate, List<string> acknowledged, List<string> refused)
    {
        await using var session = await gate.ConnectAsync(Cancellation);
        try
        {
            acknowledged.Add((await session.SendAsync(Sender, Recipient, Content, Cancellation)).Split(' ')[^1]);
            return true;
        }
        catch (IOException problem)
        {
            refused.Add(problem.Message);
            return false;
        }
    }
}

using System.Text;

namespace Postern.Tests.Gate;

/// <summary>The system calls of a gate that runs, for one message, in the order in which the kernel saw them: what a reply promises is
/// synced before it is sent.</summary>
public class CallOrderTests
{
    const string Sender = "m@peer-a.test";
    const string Recipient = "postmaster@circle.test";
    const string Marker = "a marker that nothing else has";
    const string Watched = "openat,write,pwrite64,sendto,sendmsg,fsync,fdatasync,renameat";
    const int FrameHeader = 24;
    const int Together = 12;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_s_row_is_written_and_its_commit_synced_before_the_reply_and_its_mailbox_before_the_queue_lets_go()
    {
        var (gate, calls) = await SendAsync(2_000);
        var ledger = OfLedger(calls);
        var row = ledger.First(c => c.Name == "pwrite64" && c.Says(Marker));
        var commit = CommitFrom(ledger, row);
        AssertOrder(row, commit, SyncBehind(ledger, commit), Reply(calls, gate));

        var file = Within(calls, "/mail/postmaster/tmp/");
        var named = Assert.Single(calls, c => c.Name == "renameat");
        var folder = Assert.Single(calls, c => c.Name == "fsync" && c.On.EndsWith("/mail/postmaster/new", StringComparison.Ordinal));
        var letGo = CommitFrom(ledger, ledger.First(c => c.Begun > folder.Ended));
        AssertOrder(
            SyncBehind(ledger, commit), file.First(c => c.Name == "write"), file.Last(c => c.Name == "write"),
            Assert.Single(file, c => c.Name == "fsync"), named, folder, letGo, SyncBehind(ledger, letGo));
    }

    [Fact]
    public async Task Of_messages_that_come_together_each_is_synced_before_its_name_and_no_outcome_is_written_before_the_folder_is_synced_behind_the_name()
    {
        var calls = await SendTogetherAsync();
        var names = calls.Where(c => c.Name == "renameat").ToList();
        Assert.Equal(Together, names.Count);
        var folders = calls.Where(c => c.Name == "fsync" && c.On.EndsWith("/mail/postmaster/new", StringComparison.Ordinal)).ToList();
        foreach (var name in names)
        {
            var file = calls.Where(c => c.On.EndsWith($"/mail/postmaster/tmp/{Encoding.ASCII.GetString(name.Octets)}", StringComparison.Ordinal)).ToList();
            AssertOrder(file.Last(c => c.Name == "write"), Assert.Single(file, c => c.Name == "fsync"), name, folders.First(f => f.Begun > name.Ended));
        }
        // A page of the log holds the outcomes of those whose folder was synced by then, of the one from before, and no others.
        var written = OfLedger(calls).Where(c => c.Name == "pwrite64").Select(c => (Call: c, Outcomes: Count(c.Octets, "in the mailbox"u8))).ToList();
        Assert.Contains(written, w => w.Outcomes > 1);
        Assert.All(written, w => Assert.InRange(
            w.Outcomes, 0, 1 + names.Count(name => folders.Any(f => name.Ended < f.Begun && f.Ended < w.Call.Begun))));
    }

    [Fact]
    public async Task A_large_message_s_file_and_folder_are_synced_before_the_row_that_names_it_and_all_of_it_before_the_reply()
    {
        var (gate, calls) = await SendAsync(200_000);
        var ledger = OfLedger(calls);
        var file = Within(calls, "/postern.db.spool/");
        Assert.InRange(file.Where(c => c.Name == "write").Sum(c => c.Result), 200_000, 210_000);
        var folder = Assert.Single(calls, c => c.Name == "fsync" && c.On.EndsWith("/postern.db.spool", StringComparison.Ordinal));
        var row = ledger.First(c => c.Name == "pwrite64" && c.Says(Path.GetFileName(file[0].On)));
        var commit = CommitFrom(ledger, row);
        AssertOrder(
            file.Last(c => c.Name == "write"), Assert.Single(file, c => c.Name == "fsync"), folder, row, commit, SyncBehind(ledger, commit), Reply(calls, gate));
    }

    // Of the message that is watched, only the content and its reply are still to come.
    static async Task<(string Gate, IReadOnlyList<SystemCall> Calls)> SendAsync(int size)
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        await using var session = await gate.ConnectAsync(Cancellation);
        await session.SendAsync(Sender, Recipient, "Subject: this makes the mailbox\r\n\r\n", Cancellation);
        await gate.WhenDeliveredAsync(Cancellation);
        await session.BeginAsync(Sender, Recipient, Cancellation);
        using var watched = await TracedCalls.AttachAsync(
            gate.Number, "--decode-fds=all", "--strings-in-hex=all", "--string-limit=10000", "--trace", Watched);
        await session.EndAsync(
            $"Subject: t\r\n\r\n{Marker}\r\n{string.Concat(Enumerable.Repeat("seventy octets of text that mean nothing at all to anybody who reads\r\n", size / 70))}",
            Cancellation);
        await gate.WhenDeliveredAsync(Cancellation);
        var calls = SystemCall.Read(await watched.EndAsync());
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        return ($"{gate.Place}", calls);
    }

    // Their last octets go out at once: those that come while a mailbox is written are brought there together.
    static async Task<IReadOnlyList<SystemCall>> SendTogetherAsync()
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        var sessions = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => gate.ConnectAsync(Cancellation)));
        await sessions[0].SendAsync(Sender, Recipient, "Subject: this makes the mailbox\r\n\r\n", Cancellation);
        await gate.WhenDeliveredAsync(Cancellation);
        foreach (var session in sessions)
            await session.BeginAsync(Sender, Recipient, Cancellation);
        using var watched = await TracedCalls.AttachAsync(
            gate.Number, "--decode-fds=all", "--strings-in-hex=all", "--string-limit=10000", "--trace", Watched);
        await Task.WhenAll(sessions.Select(s => s.EndAsync("Subject: t\r\n\r\nbody\r\n", Cancellation)));
        await gate.WhenDeliveredAsync(Cancellation);
        var calls = SystemCall.Read(await watched.EndAsync());
        foreach (var session in sessions)
            await session.DisposeAsync();
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        return calls;
    }

    static int Count(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (int at; (at = octets.IndexOf(text)) >= 0; octets = octets[(at + text.Length)..])
            count++;
        return count;
    }

    static List<SystemCall> OfLedger(IReadOnlyList<SystemCall> calls) => [.. calls.Where(c => c.On.EndsWith("/postern.db-wal", StringComparison.Ordinal))];

    static List<SystemCall> Within(IReadOnlyList<SystemCall> calls, string folder) => [.. calls.Where(c => c.On.Contains(folder, StringComparison.Ordinal))];

    static SystemCall Reply(IReadOnlyList<SystemCall> calls, string gate) =>
        calls.First(c => c.Name is "sendto" or "sendmsg" && c.On.StartsWith($"TCP:[{gate}->127.0.0.2:", StringComparison.Ordinal));

    // A frame of the log begins with a header; in that of a transaction's last frame octets 4 to 7 are the size of the database, in the
    // others zero (SQLite's "Database File Format", §4.1).
    static SystemCall CommitFrom(List<SystemCall> ledger, SystemCall first) => ledger.First(c =>
        c.Name == "pwrite64" && c.Begun >= first.Begun && c.Octets.Length == FrameHeader && c.Octets.AsSpan(4, 4).ContainsAnyExcept((byte)0));

    static SystemCall SyncBehind(List<SystemCall> ledger, SystemCall commit) =>
        ledger.FirstOrDefault(c => c.Name is "fsync" or "fdatasync" && c.Begun > commit.Ended)
            ?? throw new InvalidOperationException($"the log is never synced behind the commit, {commit}");

    // Each is over before the next begins.
    static void AssertOrder(params SystemCall[] calls)
    {
        foreach (var (before, behind) in calls.Zip(calls.Skip(1)).Where(p => p.First != p.Second))
            Assert.True(before.Ended < behind.Begun, $"{before} is not over before {behind}");
    }
}

using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Queue;

namespace Postern.Gate.Tests.Delivery;

public sealed class MaildirTests : IDisposable
{
    const string File = "1795305600.m1.mx.circle.test";

    static readonly LocalMailbox Alice = new() { Name = "alice" };

    static readonly MaildirMessage Message = new(
        "m1", DateTimeOffset.FromUnixTimeSeconds(1795305600), "mx.circle.test",
        [Encoding.ASCII.GetBytes("Return-Path: <>\r\n"), Encoding.ASCII.GetBytes("Subject: t\r\n\r\nbody\r"), Encoding.ASCII.GetBytes("\n.\r\n")]);

    readonly RecordedDisk disk = new();
    readonly RecordedFolder root;
    readonly Maildir maildir;

    public MaildirTests()
    {
        root = new RecordedFolder(disk, ".");
        maildir = new Maildir(root);
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_name_is_given_only_to_octets_that_are_durable()
    {
        Assert.Equal(new MaildirResult(MaildirEnd.Delivered), maildir.Deliver(Alice, Message, mayBeThere: false));
        Assert.Equal(
            [
                "mkdir alice", "mkdir alice/tmp", "mkdir alice/new", "mkdir alice/cur", "sync alice", "sync .",
                $"create alice/tmp/{File}", $"write alice/tmp/{File}", $"sync alice/tmp/{File}",
                $"rename alice/tmp/{File} alice/new/{File}", "sync alice/new",
            ],
            disk.Calls);
        Assert.Equal("Return-Path: <>\nSubject: t\n\nbody\n.\n", Durable());
        Assert.Empty(root["alice"]["tmp"].Files);
    }

    [Fact]
    public void Whenever_the_power_is_cut_a_message_is_whole_or_not_there_and_delivered_means_there()
    {
        var looks = 0;
        disk.Before = _ =>
        {
            if (root.Find("alice")?.Find("new") is not { } arrived)
                return;
            looks++;
            Assert.All(arrived.Files.Values.Concat(arrived.DurableFiles.Values), f => Assert.True(f.IsDurable));
        };
        maildir.Deliver(Alice, Message, mayBeThere: false);
        Assert.InRange(looks, 8, 100);
        Assert.Contains("alice", root.DurableFolders);
        Assert.Equal(3, root["alice"].DurableFolders.Count);
        Assert.True(root["alice"]["new"].DurableFiles[File].IsDurable);
    }

    [Theory]
    [InlineData("mkdir alice", nameof(FolderFault.ReadOnly), nameof(MaildirEnd.Failed))]
    [InlineData("sync alice", nameof(FolderFault.Io), nameof(MaildirEnd.Failed))]
    [InlineData("sync .", nameof(FolderFault.Io), nameof(MaildirEnd.Failed))]
    [InlineData("create alice/tmp/FILE", nameof(FolderFault.Full), nameof(MaildirEnd.Failed))]
    [InlineData("create alice/tmp/FILE", nameof(FolderFault.ReadOnly), nameof(MaildirEnd.Failed))]
    [InlineData("write alice/tmp/FILE", nameof(FolderFault.Full), nameof(MaildirEnd.Failed))]
    [InlineData("sync alice/tmp/FILE", nameof(FolderFault.Io), nameof(MaildirEnd.Failed))]
    [InlineData("rename alice/tmp/FILE alice/new/FILE", nameof(FolderFault.Full), nameof(MaildirEnd.Failed))]
    [InlineData("sync alice/new", nameof(FolderFault.Io), nameof(MaildirEnd.Unknown))]
    public void Whatever_fails_is_told_and_the_next_attempt_delivers_once(string call, string fault, string end)
    {
        disk.Fail(call.Replace("FILE", File, StringComparison.Ordinal), Enum.Parse<FolderFault>(fault));
        var result = maildir.Deliver(Alice, Message, mayBeThere: false);
        Assert.Equal((end, fault), (result.End.ToString(), result.Fault.ToString()));
        Assert.StartsWith("mailbox alice: cannot ", result.Text);
        var again = maildir.Deliver(Alice, Message, mayBeThere: true);
        Assert.Equal(result.End == MaildirEnd.Unknown ? MaildirEnd.Replaced : MaildirEnd.Delivered, again.End);
        Assert.Equal("Return-Path: <>\nSubject: t\n\nbody\n.\n", Durable());
        Assert.Empty(root["alice"]["tmp"].Files);
    }

    [Theory]
    [InlineData("write alice/tmp/FILE")]
    [InlineData("sync alice/tmp/FILE")]
    [InlineData("rename alice/tmp/FILE alice/new/FILE")]
    public void Half_a_file_does_not_stay(string call)
    {
        disk.Fail(call.Replace("FILE", File, StringComparison.Ordinal), FolderFault.Full);
        maildir.Deliver(Alice, Message, mayBeThere: false);
        Assert.Empty(root["alice"]["tmp"].Files);
        Assert.Empty(root["alice"]["new"].Files);
    }

    [Fact]
    public void After_a_sync_that_failed_the_octets_are_written_anew()
    {
        disk.Fail("sync alice/new", FolderFault.Io);
        maildir.Deliver(Alice, Message, mayBeThere: false);
        var first = root["alice"]["new"].Files[File];
        disk.Calls.Clear();
        maildir.Deliver(Alice, Message, mayBeThere: true);
        Assert.NotSame(first, root["alice"]["new"].DurableFiles[File]);
        Assert.Equal([$"rename alice/tmp/{File} alice/new/{File}", "sync alice/new"], disk.Calls[^2..]);
    }

    [Theory]
    [InlineData($"{File}:2,S")]
    [InlineData(File)]
    public void A_message_that_its_reader_has_is_not_put_there_again(string name)
    {
        maildir.Deliver(Alice, Message, mayBeThere: false);
        root["alice"]["new"].Rename(File, root["alice"]["cur"], name);
        disk.Calls.Clear();
        Assert.Equal(MaildirEnd.AlreadyThere, maildir.Deliver(Alice, Message, mayBeThere: true).End);
        Assert.Equal(["sync alice/cur"], disk.Calls);
    }

    [Fact]
    public void A_leftover_that_could_not_be_tidied_up_is_in_nobody_s_way()
    {
        disk.Fail($"write alice/tmp/{File}", FolderFault.Full);
        disk.Fail($"remove alice/tmp/{File}", FolderFault.Io);
        Assert.Equal((MaildirEnd.Failed, FolderFault.Full), Told(maildir.Deliver(Alice, Message, mayBeThere: false)));
        Assert.Equal(MaildirEnd.Delivered, maildir.Deliver(Alice, Message, mayBeThere: false).End);
        Assert.Equal("Return-Path: <>\nSubject: t\n\nbody\n.\n", Durable());
        Assert.Empty(root["alice"]["tmp"].Files);
    }

    [Fact]
    public void Messages_that_come_together_are_synced_each_before_its_name_and_their_folder_once_behind_the_last()
    {
        maildir.Deliver(Alice, Message, mayBeThere: false);
        disk.Calls.Clear();
        var together = Together("m2", "m3");
        maildir.Deliver("alice", together);
        Assert.All(together, d => Assert.Equal(new MaildirResult(MaildirEnd.Delivered), d.Result));
        var (second, third) = (NameOf("m2"), NameOf("m3"));
        Assert.Equal(
            [
                $"create alice/tmp/{second}", $"write alice/tmp/{second}", $"create alice/tmp/{third}", $"write alice/tmp/{third}",
                $"begin alice/tmp/{second}", $"begin alice/tmp/{third}", $"sync alice/tmp/{second}", $"sync alice/tmp/{third}",
                $"rename alice/tmp/{second} alice/new/{second}", $"rename alice/tmp/{third} alice/new/{third}", "sync alice/new",
            ],
            disk.Calls);
    }

    [Theory]
    [InlineData("create alice/tmp/FILE")]
    [InlineData("write alice/tmp/FILE")]
    [InlineData("sync alice/tmp/FILE")]
    [InlineData("rename alice/tmp/FILE alice/new/FILE")]
    public void What_goes_wrong_with_one_message_is_none_of_its_neighbours_affair(string call)
    {
        disk.Fail(call.Replace("FILE", NameOf("m2"), StringComparison.Ordinal), FolderFault.Io);
        var together = Together("m1", "m2", "m3");
        maildir.Deliver("alice", together);
        Assert.Equal([MaildirEnd.Delivered, MaildirEnd.Failed, MaildirEnd.Delivered], together.Select(d => d.Result!.End));
        Assert.Equal([NameOf("m1"), NameOf("m3")], root["alice"]["new"].DurableFiles.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(root["alice"]["tmp"].Files);
    }

    [Fact]
    public void A_message_that_cannot_be_read_fails_alone()
    {
        var together = Together("m1", "m2");
        var broken = new MaildirDelivery(Message with { Id = "m3", Parts = Unreadable() }, mayBeThere: false);
        maildir.Deliver("alice", [broken, .. together]);
        Assert.Equal((MaildirEnd.Failed, FolderFault.Io), Told(broken.Result!));
        Assert.All(together, d => Assert.Equal(MaildirEnd.Delivered, d.Result!.End));

        static IEnumerable<ReadOnlyMemory<byte>> Unreadable()
        {
            yield return Encoding.ASCII.GetBytes("Subject: t\r\n");
            throw new IOException("the spool cannot be read");
        }
    }

    [Fact]
    public void When_their_folder_cannot_be_synced_nobody_knows_of_any_of_them_and_of_one_that_had_failed_before_everybody()
    {
        disk.Fail($"write alice/tmp/{NameOf("m1")}", FolderFault.Full);
        disk.Fail("sync alice/new", FolderFault.Io);
        var together = Together("m1", "m2", "m3");
        maildir.Deliver("alice", together);
        Assert.Equal([MaildirEnd.Failed, MaildirEnd.Unknown, MaildirEnd.Unknown], together.Select(d => d.Result!.End));
    }

    [Fact]
    public void Of_those_that_may_be_there_only_those_are_written_that_no_reader_has()
    {
        maildir.Deliver("alice", Together("m1", "m2"));
        root["alice"]["new"].Rename(NameOf("m1"), root["alice"]["cur"], $"{NameOf("m1")}:2,RS");
        disk.Calls.Clear();
        MaildirDelivery[] again = [.. new[] { "m1", "m2", "m3" }.Select(id => new MaildirDelivery(Message with { Id = id }, mayBeThere: true))];
        maildir.Deliver("alice", again);
        Assert.Equal([MaildirEnd.AlreadyThere, MaildirEnd.Replaced, MaildirEnd.Delivered], again.Select(d => d.Result!.End));
        Assert.Equal("sync alice/cur", disk.Calls[0]);
        Assert.DoesNotContain(disk.Calls, c => c.Contains(NameOf("m1"), StringComparison.Ordinal));
        Assert.Equal([NameOf("m2"), NameOf("m3")], root["alice"]["new"].DurableFiles.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_comes_while_a_mailbox_is_written_is_brought_there_together()
    {
        using var threads = new DiskThreads("disk", 4);
        var batches = new MailboxBatches(maildir, threads);
        var (isSyncing, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        disk.Before = call =>
        {
            if (call != "sync alice/new" || isSyncing.Task.IsCompleted)
                return;
            isSyncing.SetResult();
            go.Task.Wait(TestContext.Current.CancellationToken);
        };
        List<Task<MaildirResult>> brought = [DeliverAsync("m1")];
        await isSyncing.Task;
        brought.AddRange(new[] { "m2", "m3", "m4" }.Select(DeliverAsync));
        go.SetResult();
        Assert.All(await Task.WhenAll(brought), result => Assert.Equal(MaildirEnd.Delivered, result.End));
        Assert.Equal(2, disk.Calls.Count(c => c == "sync alice/new"));
        Assert.Equal(4, root["alice"]["new"].DurableFiles.Count);

        Task<MaildirResult> DeliverAsync(string id) => batches.DeliverAsync("alice", Together(id)[0], octets: 100);
    }

    [Fact]
    public async Task Where_many_wait_another_thread_brings_them_there_while_the_first_waits_for_the_disk()
    {
        using var threads = new DiskThreads("disk", 4);
        var batches = new MailboxBatches(maildir, threads);
        var (isSyncing, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        disk.Before = call =>
        {
            if (call == "sync alice/new" && isSyncing.TrySetResult())
                go.Task.Wait(TestContext.Current.CancellationToken);
        };
        var first = batches.DeliverAsync("alice", Together("m1")[0], octets: 100);
        await isSyncing.Task;
        var many = Enumerable.Range(2, 16).Select(i => batches.DeliverAsync("alice", Together($"m{i}")[0], octets: 100)).ToList();
        Assert.All(await Task.WhenAll(many), result => Assert.Equal(MaildirEnd.Delivered, result.End));
        Assert.False(first.IsCompleted);
        go.SetResult();
        Assert.Equal(MaildirEnd.Delivered, (await first).End);
        Assert.Equal(2, disk.Calls.Count(c => c == "sync alice/new"));
        Assert.Equal(17, root["alice"]["new"].DurableFiles.Count);
    }

    [Fact]
    public async Task What_has_just_come_waits_while_sessions_wait_for_the_disk_and_what_has_waited_a_second_does_not()
    {
        var (mail, machine) = (new ManualTime(), new ManualTime());
        var load = new AcceptanceLoad(mail, machine);
        using var threads = new DiskThreads("disk", 4);
        var batches = new MailboxBatches(maildir, threads, load);
        for (var i = 0; i < 4; i++)
            load.Enter();
        List<Task<MaildirResult>> fresh = [batches.DeliverAsync("alice", Together("m1")[0], 100), batches.DeliverAsync("alice", Together("m2")[0], 100)];
        var old = new MaildirDelivery(Message with { Id = "m3", Received = mail.GetUtcNow() - TimeSpan.FromSeconds(1) }, mayBeThere: false);
        Assert.Equal(MaildirEnd.Delivered, (await batches.DeliverAsync("bob", old, 100)).End);
        Assert.DoesNotContain(disk.Calls, c => c.Contains("alice", StringComparison.Ordinal));

        machine.Pass(TimeSpan.FromMilliseconds(20));

        Assert.All(await Task.WhenAll(fresh), result => Assert.Equal(MaildirEnd.Delivered, result.End));
        Assert.Equal(1, disk.Calls.Count(c => c == "sync alice/new"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../m1")]
    [InlineData("m 1")]
    [InlineData("m1:2,S")]
    [InlineData("m.1")]
    public void A_file_s_name_is_made_of_nothing_from_outside(string id) =>
        Assert.Throws<InvalidOperationException>(() => maildir.Deliver(Alice, Message with { Id = id }, mayBeThere: false));

    [Fact]
    public void A_message_larger_than_the_buffer_keeps_every_octet()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\r\n"));
        maildir.Deliver(Alice, Message with { Parts = [Encoding.ASCII.GetBytes(lines)] }, mayBeThere: false);
        Assert.Equal(lines.Replace("\r\n", "\n", StringComparison.Ordinal), Durable());
    }

    static string NameOf(string id) => (Message with { Id = id }).FileName;

    static MaildirDelivery[] Together(params string[] ids) => [.. ids.Select(id => new MaildirDelivery(Message with { Id = id }, mayBeThere: false))];

    static (MaildirEnd, FolderFault?) Told(MaildirResult result) => (result.End, result.Fault);

    string Durable() => Encoding.ASCII.GetString([.. root["alice"]["new"].DurableFiles[File].Octets]);
}

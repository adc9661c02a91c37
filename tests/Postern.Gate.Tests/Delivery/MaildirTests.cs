using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;

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
                $"link alice/tmp/{File} alice/new/{File}", "sync alice/new", $"remove alice/tmp/{File}",
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
    [InlineData("link alice/tmp/FILE alice/new/FILE", nameof(FolderFault.Full), nameof(MaildirEnd.Failed))]
    [InlineData("sync alice/new", nameof(FolderFault.Io), nameof(MaildirEnd.Unknown))]
    public void Whatever_fails_is_told_and_the_next_attempt_delivers_once(string call, string fault, string end)
    {
        disk.Fail(call.Replace("FILE", File, StringComparison.Ordinal), Enum.Parse<FolderFault>(fault));
        var result = maildir.Deliver(Alice, Message, mayBeThere: false);
        Assert.Equal((end, fault), (result.End.ToString(), result.Fault.ToString()));
        Assert.StartsWith("mailbox alice: cannot ", result.Text);
        Assert.Equal(MaildirEnd.Delivered, maildir.Deliver(Alice, Message, mayBeThere: true).End);
        Assert.Equal("Return-Path: <>\nSubject: t\n\nbody\n.\n", Durable());
        Assert.Empty(root["alice"]["tmp"].Files);
    }

    [Theory]
    [InlineData("write alice/tmp/FILE")]
    [InlineData("sync alice/tmp/FILE")]
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
    public void A_leftover_that_cannot_be_tidied_up_does_not_undo_a_delivery()
    {
        disk.Fail($"remove alice/tmp/{File}", FolderFault.Io);
        Assert.Equal(MaildirEnd.Delivered, maildir.Deliver(Alice, Message, mayBeThere: false).End);
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

    string Durable() => Encoding.ASCII.GetString([.. root["alice"]["new"].DurableFiles[File].Octets]);
}

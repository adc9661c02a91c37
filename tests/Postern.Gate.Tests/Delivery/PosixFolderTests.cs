using System.Runtime.Versioning;
using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;

namespace Postern.Gate.Tests.Delivery;

/// <summary>The real file system, in a folder that goes away.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PosixFolderTests : IDisposable
{
    static readonly LocalMailbox Alice = new() { Name = "alice" };

    static readonly MaildirMessage Message = new(
        "m1", DateTimeOffset.FromUnixTimeSeconds(1795305600), "mx.circle.test", [Encoding.ASCII.GetBytes("Subject: t\r\n\r\nbody\r\n")]);

    readonly string path = Directory.CreateTempSubdirectory("postern-maildir-").FullName;
    readonly PosixFolder root;

    public PosixFolderTests() => root = PosixFolder.Open(path);

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public void A_message_lies_in_new_for_its_owner_alone()
    {
        Assert.Equal(new MaildirResult(MaildirEnd.Delivered), new Maildir(root).Deliver(Alice, Message, mayBeThere: false));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(path, "alice", "new")));
        Assert.Equal(Message.FileName, Path.GetFileName(file));
        Assert.Equal("Subject: t\n\nbody\n", File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(path, "alice")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(path, "alice", "tmp")));
    }

    [Fact]
    public void A_second_attempt_puts_the_message_there_once_also_when_it_was_read()
    {
        var maildir = new Maildir(root);
        maildir.Deliver(Alice, Message, mayBeThere: false);
        Assert.Equal(MaildirEnd.Replaced, maildir.Deliver(Alice, Message, mayBeThere: true).End);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(path, "alice", "new")));
        File.Move(file, Path.Combine(path, "alice", "cur", $"{Message.FileName}:2,S"));
        Assert.Equal(MaildirEnd.AlreadyThere, maildir.Deliver(Alice, Message, mayBeThere: true).End);
        Assert.Empty(Directory.GetFiles(Path.Combine(path, "alice", "new")));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice/tmp")]
    [InlineData("alice/new")]
    public void A_symbolic_link_in_place_of_a_folder_gets_nothing(string link)
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(path, "elsewhere")).FullName;
        foreach (var part in new[] { "tmp", "new", "cur" })
            Directory.CreateDirectory(Path.Combine(elsewhere, part));
        if (link != "alice")
            Directory.CreateDirectory(Path.Combine(path, "alice"));
        Directory.CreateSymbolicLink(Path.Combine(path, link), elsewhere);
        var result = new Maildir(root).Deliver(Alice, Message, mayBeThere: false);
        Assert.Equal((MaildirEnd.Failed, FolderFault.NotAFolder), (result.End, result.Fault));
        Assert.Empty(Directory.GetFiles(elsewhere, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_symbolic_link_with_the_file_s_name_is_taken_away_and_not_followed()
    {
        var victim = Path.Combine(path, "victim");
        File.WriteAllText(victim, "untouched");
        Directory.CreateDirectory(Path.Combine(path, "alice", "tmp"));
        Directory.CreateDirectory(Path.Combine(path, "alice", "new"));
        File.CreateSymbolicLink(Path.Combine(path, "alice", "tmp", Message.FileName), victim);
        File.CreateSymbolicLink(Path.Combine(path, "alice", "new", Message.FileName), victim);
        Assert.Equal(MaildirEnd.Delivered, new Maildir(root).Deliver(Alice, Message, mayBeThere: false).End);
        Assert.Equal("untouched", File.ReadAllText(victim));
        var delivered = new FileInfo(Path.Combine(path, "alice", "new", Message.FileName));
        Assert.Null(delivered.LinkTarget);
        Assert.Equal("Subject: t\n\nbody\n".Length, delivered.Length);
    }

    [Fact]
    public void A_mailbox_that_was_moved_away_while_we_run_fails_and_is_not_made_anew()
    {
        var maildir = new Maildir(root);
        maildir.Deliver(Alice, Message, mayBeThere: false);
        Directory.Move(Path.Combine(path, "alice"), Path.Combine(path, "moved"));
        var result = maildir.Deliver(Alice, Message with { Id = "m2" }, mayBeThere: false);
        Assert.Equal((MaildirEnd.Failed, FolderFault.Missing), (result.End, result.Fault));
        Assert.False(Directory.Exists(Path.Combine(path, "alice")));
        Directory.Move(Path.Combine(path, "moved"), Path.Combine(path, "alice"));
        Assert.Equal(MaildirEnd.Delivered, maildir.Deliver(Alice, Message with { Id = "m2" }, mayBeThere: false).End);
    }

    [Fact]
    public void An_open_folder_stays_the_same_when_its_path_becomes_another()
    {
        root.CreateFolder("a");
        using var folder = root.OpenFolder("a");
        Directory.Move(Path.Combine(path, "a"), Path.Combine(path, "b"));
        Directory.CreateDirectory(Path.Combine(path, "a"));
        using (var file = folder.CreateFile("x"))
        {
            file.Write("1"u8);
            file.Write("2"u8);
            file.Sync();
        }
        folder.Sync();
        Assert.Equal("12", File.ReadAllText(Path.Combine(path, "b", "x")));
        Assert.Equal(["x"], folder.Names());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(path, "a")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    public void A_name_that_leads_elsewhere_is_never_given_to_the_system(string name)
    {
        Assert.Throws<ArgumentException>(() => root.OpenFolder(name));
        Assert.Throws<ArgumentException>(() => root.CreateFile(name));
        Assert.Throws<ArgumentException>(() => root.CreateFolder(name));
        Assert.Throws<ArgumentException>(() => root.Remove(name));
        Assert.Throws<ArgumentException>(() => root.Rename("y", root, name));
    }

    [Fact]
    public void Faults_are_told_apart()
    {
        using (root.CreateFile("there"))
            Assert.Equal(FolderFault.Exists, Fault(() => root.CreateFile("there")));
        Assert.Equal(FolderFault.NotAFolder, Fault(() => root.OpenFolder("there")));
        Assert.Equal(FolderFault.Missing, Fault(() => root.OpenFolder("nowhere")));
        Assert.Equal(FolderFault.Missing, Fault(() => root.Remove("nowhere")));
        Assert.Equal(FolderFault.Missing, Fault(() => PosixFolder.Open(Path.Combine(path, "nowhere"))));
        Assert.False(root.CreateFolder("there"));
        Assert.True(root.CreateFolder("not yet"));
    }

    static FolderFault Fault(Action action) => Assert.Throws<FolderException>(action).Fault;
}

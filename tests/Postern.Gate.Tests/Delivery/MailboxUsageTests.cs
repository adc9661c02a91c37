using Postern.Gate.Configuration;
using Postern.Gate.Delivery;

namespace Postern.Gate.Tests.Delivery;

public sealed class MailboxUsageTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-usage-").FullName;
    readonly ManualTime time = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_mailbox_is_full_when_what_its_reader_has_left_there_reaches_the_quota()
    {
        var usage = new MailboxUsage(folder, time);
        var alice = new LocalMailbox { Name = "alice", Quota = 1 << 20 };
        Assert.False(usage.IsFull(alice));
        foreach (var part in new[] { "new", "cur", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(folder, "alice", part));
            File.WriteAllBytes(Path.Combine(folder, "alice", part, "1.m.h"), new byte[600 << 10]);
        }
        Assert.False(usage.IsFull(alice));
        time.Pass(TimeSpan.FromSeconds(11));
        Assert.True(usage.IsFull(alice));
        Assert.False(usage.IsFull(alice with { Quota = null }));
        File.Delete(Path.Combine(folder, "alice", "cur", "1.m.h"));
        time.Pass(TimeSpan.FromSeconds(11));
        Assert.False(usage.IsFull(alice));
    }
}

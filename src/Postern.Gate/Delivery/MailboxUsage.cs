using System.Collections.Concurrent;
using Postern.Gate.Configuration;

namespace Postern.Gate.Delivery;

/// <summary>How much mailboxes hold, as their files say: their readers take mail away without telling us. Thread-safe.</summary>
/// <param name="mailFolder">The folder of the mailboxes.</param>
/// <param name="time">A clock: an answer is at most ten seconds old, so that a flood of recipients does not become one of system calls.
/// A quota can be overrun by what comes in that time.</param>
sealed class MailboxUsage(string mailFolder, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    static readonly EnumerationOptions FilesOnly = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory };

    readonly ConcurrentDictionary<string, (long Octets, long Asked)> known = new(StringComparer.Ordinal);

    /// <summary>Whether a mailbox is at or over its quota; never without one.</summary>
    public bool IsFull(LocalMailbox mailbox) => mailbox.Quota is { } quota && Octets(mailbox.Name) >= quota;

    long Octets(string mailbox)
    {
        if (known.TryGetValue(mailbox, out var last) && time.GetElapsedTime(last.Asked) < Fresh)
            return last.Octets;
        var octets = Sum(Path.Combine(mailFolder, mailbox, "new")) + Sum(Path.Combine(mailFolder, mailbox, "cur"));
        known[mailbox] = (octets, time.GetTimestamp());
        return octets;
    }

    static long Sum(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", FilesOnly).Sum(Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or not to be read: delivery will say more.
            return 0;
        }
    }

    static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            // Its reader has just taken it away.
            return 0;
        }
    }
}

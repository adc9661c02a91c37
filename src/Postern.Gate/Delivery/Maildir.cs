using Postern.Gate.Configuration;

namespace Postern.Gate.Delivery;

/// <summary>What came of a delivery to a mailbox.</summary>
enum MaildirEnd
{
    /// <summary>It is there, durable.</summary>
    Delivered,

    /// <summary>An earlier attempt had brought it, and its reader has it: it was not put there again.</summary>
    AlreadyThere,

    /// <summary>It is not there; try again later.</summary>
    Failed,

    /// <summary>It may be there: its name was given, but whether a power cut takes it away again is not known. Try again.</summary>
    Unknown,
}

/// <summary>How a delivery to a mailbox ended.</summary>
/// <param name="End">What came of it.</param>
/// <param name="Fault">Why it failed; else null.</param>
/// <param name="Text">What failed, for the owner; else null.</param>
sealed record MaildirResult(MaildirEnd End, FolderFault? Fault = null, string? Text = null);

/// <summary>Mailboxes as Maildirs (D. J. Bernstein, maildir(5)) in one folder: a message is a file, whole or not there.</summary>
/// <remarks>
/// The order is: file made in <c>tmp</c>, written, synced, linked into <c>new</c>, <c>new</c> synced; then only is it delivered. A name
/// is never given to octets that are not durable. Folders are opened anew for each message, so that one that was moved away or replaced
/// by a link fails rather than taking mail elsewhere. Thread-safe for different messages.
/// </remarks>
sealed class Maildir(IMailFolder root)
{
    static readonly string[] Parts = ["tmp", "new", "cur"];

    readonly HashSet<string> prepared = new(StringComparer.Ordinal);
    readonly Lock preparing = new();

    /// <summary>Delivers a message.</summary>
    /// <param name="mailbox">The mailbox; its folder is made when it is not there.</param>
    /// <param name="message">The message.</param>
    /// <param name="mayBeThere">Whether an earlier attempt's end is not known: then its reader may have moved it to <c>cur</c> already.</param>
    public MaildirResult Deliver(LocalMailbox mailbox, MaildirMessage message, bool mayBeThere)
    {
        var name = message.FileName;
        var end = MaildirEnd.Failed;
        try
        {
            Prepare(mailbox.Name);
            using var box = root.OpenFolder(mailbox.Name);
            using var temporary = box.OpenFolder("tmp");
            using var arrived = box.OpenFolder("new");
            if (mayBeThere && IsRead(box, name))
                return new MaildirResult(MaildirEnd.AlreadyThere);
            WriteDurably(temporary, name, message);
            var isLinked = Publish(temporary, arrived, name);
            end = MaildirEnd.Unknown;
            arrived.Sync();
            if (isLinked)
                Try(() => temporary.Remove(name));
            return new MaildirResult(MaildirEnd.Delivered);
        }
        catch (FolderException e)
        {
            return new MaildirResult(end, e.Fault, $"mailbox {mailbox.Name}: {e.Message}");
        }
    }

    // Once for each mailbox and run, whether or not its folders are there: a run that was cut off may have made them and not synced.
    void Prepare(string mailbox)
    {
        lock (preparing)
        {
            if (prepared.Contains(mailbox))
                return;
            root.CreateFolder(mailbox);
            using var box = root.OpenFolder(mailbox);
            foreach (var part in Parts)
                box.CreateFolder(part);
            box.Sync();
            root.Sync();
            prepared.Add(mailbox);
        }
    }

    static bool IsRead(IMailFolder box, string name)
    {
        using var read = box.OpenFolder("cur");
        if (!read.Names().Any(n => n == name || n.StartsWith($"{name}:", StringComparison.Ordinal)))
            return false;
        read.Sync();
        return true;
    }

    static void WriteDurably(IMailFolder temporary, string name, MaildirMessage message)
    {
        using var file = Create(temporary, name);
        try
        {
            message.WriteTo(file);
            file.Sync();
        }
        catch (FolderException)
        {
            // Half a file must not stay; when it does, the next attempt takes it away.
            Try(() => temporary.Remove(name));
            throw;
        }
    }

    // What has our name is what an attempt that was cut off has left.
    static IMailFile Create(IMailFolder temporary, string name)
    {
        try
        {
            return temporary.CreateFile(name);
        }
        catch (FolderException e) when (e.Fault == FolderFault.Exists)
        {
            temporary.Remove(name);
            return temporary.CreateFile(name);
        }
    }

    // A file of that name is an earlier attempt's, whose end is not known: the one that was just synced takes its place.
    static bool Publish(IMailFolder temporary, IMailFolder arrived, string name)
    {
        try
        {
            temporary.Link(name, arrived, name);
            return true;
        }
        catch (FolderException e) when (e.Fault == FolderFault.Exists)
        {
            temporary.Rename(name, arrived, name);
            return false;
        }
    }

    static void Try(Action tidyUp)
    {
        try
        {
            tidyUp();
        }
        catch (FolderException)
        {
            // A name in tmp that nobody reads.
        }
    }
}

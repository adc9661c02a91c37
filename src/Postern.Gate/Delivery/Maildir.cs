namespace Postern.Gate.Delivery;

/// <summary>What came of a delivery to a mailbox.</summary>
enum MaildirEnd
{
    /// <summary>It is there, durable.</summary>
    Delivered,

    /// <summary>It is there, durable, in the place of what an earlier attempt had brought: once.</summary>
    Replaced,

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
/// The order is: file made in <c>tmp</c>, written, synced, moved into <c>new</c>, <c>new</c> synced; then only is it delivered. A name
/// is never given to octets that are not durable. Messages that come together go through it together, so that one sync of <c>new</c> does
/// for all of them. Folders are opened anew each time, so that one that was moved away or replaced by a link fails rather than taking mail
/// elsewhere. Thread-safe for different messages.
/// </remarks>
sealed class Maildir(IMailFolder root)
{
    static readonly string[] Parts = ["tmp", "new", "cur"];

    readonly HashSet<string> prepared = new(StringComparer.Ordinal);
    readonly Lock preparing = new();

    /// <summary>Delivers messages to a mailbox. What goes wrong with one of them is none of the others' affair, unless it is the folder.</summary>
    /// <param name="mailbox">Its name; its folder is made when it is not there.</param>
    /// <param name="deliveries">The messages, each once; each has its result when this returns.</param>
    public void Deliver(string mailbox, IReadOnlyList<MaildirDelivery> deliveries)
    {
        try
        {
            Prepare(mailbox);
            using var box = root.OpenFolder(mailbox);
            using var temporary = box.OpenFolder("tmp");
            using var arrived = box.OpenFolder("new");
            LookForEarlier(deliveries, box, arrived);
            Each(deliveries, temporary, d => d.Write(temporary));
            // One alone is synced in the next moment anyway.
            if (deliveries.Count(d => d.IsGoingOn) > 1)
                Each(deliveries, temporary, d => d.BeginSync());
            Each(deliveries, temporary, d => d.Sync());
            Each(deliveries, temporary, d => d.Publish(temporary, arrived));
            if (!deliveries.Any(d => d.IsGoingOn))
                return;
            arrived.Sync();
            foreach (var delivery in deliveries.Where(d => d.IsGoingOn))
                delivery.End(new MaildirResult(delivery.Replaces ? MaildirEnd.Replaced : MaildirEnd.Delivered));
        }
        catch (FolderException problem)
        {
            foreach (var delivery in deliveries.Where(d => d.IsGoingOn))
                delivery.Fail(mailbox, problem);
        }

        // Nothing of one that failed stays; when it does, the next attempt takes it away.
        void Each(IReadOnlyList<MaildirDelivery> all, IMailFolder temporary, Action<MaildirDelivery> step)
        {
            foreach (var delivery in all)
            {
                if (!delivery.IsGoingOn)
                    continue;
                try
                {
                    step(delivery);
                }
                catch (IOException problem)
                {
                    delivery.Fail(mailbox, problem);
                    delivery.TidyUp(temporary);
                }
            }
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

    // What an earlier attempt has brought has the same name. Where its reader has it, it is not brought again; where it still lies, it is
    // written anew, for nobody knows what a sync that failed has left. Where its reader has taken it away, nobody can tell.
    static void LookForEarlier(IReadOnlyList<MaildirDelivery> deliveries, IMailFolder box, IMailFolder arrived)
    {
        if (!deliveries.Any(d => d.MayBeThere))
            return;
        var unread = arrived.Names().ToHashSet(StringComparer.Ordinal);
        foreach (var delivery in deliveries.Where(d => d.MayBeThere))
            delivery.Replaces = unread.Contains(delivery.Name);
        using var read = box.OpenFolder("cur");
        // A reader adds flags behind a colon.
        var names = read.Names().Select(name => name.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var there = deliveries.Where(d => d.MayBeThere && names.Contains(d.Name)).ToList();
        if (there.Count == 0)
            return;
        read.Sync();
        foreach (var delivery in there)
            delivery.End(new MaildirResult(MaildirEnd.AlreadyThere));
    }
}

using System.Diagnostics;

namespace Postern.Gate.Delivery;

/// <summary>A message on its way into a mailbox, step by step; <see cref="Maildir"/> says in which order. For one thread.</summary>
/// <param name="message">The message.</param>
/// <param name="mayBeThere">Whether an earlier attempt's end is not known: then its reader may have moved it to <c>cur</c> already.</param>
sealed class MaildirDelivery(MaildirMessage message, bool mayBeThere)
{
    IMailFile? file;
    bool isNamed;

    /// <summary>The file's name.</summary>
    public string Name { get; } = message.FileName;

    /// <summary>When the message was received.</summary>
    public DateTimeOffset Received => message.Received;

    /// <summary>Whether an earlier attempt's end is not known.</summary>
    public bool MayBeThere => mayBeThere;

    /// <summary>Whether what an earlier attempt has brought lies where it goes.</summary>
    public bool Replaces { get; set; }

    /// <summary>What came of it; null while it goes on.</summary>
    public MaildirResult? Result { get; private set; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsGoingOn => Result is null;

    /// <summary>Makes the file and writes it. Fails with <see cref="IOException"/>, as all steps do.</summary>
    public void Write(IMailFolder temporary)
    {
        file = Create(temporary);
        message.WriteTo(file);
    }

    /// <summary>Begins to make its octets durable.</summary>
    public void BeginSync() => file!.BeginSync();

    /// <summary>Makes its octets durable.</summary>
    public void Sync()
    {
        file!.Sync();
        Close();
    }

    /// <summary>Gives it its name. A file of that name is an earlier attempt's, whose end is not known: this one, just synced, takes its place.</summary>
    public void Publish(IMailFolder temporary, IMailFolder arrived)
    {
        temporary.Rename(Name, arrived, Name);
        isNamed = true;
    }

    /// <summary>Ends it.</summary>
    public void End(MaildirResult result)
    {
        Debug.Assert(IsGoingOn, "a delivery ends once");
        Result = result;
    }

    /// <summary>Ends it with what went wrong.</summary>
    public void Fail(string mailbox, IOException problem)
    {
        Close();
        End(new MaildirResult(
            isNamed ? MaildirEnd.Unknown : MaildirEnd.Failed, (problem as FolderException)?.Fault ?? FolderFault.Io, $"mailbox {mailbox}: {problem.Message}"));
    }

    /// <summary>Takes away what is left of it in <c>tmp</c>.</summary>
    public void TidyUp(IMailFolder temporary)
    {
        try
        {
            temporary.Remove(Name);
        }
        catch (FolderException)
        {
            // It was not made, or is a name that nobody reads.
        }
    }

    // What has our name is what an attempt that was cut off has left.
    IMailFile Create(IMailFolder temporary)
    {
        try
        {
            return temporary.CreateFile(Name);
        }
        catch (FolderException e) when (e.Fault == FolderFault.Exists)
        {
            temporary.Remove(Name);
            return temporary.CreateFile(Name);
        }
    }

    void Close()
    {
        file?.Dispose();
        file = null;
    }
}

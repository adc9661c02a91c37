using System.Net;
using System.Security.Authentication;
using Postern.Contacts;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Gate.Recording;

/// <summary>What the ledger says of one session that came in. Of a party everything; who is still nobody when the session ends is
/// counted with the strangers and leaves nothing else. Not thread-safe.</summary>
sealed class SessionJournal(
    Recorder recorder, StrangerCounter strangers, TimeProvider time, long session, string hostName, Caller caller)
{
    /// <summary>Entries that are held back until it is known whose the session is.</summary>
    const int MostHeldBack = 16;

    readonly long opened = UnixTime.From(time.GetUtcNow());
    readonly List<PlainEntry> heldBack = [];
    readonly IPAddress address = caller.ToldAddress;
    string? party;
    string lastReason = "no-mail";
    bool hasContact;

    /// <summary>The session's number.</summary>
    public long Session => session;

    /// <summary>Whether it is known whose the session is.</summary>
    public bool IsOfParty => party is not null;

    long Now => UnixTime.From(time.GetUtcNow());

    /// <summary>Whose the session is, as far as policy knows. With the first name the session's beginning is recorded, and what was
    /// held back.</summary>
    public void Is(string? name)
    {
        if (name is null || name == party)
            return;
        var entry = new PlainEntry(EntryKind.SessionOpened, party is null ? opened : Now)
            .Add(EntryField.Act, party is null ? "opened" : "identified")
            .Add(EntryField.Direction, "in")
            .Add(EntryField.Session, session)
            .Add(EntryField.Source, caller.Source)
            .Add(EntryField.Target, $"{caller.Target}")
            .Add(EntryField.Peer, name);
        if (caller.Account is { } account)
            entry.Add(EntryField.Kept, $"account {account}");
        party = name;
        recorder.Note([entry, .. heldBack]);
        heldBack.Clear();
    }

    /// <summary>How TLS ended.</summary>
    /// <param name="protocol">The version; none when it failed.</param>
    /// <param name="key">The key that was shown, or null.</param>
    /// <param name="problem">Why it failed; null when it did not.</param>
    public void Tls(SslProtocols protocol, KeyPin? key, string? problem)
    {
        var entry = Entry(EntryKind.TlsOutcome).Add(EntryField.Outcome, problem is null ? "ok" : "failed").Add(EntryField.Direction, "in");
        if (problem is not null)
            entry.Add(EntryField.Kept, problem);
        else
            entry.Add(EntryField.Protocol, protocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2");
        if (key is not null)
            entry.Add(EntryField.KeyFingerprint, Convert.FromHexString(key.Hex));
        Note(entry);
    }

    /// <summary>Something was refused.</summary>
    public void Refused(RefusedNotice notice)
    {
        var refusal = notice.Refusal;
        lastReason = refusal.Reason.ToString();
        var entry = Entry(EntryKind.Refused)
            .Add(EntryField.Direction, "in")
            .Add(EntryField.Reason, refusal.Reason.ToString())
            .Add(EntryField.Reply, refusal.Reply.Code)
            .Add(EntryField.Source, address.ToString())
            .Add(EntryField.Told, refusal.Reply.ToString());
        if (party is not null)
            entry.Add(EntryField.Peer, party);
        if (refusal.OwnerText is { } kept)
            entry.Add(EntryField.Kept, kept);
        Note(entry, Contact(Outcome(refusal), -1, ContactKind.SmtpIn, [("reason", refusal.Reason.ToString()), ("reply", refusal.Reply.ToString())]));
    }

    /// <summary>The entries of a message that is to be accepted; they go into the append that accepts it.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="octets">Its size.</param>
    /// <param name="digest">SHA-256 of its content.</param>
    /// <param name="isHeartbeat">Whether it is a sign of life.</param>
    public IReadOnlyList<PlainEntry> Accepted(MessageId id, Envelope envelope, long octets, byte[] digest, bool isHeartbeat)
    {
        // What the session did before comes before it.
        recorder.HandOver();
        hasContact = true;
        return
        [
            Entry(EntryKind.MessageAccepted)
                .Add(EntryField.Direction, "in")
                .Add(EntryField.Reply, 250)
                .Add(EntryField.Message, id.Value)
                .Add(EntryField.Source, address.ToString())
                .Add(EntryField.Peer, envelope.Party)
                .Add(EntryField.Envelope, string.Join('\n', envelope.Recipients.Select(r => $"{r.Path}").Prepend($"{envelope.ReversePath}")))
                .Add(EntryField.Content, digest),
            Contact("accepted", octets, isHeartbeat ? ContactKind.Heartbeat : ContactKind.SmtpIn, [("message", id.ToString())]),
        ];
    }

    /// <summary>The connection is over. Called once.</summary>
    public void Closed()
    {
        if (party is null)
            strangers.Count(address, lastReason);
        else if (!hasContact)
            recorder.Note(Contact("no-mail", -1, ContactKind.SmtpIn, []));
    }

    PlainEntry Entry(EntryKind kind) => new PlainEntry(kind, Now).Add(EntryField.Session, session);

    PlainEntry Contact(string outcome, long octets, ContactKind kind, IReadOnlyList<(string, string?)> detail)
    {
        hasContact = true;
        return new GateContact(kind, address.ToString(), hostName, outcome)
        {
            Octets = octets,
            SourcePort = caller.Port,
            TargetPort = caller.TargetPort,
            Detail = [("party", party), .. detail],
        }.ToEntry(Now);
    }

    void Note(params IReadOnlyCollection<PlainEntry> entries)
    {
        if (party is not null)
            recorder.Note(entries);
        else if (heldBack.Count < MostHeldBack)
            heldBack.AddRange(entries);
    }

    static string Outcome(SmtpRefusal refusal) =>
        refusal.Reason == RefusalReason.ConnectionLost ? "lost" : refusal.Reply.Code < 500 ? "deferred" : "rejected";
}

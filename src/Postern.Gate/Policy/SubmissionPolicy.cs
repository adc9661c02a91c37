using System.Net;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;

namespace Postern.Gate.Policy;

/// <summary>A session of the owner's own. Mail goes to the circle and nowhere else.</summary>
abstract class SubmissionPolicy(GatePolicy gate, IPAddress address) : SessionPolicy(gate, address)
{
    /// <inheritdoc/>
    protected override PeerLimits Limits => Circle.Settings.Limits.Peers;

    /// <summary>Whether the party, which is known, speaks for a mailbox.</summary>
    protected abstract bool MaySendAs(LocalMailbox mailbox);

    /// <inheritdoc/>
    protected override RefusalReason? RefusesSender(Mailbox? reversePath)
    {
        if (Party is null)
            return RefusalReason.AuthenticationRequired;
        // Dispositions (RFC 8098) and other automatic mail go out with the null reverse-path.
        if (reversePath is null)
            return null;
        var mailbox = Circle.IsOwn(reversePath.Domain) ? Circle.MailboxOf(reversePath.LocalPart) : null;
        return mailbox is null || !MaySendAs(mailbox) ? RefusalReason.SenderNotAllowed : null;
    }

    /// <inheritdoc/>
    protected override RefusalReason? Route(Mailbox forwardPath, out Destination? destination)
    {
        destination = null;
        if (forwardPath.IsPostmaster || Circle.IsOwn(forwardPath.Domain))
            return RouteHere(forwardPath.LocalPart, out destination);
        // What comes to that mailbox is taken for a sign of life of this gate: only the gate itself writes to it.
        if (forwardPath.Domain is not { } domain || Circle.PeerOf(domain) is not { } peer || forwardPath.LocalPart == Circle.Settings.Heartbeats.Mailbox)
            return RefusalReason.RecipientNotAllowed;
        if (peer.State == PeerState.Retired)
            return RefusalReason.RecipientRetired;
        destination = new Destination(null, peer, IsHeartbeat: false);
        return peer.TakesMail ? null : RefusalReason.RecipientNotAllowed;
    }

    /// <inheritdoc/>
    protected override bool ReadsHeader => true;

    // Which of the domain's people it is stays the owner's affair: secretaries write for others.
    /// <inheritdoc/>
    protected override bool MayAuthor(MailDomain? domain) => Circle.IsOwn(domain);
}

using System.Net;
using System.Security.Cryptography;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Policy;

/// <summary>A session of the owner's own: a host by address and key, which speaks for every mailbox, or a user by password, who speaks
/// for his own. Mail goes to the circle and nowhere else.</summary>
sealed class SubmissionPolicy(GatePolicy gate, IPAddress address) : SessionPolicy(gate, address)
{
    OwnHost? host;
    LocalMailbox? user;

    /// <inheritdoc/>
    public override string? Party => user is not null ? $"user {user.Name}" : host is not null ? $"host {host.Name}" : null;

    /// <inheritdoc/>
    protected override PeerLimits Limits => Circle.Settings.Limits.Peers;

    /// <inheritdoc/>
    protected override SmtpVerdict Admit()
    {
        (host, user) = (HostHere(), null);
        var mayBeHost = host is not null || !IsSecure && Circle.HostAt(Address) is not null;
        if (!mayBeHost && !Circle.HasUsers)
            return SmtpVerdict.Refuse(RefusalReason.Stranger);
        if (Gate.State == GateState.Draining)
            return SmtpVerdict.Refuse(RefusalReason.Draining);
        if (host is not null && !TryJoin())
            return SmtpVerdict.Refuse(RefusalReason.TooManyConnections);
        return SmtpVerdict.Admit(Terms(Mechanisms, requiresAuthentication: host is null));
    }

    /// <inheritdoc/>
    protected override RefusalReason? Recheck()
    {
        if (host is not null && HostHere()?.Name != host.Name)
            return RefusalReason.PeerRemoved;
        if (user is null)
            return null;
        var now = Circle.Settings.Mailboxes.GetValueOrDefault(user.Name);
        if (now?.Credentials is not { } credentials
            || !CryptographicOperations.FixedTimeEquals(credentials.Verifier.StoredKey, user.Credentials!.Verifier.StoredKey))
            return RefusalReason.PeerRemoved;
        user = now;
        return null;
    }

    /// <inheritdoc/>
    protected override RefusalReason? RefusesSender(Mailbox? reversePath)
    {
        if (Party is null)
            return RefusalReason.AuthenticationRequired;
        // Dispositions (RFC 8098) and other automatic mail go out with the null reverse-path.
        if (reversePath is null)
            return null;
        var mailbox = Circle.IsOwn(reversePath.Domain) ? Circle.MailboxOf(reversePath.LocalPart) : null;
        return mailbox is null || user is not null && mailbox.Name != user.Name ? RefusalReason.SenderNotAllowed : null;
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

    /// <inheritdoc/>
    protected override ScramVerifier? VerifierOf(string user) =>
        Circle.Settings.Mailboxes.GetValueOrDefault(user)?.Credentials?.Verifier;

    /// <inheritdoc/>
    protected override SessionTerms? Accept(SaslMechanisms mechanism, string user)
    {
        if (mechanism == SaslMechanisms.External)
            return host is null ? null : Terms(Mechanisms, requiresAuthentication: false);
        if (Circle.Settings.Mailboxes.GetValueOrDefault(user) is not { Credentials: not null } mailbox)
            return null;
        this.user = mailbox;
        return Terms(Mechanisms, requiresAuthentication: host is null);
    }

    SaslMechanisms Mechanisms =>
        (host is null ? SaslMechanisms.None : SaslMechanisms.External)
        | (Circle.HasUsers ? SaslMechanisms.ScramSha256 | SaslMechanisms.Plain : SaslMechanisms.None);

    // In clear no key is shown, so nobody is a host there.
    OwnHost? HostHere() => IsSecure && Circle.HostAt(Address) is { } found && Key is not null && found.Pins.Contains(Key) ? found : null;
}

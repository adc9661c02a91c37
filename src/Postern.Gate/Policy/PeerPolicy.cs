using System.Net;
using System.Security.Cryptography;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Policy;

/// <summary>A peer's session: address, key (and credentials where it has them) and envelope sender domain must all be its own.</summary>
sealed class PeerPolicy(GatePolicy gate, IPAddress address) : SessionPolicy(gate, address)
{
    Peer? peer;
    bool isAuthenticated;

    /// <inheritdoc/>
    public override string? Party => peer is null ? null : $"peer {peer.Name}";

    /// <inheritdoc/>
    protected override PeerLimits Limits => peer!.Limits;

    /// <inheritdoc/>
    protected override SmtpVerdict Admit()
    {
        isAuthenticated = false;
        // A second opening, behind STARTTLS, may find that the first one's peer is no longer there.
        if (Circle.PeerAt(Address) is not { } found || peer is not null && found.Name != peer.Name)
            return SmtpVerdict.Refuse(RefusalReason.Stranger);
        peer = found;
        if (found.State == PeerState.Retired)
            return SmtpVerdict.Refuse(RefusalReason.Retired);
        if (found.Direction == PeerDirection.Send)
            return SmtpVerdict.Refuse(RefusalReason.Stranger, $"{Party} may only be sent to");
        if (Gate.State == GateState.Draining || found.State == PeerState.Draining)
            return SmtpVerdict.Refuse(RefusalReason.Draining);
        if (!HasKeyOf(found))
            return SmtpVerdict.Refuse(RefusalReason.KeyNotPinned, Key is null ? $"{Party} showed no key" : $"{Party} showed {Key}");
        return TryJoin()
            ? SmtpVerdict.Admit(Terms(Mechanisms(found), found.Credentials is not null))
            : SmtpVerdict.Refuse(RefusalReason.TooManyConnections);
    }

    /// <inheritdoc/>
    protected override RefusalReason? Recheck()
    {
        // Never admitted, or told so already: nothing to take away.
        if (peer is null)
            return null;
        var found = Circle.PeerAt(Address);
        if (found is null || found.Name != peer.Name || found.State == PeerState.Retired || found.Direction == PeerDirection.Send
            || !HasKeyOf(found) || !IsSame(found.Credentials, peer.Credentials)
            // The terms of the session did not ask for the header; those of the next one do.
            || found.Author == PeerAuthor.Aligned && peer.Author != PeerAuthor.Aligned)
            return RefusalReason.PeerRemoved;
        peer = found;
        return found.State == PeerState.Draining ? RefusalReason.Draining : null;
    }

    /// <inheritdoc/>
    protected override RefusalReason? RefusesSender(Mailbox? reversePath)
    {
        if (peer!.Credentials is not null && !isAuthenticated)
            return RefusalReason.AuthenticationRequired;
        if (peer.Hours is { } hours && !hours.Include(Gate.Time.GetUtcNow()))
            return RefusalReason.OutsideHours;
        // The null reverse-path is in no domain: reports (RFC 3464) come with it, and only from a peer who is known already.
        return reversePath is null || reversePath.Domain is { } domain && peer.SenderDomains.Contains(domain) ? null : RefusalReason.SenderNotAllowed;
    }

    /// <inheritdoc/>
    protected override RefusalReason? Route(Mailbox forwardPath, out Destination? destination)
    {
        destination = null;
        if (!forwardPath.IsPostmaster && !Circle.IsOwn(forwardPath.Domain))
        {
            return forwardPath.Domain is { } domain && Circle.PeerOf(domain) is { State: PeerState.Retired }
                ? RefusalReason.RecipientRetired
                : RefusalReason.RecipientNotAllowed;
        }
        if (forwardPath.LocalPart == Circle.Settings.Heartbeats.Mailbox)
        {
            destination = new Destination(null, null, IsHeartbeat: true);
            return null;
        }
        // A peer that reaches some mailboxes only is not told which others there are. Postmaster is reachable (RFC 5321 §4.5.1).
        if (peer!.Recipients is { } reachable && !forwardPath.LocalPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase)
            && (Circle.MailboxOf(forwardPath.LocalPart) is not { } mailbox || !reachable.Contains(mailbox.Name, StringComparer.Ordinal)))
            return RefusalReason.RecipientNotAllowed;
        return RouteHere(forwardPath.LocalPart, out destination);
    }

    /// <inheritdoc/>
    protected override bool ReadsHeader => peer!.Author == PeerAuthor.Aligned;

    /// <inheritdoc/>
    protected override bool MayAuthor(MailDomain? domain) => domain is not null && peer!.SenderDomains.Contains(domain);

    /// <inheritdoc/>
    protected override ScramVerifier? VerifierOf(string user) =>
        peer?.Credentials is { } credentials && credentials.User == user ? credentials.Verifier : null;

    /// <inheritdoc/>
    protected override SessionTerms? Accept(SaslMechanisms mechanism, string user)
    {
        // EXTERNAL repeats what the key has said; it stands for no credentials.
        var isRight = mechanism == SaslMechanisms.External
            ? peer!.Credentials is null && peer.Pins.Count > 0 && HasKeyOf(peer)
            : peer!.Credentials?.User == user;
        isAuthenticated |= isRight;
        return isRight ? Terms(Mechanisms(peer), peer.Credentials is not null) : null;
    }

    // In clear no key is shown yet; mail needs TLS, and TLS asks again.
    // A peer without a key has credentials, or the settings would not have been taken; an address alone is nobody.
    bool HasKeyOf(Peer wanted) => Channel != SmtpChannel.Tls || wanted.Pins.Count == 0 && wanted.Credentials is not null || Key is not null && wanted.Pins.Contains(Key);

    static SaslMechanisms Mechanisms(Peer peer) =>
        peer.Credentials is not null ? SaslMechanisms.ScramSha256 | SaslMechanisms.Plain : SaslMechanisms.External;

    static bool IsSame(Credentials? a, Credentials? b) =>
        a is null || b is null
            ? a is null && b is null
            : a.User == b.User && CryptographicOperations.FixedTimeEquals(a.Verifier.StoredKey, b.Verifier.StoredKey);
}

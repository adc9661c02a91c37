using System.Net;
using System.Security.Cryptography;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Policy;

/// <summary>A session of the owner's own over a network: a host by address and key, which speaks for every mailbox, or a user by password,
/// who speaks for his own.</summary>
sealed class NetworkSubmission(GatePolicy gate, IPAddress address) : SubmissionPolicy(gate, address)
{
    OwnHost? host;
    LocalMailbox? user;

    /// <inheritdoc/>
    public override string? Party => user is not null ? $"user {user.Name}" : host is not null ? $"host {host.Name}" : null;

    /// <inheritdoc/>
    protected override SmtpVerdict Admit()
    {
        (host, user) = (HostHere(), null);
        var mayBeHost = host is not null || Channel == SmtpChannel.Clear && Circle.HostAt(Address) is not null;
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
    protected override bool MaySendAs(LocalMailbox mailbox) => user is null || mailbox.Name == user.Name;

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
    OwnHost? HostHere() => Channel == SmtpChannel.Tls && Circle.HostAt(Address) is { } found && Key is not null && found.Pins.Contains(Key) ? found : null;
}

using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Cases;

/// <summary>A closed circle's policy for one session: identity is address and key (or credentials) and sender domain.</summary>
sealed class FixturePolicy(FixtureGate gate, IPAddress address, SmtpServerSession session) : IMemoryPolicy
{
    readonly ArrayBufferWriter<byte> content = new();
    readonly List<Mailbox> recipients = [];
    Mailbox? sender;
    bool counted;

    /// <summary>The key that TLS has shown; "none" without one.</summary>
    public string Key { get; set; } = "none";

    /// <summary>Takes the message's octets.</summary>
    public IBufferWriter<byte> Content => content;

    /// <summary>Answers a question.</summary>
    public SmtpVerdict Decide(SmtpQuestion question) => question switch
    {
        OpenQuestion open => Open(open.Channel),
        HelloQuestion => SmtpVerdict.Accept,
        MailQuestion mail => Mail(mail),
        RecipientQuestion recipient => Recipient(recipient.ForwardPath),
        ContentQuestion => SmtpVerdict.Accept,
        MessageQuestion message => Keep(message),
        PasswordQuestion password => Password(password),
        VerifierQuestion => SmtpVerdict.Challenge(
            ScramVerifier.Of(Peer?.Password ?? "nobody's", Encoding.UTF8.GetBytes("sixteen octets!!"), 4096), "fixture-nonce-of-18"),
        IdentityQuestion identity => Identity(identity.Identity, identity.User),
        _ => throw new InvalidOperationException($"{question}"),
    };

    /// <summary>Records what the session says.</summary>
    public void Note(SmtpNotice notice)
    {
        if (gate.Record.Note(notice, content))
            recipients.Clear();
    }

    /// <summary>Says that octets of a message were written.</summary>
    public void Wrote(long octets) => gate.Record.Wrote(octets);

    /// <summary>Says that the connection is over.</summary>
    public void Closed()
    {
        if (counted)
            gate.OpenConnections--;
        counted = false;
    }

    FixturePeer? Peer => gate.PeerAt(address);

    SmtpVerdict Open(SmtpChannel channel)
    {
        if (gate.Profile.StartsWith("retired", StringComparison.Ordinal) && gate.Profile != "retired-peer")
            return SmtpVerdict.Refuse(RefusalReason.Retired);
        if (Peer is not { IsRetired: false } peer)
            return SmtpVerdict.Refuse(RefusalReason.Stranger);
        if (gate.Profile == "draining")
            return SmtpVerdict.Refuse(RefusalReason.Draining);
        if (!counted && gate.OpenConnections >= gate.Limit("peer_connections", 20))
            return SmtpVerdict.Refuse(RefusalReason.TooManyConnections);
        if (channel == SmtpChannel.Tls && peer.Pins.Count > 0 && !peer.Pins.Contains(FixturePeer.KeyOf(Key)))
            return SmtpVerdict.Refuse(RefusalReason.KeyNotPinned, Key);
        if (!counted)
            gate.OpenConnections++;
        counted = true;
        return SmtpVerdict.Admit(Terms(peer.Password is not null));
    }

    SessionTerms Terms(bool requiresAuthentication) => new()
    {
        Extensions = gate.Extensions,
        MaximumSize = FixtureGate.MaximumSize,
        MaximumRecipients = gate.Limit("rcptmax", 100),
        Mechanisms = requiresAuthentication ? SaslMechanisms.ScramSha256 | SaslMechanisms.Plain : SaslMechanisms.None,
        RequiresAuthentication = requiresAuthentication,
    };

    SmtpVerdict Mail(MailQuestion mail)
    {
        if (Peer is not { } peer)
            return SmtpVerdict.Refuse(RefusalReason.PeerRemoved);
        if (gate.MessagesThisMinute >= gate.Limit("peer_messages_per_minute", int.MaxValue))
            return SmtpVerdict.Refuse(RefusalReason.RateExceeded);
        if (mail.Parameters.Size > gate.FreeOctets)
            return SmtpVerdict.Refuse(RefusalReason.StorageLow);
        if (mail.ReversePath is not null && !peer.SenderDomains.Contains(mail.ReversePath.Domain))
            return SmtpVerdict.Refuse(RefusalReason.SenderNotAllowed);
        sender = mail.ReversePath;
        return SmtpVerdict.Accept;
    }

    SmtpVerdict Recipient(Mailbox mailbox)
    {
        var isLocal = mailbox.IsPostmaster || FixtureGate.Local.Equals(mailbox.Domain);
        if (!isLocal)
        {
            var retired = FixturePeer.All.Any(p => p.IsRetired && p.SenderDomains.Contains(mailbox.Domain));
            return SmtpVerdict.Refuse(retired ? RefusalReason.RecipientRetired : RefusalReason.RecipientNotAllowed);
        }
        switch (FixtureGate.MailboxOf(mailbox.LocalPart))
        {
            case null:
                return SmtpVerdict.Refuse(RefusalReason.RecipientUnknown);
            case "carol":
                return SmtpVerdict.Refuse(RefusalReason.MailboxFull);
            default:
                recipients.Add(mailbox);
                return SmtpVerdict.Accept;
        }
    }

    SmtpVerdict Keep(MessageQuestion message)
    {
        Assert.Equal(message.Octets, content.WrittenCount);
        gate.MessagesThisMinute++;
        return gate.Record.Keep(session, address, sender, recipients, recipients.Select(r => FixtureGate.MailboxOf(r.LocalPart)!), content);
    }

    SmtpVerdict Password(PasswordQuestion password) =>
        password.User == Peer?.Name && Peer.Password is { } wanted
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(wanted), Encoding.UTF8.GetBytes(password.Password))
            ? Identity(password.Identity, password.User)
            : SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed);

    SmtpVerdict Identity(string identity, string user) =>
        user == Peer?.Name && (identity.Length == 0 || identity == user)
            ? SmtpVerdict.Admit(Terms(requiresAuthentication: true))
            : SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed);
}

using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Smtp.Client;

/// <summary>A recipient of a message that leaves.</summary>
/// <param name="Mailbox">The forward-path.</param>
/// <param name="Parameters">DSN wishes; passed on to a peer that announces DSN.</param>
public sealed record OutboundRecipient(Mailbox Mailbox, RecipientParameters Parameters)
{
    internal string Command(PeerOffer offer)
    {
        var command = new StringBuilder($"RCPT TO:<{Mailbox}>");
        if (offer.Has(SmtpExtensions.Dsn))
        {
            if (Parameters.Notify != DsnNotify.Unspecified)
                command.Append(" NOTIFY=").Append(string.Join(',', Words(Parameters.Notify)));
            if (Parameters.OriginalRecipient is { } original)
            {
                var semicolon = original.IndexOf(';', StringComparison.Ordinal);
                command.Append(" ORCPT=").Append(original[..(semicolon + 1)]).Append(Xtext.Encode(original[(semicolon + 1)..]));
            }
        }
        return command.Append("\r\n").ToString();
    }

    static IEnumerable<string> Words(DsnNotify notify) =>
        Enum.GetValues<DsnNotify>().Where(flag => flag != DsnNotify.Unspecified && notify.HasFlag(flag)).Select(flag => flag.ToString().ToUpperInvariant());
}

/// <summary>A message that leaves: envelope, and what must be known of its content beforehand.</summary>
public sealed record OutboundEnvelope
{
    /// <summary>The sender; null for the null reverse-path.</summary>
    public required Mailbox? ReversePath { get; init; }

    /// <summary>The recipients; at least one.</summary>
    public required IReadOnlyList<OutboundRecipient> Recipients { get; init; }

    /// <summary>Octets of the content, exactly.</summary>
    public required long Size { get; init; }

    /// <summary>Whether an octet above 127 is in the content.</summary>
    public bool HasEightBit { get; init; }

    /// <summary>What MAIL said when the message came: DSN wishes, SMTPUTF8, REQUIRETLS, priority.</summary>
    public MailParameters Parameters { get; init; } = MailParameters.None;

    /// <summary>Whether the peer must speak SMTPUTF8.</summary>
    public bool NeedsUtf8 => Parameters.Utf8 || ReversePath is { NeedsUtf8: true } || Recipients.Any(r => r.Mailbox.NeedsUtf8);

    internal string Command(PeerOffer offer)
    {
        var command = new StringBuilder($"MAIL FROM:<{ReversePath}>");
        if (offer.Has(SmtpExtensions.Size))
            command.Append(" SIZE=").Append(Size);
        if (HasEightBit || Parameters.Body == BodyKind.EightBitMime && offer.Has(SmtpExtensions.EightBitMime))
            command.Append(" BODY=8BITMIME");
        if (NeedsUtf8)
            command.Append(" SMTPUTF8");
        if (Parameters.RequireTls)
            command.Append(" REQUIRETLS");
        if (offer.Has(SmtpExtensions.Dsn) && Parameters.Return != DsnReturn.Unspecified)
            command.Append(Parameters.Return == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        if (offer.Has(SmtpExtensions.Dsn) && Parameters.EnvelopeId is { } id)
            command.Append(" ENVID=").Append(Xtext.Encode(id));
        if (offer.Has(SmtpExtensions.Priority) && Parameters.Priority is { } priority)
            command.Append(" MT-PRIORITY=").Append(priority);
        return command.Append("\r\n").ToString();
    }
}

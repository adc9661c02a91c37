using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Gate.Policy;

/// <summary>Where a recipient's copy goes: one of the three is set.</summary>
/// <param name="Mailbox">A mailbox here.</param>
/// <param name="Peer">A peer, by its route.</param>
/// <param name="IsHeartbeat">The gate itself, which reads signs of life.</param>
sealed record Destination(LocalMailbox? Mailbox, Peer? Peer, bool IsHeartbeat);

/// <summary>A recipient that was accepted.</summary>
/// <param name="Path">As the sender wrote it.</param>
/// <param name="Parameters">DSN wishes.</param>
/// <param name="Destination">Where the copy goes.</param>
sealed record AcceptedRecipient(Mailbox Path, RecipientParameters Parameters, Destination Destination);

/// <summary>The envelope of the transaction that is open: what the queue keeps when the message is there.</summary>
/// <param name="Party">Whose it is: <c>peer north</c>, <c>user alice</c>, <c>host intranet</c>, <c>program website</c>.</param>
/// <param name="ReversePath">The sender; null for the null reverse-path.</param>
/// <param name="Parameters">Parameters of MAIL.</param>
sealed record Envelope(string Party, Mailbox? ReversePath, MailParameters Parameters)
{
    /// <summary>The recipients so far, in their order; one may stand there twice.</summary>
    public IList<AcceptedRecipient> Recipients { get; } = [];
}

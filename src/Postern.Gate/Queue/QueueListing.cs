using Postern.Smtp.Addresses;

namespace Postern.Gate.Queue;

/// <summary>A message of the queue without its octets, for lists.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Received">When it was accepted.</param>
/// <param name="Party">Whose it is.</param>
/// <param name="Purpose">What it is there for.</param>
/// <param name="ReversePath">The sender; null for the null reverse-path.</param>
/// <param name="Octets">Its size.</param>
/// <param name="Recipients">Who is still to have it.</param>
sealed record QueueListing(
    MessageId Id, DateTimeOffset Received, string Party, MessagePurpose Purpose, Mailbox? ReversePath, long Octets, IReadOnlyList<QueuedRecipient> Recipients);

using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Gate.Queue;

/// <summary>What a message is there for.</summary>
enum MessagePurpose
{
    /// <summary>Somebody's mail.</summary>
    Mail,

    /// <summary>What we tell a sender about his (RFC 3464).</summary>
    Report,

    /// <summary>A sign of life, ours or a peer's.</summary>
    Heartbeat,
}

/// <summary>A message that was accepted: whoever was told so can rely on it.</summary>
sealed record QueuedMessage
{
    /// <summary>The party of what the gate itself writes.</summary>
    public const string Gate = "gate";

    /// <summary>Its identifier.</summary>
    public required MessageId Id { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>Whose it is: <c>peer north</c>, <c>user alice</c>, <c>host intranet</c>, <see cref="Gate"/>.</summary>
    public required string Party { get; init; }

    /// <summary>What it is there for.</summary>
    public MessagePurpose Purpose { get; init; }

    /// <summary>The sender; null for the null reverse-path.</summary>
    public required Mailbox? ReversePath { get; init; }

    /// <summary>What MAIL said.</summary>
    public MailParameters Parameters { get; init; } = MailParameters.None;

    /// <summary>Whether an octet above 127 is in its content.</summary>
    public bool HasEightBit { get; init; }

    /// <summary>Our trace field, and the fields that a submitted message lacked, with their line ends; pure ASCII, empty for what the gate
    /// itself writes.</summary>
    public required string Trace { get; init; }

    /// <summary>Octets as they came, the trace field not among them; null when they lie in <see cref="SpoolFile"/>.</summary>
    public ReadOnlyMemory<byte>? Octets { get; init; }

    /// <summary>Name of the spool file, which is durable already; null when the octets are in the row.</summary>
    public string? SpoolFile { get; init; }

    /// <summary>Trace field and octets.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The recipients who are still to have it, in their order.</summary>
    public required IReadOnlyList<QueuedRecipient> Recipients { get; init; }
}

/// <summary>Where a recipient's copy stands.</summary>
enum RecipientState
{
    /// <summary>An attempt is to be made.</summary>
    Waiting,

    /// <summary>An attempt goes on, or was cut off: it may have been carried out.</summary>
    Trying,
}

/// <summary>A recipient who is still to have a message.</summary>
/// <param name="Place">His place among the message's recipients, from 0.</param>
/// <param name="Path">As the sender wrote it.</param>
/// <param name="Parameters">DSN wishes.</param>
/// <param name="Destination">Where his copy goes.</param>
sealed record QueuedRecipient(int Place, Mailbox Path, RecipientParameters Parameters, QueueDestination Destination)
{
    /// <summary>Where it stands.</summary>
    public RecipientState State { get; init; }

    /// <summary>Attempts that came to an end.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next one is due.</summary>
    public DateTimeOffset Next { get; init; }

    /// <summary>Whether the sender has been told of the delay.</summary>
    public bool IsNoticed { get; init; }

    /// <summary>What the last attempt ended with, in a line; empty before the first.</summary>
    public string LastText { get; init; } = "";
}

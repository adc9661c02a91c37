using Postern.Smtp.Addresses;

namespace Postern.Smtp.Header;

/// <summary>What the header section of a message says of who wrote it, where the terms of a session ask for it.</summary>
/// <param name="Authors">Mailboxes of the From field, in their order, those of groups among them; at least one.</param>
/// <param name="Sender">Mailbox of the Sender field; null without one.</param>
/// <param name="HasDate">Whether there is a Date field.</param>
/// <param name="HasMessageId">Whether there is a Message-ID field.</param>
public sealed record HeaderFacts(IReadOnlyList<Mailbox> Authors, Mailbox? Sender, bool HasDate, bool HasMessageId);

/// <summary>What is wrong with a header section (RFC 5322 §3.6).</summary>
public enum HeaderFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A line that neither begins a field nor continues one.</summary>
    NoField,

    /// <summary>From, Sender, Date or Message-ID stands there twice.</summary>
    Repeated,

    /// <summary>No From field, or one that names nobody.</summary>
    NoAuthor,

    /// <summary>A From or Sender field whose addresses cannot be read.</summary>
    AddressMalformed,

    /// <summary>A From or Sender field longer than the bound.</summary>
    TooLong,
}

using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>A kept record to read from. Safe for one thread; open another for a second one. What is appended meanwhile is not seen
/// until <see cref="Refresh"/>.</summary>
public interface ILedgerReader : ITileSource, IDisposable
{
    /// <summary>The public key that checks its checkpoints; its name is their origin.</summary>
    VerifierKey Verifier { get; }

    /// <summary>Number of durable entries; their numbers are those below it.</summary>
    long Size { get; }

    /// <summary>Sees what has become durable since it was opened or refreshed.</summary>
    void Refresh();

    /// <summary>Contacts of the entries [first, last), in their order.</summary>
    /// <param name="first">First number.</param>
    /// <param name="last">Number behind the last.</param>
    /// <param name="filter">Contacts to leave out; sources come as they were kept, the filter's map is not applied.</param>
    /// <param name="whole">False leaves outcome, figures but the line, and detail empty, which is faster.</param>
    /// <param name="visitor">Takes each contact.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerException">A contact cannot be read.</exception>
    void ReadContacts(long first, long last, ContactFilter filter, bool whole, ContactVisitor visitor, CancellationToken cancellation);

    /// <summary>Entries [first, last) of any kind, contacts included, in their order. A number without a readable entry is left out.</summary>
    IEnumerable<(long Number, PlainEntry Entry)> ReadEntries(long first, long last);

    /// <summary>All entries of a kind other than <see cref="EntryKind.Contact"/>, in their order.</summary>
    IEnumerable<(long Number, PlainEntry Entry)> ReadEntries(EntryKind kind);

    /// <summary>Salts of the private fields of an entry, in the order of the fields.</summary>
    byte[] SaltsOf(long number, PlainEntry entry);

    /// <summary>An entry with all that can still be opened of it; null when it cannot be read.</summary>
    OpenedEntry? Open(long number);

    /// <summary>Lines of an imported file whose contacts were forgotten, one for each contact.</summary>
    IEnumerable<long> ForgottenLines(long file);

    /// <summary>The hashes of the entries, computed anew from what is stored. Lives as long as this reader.</summary>
    ILeafSource Leaves();

    /// <summary>The signed checkpoints, as their text, in the order of their sizes.</summary>
    IReadOnlyList<StoredCheckpoint> ReadCheckpoints();
}

/// <summary>A signed checkpoint as it is kept.</summary>
/// <param name="Size">Entries that it covers.</param>
/// <param name="Note">Its text with signatures.</param>
public sealed record StoredCheckpoint(long Size, string Note);

/// <summary>A kept record to append to. One process at a time has it open so; any number of its threads may append.</summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Number of durable entries.</summary>
    long Size { get; }

    /// <summary>Appends entries, all or none, next to each other.</summary>
    /// <param name="entries">At least one.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue; what is in the queue is done.</param>
    /// <returns>The number of the first, once all are durable.</returns>
    /// <exception cref="LedgerException">They could not be kept.</exception>
    Task<long> AppendAsync(IReadOnlyList<PlainEntry> entries, CancellationToken cancellation);

    /// <summary>Appends contacts, all or none, next to each other.</summary>
    /// <param name="contacts">At least one; not to be changed until the task has ended.</param>
    /// <param name="cancellation">Ends the waiting for room in the queue.</param>
    /// <returns>The number of the first, once all are durable.</returns>
    /// <exception cref="LedgerException">They could not be kept.</exception>
    Task<long> AppendAsync(ContactBatch contacts, CancellationToken cancellation);

    /// <summary>Signs a checkpoint over everything durable, and keeps it; the present one when nothing has been appended since.</summary>
    Task<StoredCheckpoint> SealAsync(CancellationToken cancellation);

    /// <summary>A reader of the same ledger.</summary>
    ILedgerReader OpenReader();
}

using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Tests;

/// <summary>A ledger on a disk that is full for some entries.</summary>
sealed class RefusingLedger(ILedger ledger) : ILedger
{
    /// <summary>Entries for which there is no room.</summary>
    public Func<PlainEntry, bool> Refuses { get; set; } = _ => false;

    public long Size => ledger.Size;

    public Task<long> AppendAsync(IReadOnlyList<PlainEntry> entries, CancellationToken cancellation) =>
        entries.Any(Refuses) ? throw new LedgerException(LedgerFailure.Full, "the disk is full") : ledger.AppendAsync(entries, cancellation);

    public Task<long> AppendAsync(ContactBatch contacts, CancellationToken cancellation) => ledger.AppendAsync(contacts, cancellation);

    public Task<StoredCheckpoint> SealAsync(CancellationToken cancellation) => ledger.SealAsync(cancellation);

    public ILedgerReader OpenReader() => ledger.OpenReader();

    public ValueTask DisposeAsync() => ledger.DisposeAsync();
}

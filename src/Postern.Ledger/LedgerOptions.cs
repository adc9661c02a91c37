using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>How a ledger is kept.</summary>
public sealed record LedgerOptions
{
    /// <summary>The clock that the waiting for a checkpoint is measured by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What a new ledger is called in its checkpoints; null takes <c>postern/</c> and 16 random hex digits, so that no two are called the same.</summary>
    public string? Origin { get; init; }

    /// <summary>Entries after which a checkpoint is signed (<see cref="CheckpointSchedule.Entries"/>).</summary>
    public long SealEvery { get; init; } = CheckpointSchedule.UsualEntries;

    /// <summary>Longest time that an entry waits for a checkpoint while the ledger is open (<see cref="CheckpointSchedule.Interval"/>).</summary>
    public TimeSpan SealWithin { get; init; } = TimeSpan.FromMinutes(1);
}

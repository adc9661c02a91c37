namespace Postern.Ledger.Sealing;

/// <summary>Why a checkpoint is signed now.</summary>
public enum CheckpointReason
{
    /// <summary>So many entries wait.</summary>
    Entries,

    /// <summary>An entry has waited so long.</summary>
    Interval,

    /// <summary>Somebody asked.</summary>
    Request,

    /// <summary>The program ends.</summary>
    Shutdown,
}

/// <summary>When checkpoints are signed: after so many entries, or when one has waited so long; on request and at the end too. Not safe for use by two threads.</summary>
/// <remarks>Waiting is measured on the clock that nobody can step.</remarks>
public sealed class CheckpointSchedule
{
    /// <summary>Entries after which a ledger has a checkpoint signed, unless it is told otherwise: one full tile of tiles, a few signatures a second
    /// at the fastest import.</summary>
    public const long UsualEntries = 65_536;

    readonly TimeProvider time;
    long? waitsSince;
    long seenSize;

    /// <summary>A schedule for a log.</summary>
    /// <param name="signedSize">Size of the last signed checkpoint; -1 when there is none.</param>
    /// <param name="time">The clock.</param>
    public CheckpointSchedule(long signedSize, TimeProvider time)
    {
        SignedSize = signedSize;
        this.time = time;
    }

    /// <summary>Entries after which a checkpoint is due. Default <see cref="UsualEntries"/>.</summary>
    public long Entries { get; init; } = UsualEntries;

    /// <summary>Longest time that an entry waits for a checkpoint. Default one minute: what an intruder could rewrite unnoticed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Size of the last signed checkpoint; -1 when there is none.</summary>
    public long SignedSize { get; private set; }

    /// <summary>How long until a checkpoint is due if nothing is added; null when nothing waits.</summary>
    public TimeSpan? Wait
    {
        get
        {
            if (waitsSince is not { } since)
                return null;
            var left = Interval - time.GetElapsedTime(since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Tells that the log has grown, and asks whether a checkpoint is due.</summary>
    /// <param name="size">Entries of the log.</param>
    /// <returns>Why, or null when none is due.</returns>
    public CheckpointReason? Grown(long size)
    {
        seenSize = size;
        if (size <= SignedSize)
            return null;
        waitsSince ??= time.GetTimestamp();
        return size - Math.Max(SignedSize, 0) >= Entries ? CheckpointReason.Entries
            : Wait == TimeSpan.Zero ? CheckpointReason.Interval
            : null;
    }

    /// <summary>Whether a checkpoint is to be signed on request or at the end: when the last one does not cover everything.</summary>
    public bool IsWanted(long size) => size > SignedSize;

    /// <summary>Tells that a checkpoint was signed and kept.</summary>
    public void Sealed(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SignedSize);
        SignedSize = size;
        // What came while it was signed waits from now on.
        waitsSince = seenSize > size ? time.GetTimestamp() : null;
    }
}

namespace Postern.Ledger;

/// <summary>Why a ledger could not be used: the world's fault, not the caller's.</summary>
public enum LedgerFailure
{
    /// <summary>Another process has it open for writing.</summary>
    InUse,

    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file is something else.</summary>
    NotALedger,

    /// <summary>A newer program wrote it.</summary>
    NewerSchema,

    /// <summary>It may not be written.</summary>
    ReadOnly,

    /// <summary>There is no room left on the disk.</summary>
    Full,

    /// <summary>What is stored contradicts itself, or the store cannot read it.</summary>
    Damaged,

    /// <summary>The signing key is missing or is not the ledger's.</summary>
    Key,

    /// <summary>It has been sealed for good: no further entry is taken.</summary>
    Sealed,

    /// <summary>Reading or writing failed for another reason.</summary>
    Io,
}

/// <summary>A ledger could not be used.</summary>
/// <param name="failure">Why, for programs.</param>
/// <param name="message">Why, and what to do, for people.</param>
/// <param name="inner">What it came from.</param>
public sealed class LedgerException(LedgerFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public LedgerFailure Failure { get; } = failure;
}

using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>One contact as the ledger keeps it: spans are valid during the call only.</summary>
public ref struct LedgerContact
{
    /// <summary>A contact with everything unknown.</summary>
    public LedgerContact()
    {
    }

    /// <summary>Stands for a time that is not known.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>Place in the ledger, from 0. Given by the ledger; what a writer sets is not looked at.</summary>
    public long Number { get; set; }

    /// <summary>Instant, nanoseconds since 1970-01-01T00:00:00Z, or <see cref="NoTime"/>.</summary>
    public long Time { get; set; } = NoTime;

    /// <summary>Kind of the contact.</summary>
    public ContactKind Kind { get; set; }

    /// <summary>Who made it, UTF-8; empty when unknown.</summary>
    public ReadOnlySpan<byte> Source { get; set; }

    /// <summary>What was contacted, UTF-8.</summary>
    public ReadOnlySpan<byte> Target { get; set; }

    /// <summary>Normalised outcome word, UTF-8.</summary>
    public ReadOnlySpan<byte> Outcome { get; set; }

    /// <summary>Size, ports and line; the line is that of the decompressed file.</summary>
    public ContactFigures Figures { get; set; } = new(-1, -1, -1, 0);

    /// <summary>Everything else as a JSON object, UTF-8; empty when there is nothing.</summary>
    public ReadOnlySpan<byte> Detail { get; set; }

    /// <summary>Number of the imported file that it was read from (<see cref="EntryField.File"/>), from 1; 0 for none.</summary>
    public long File { get; set; }

    /// <summary>Sums many observations (passive DNS): left out of every timing computation.</summary>
    public bool Aggregate { get; set; }
}

/// <summary>Takes one contact.</summary>
public delegate void ContactVisitor(in LedgerContact contact);

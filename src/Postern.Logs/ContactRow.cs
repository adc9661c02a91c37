using Postern.Contacts;

namespace Postern.Logs;

/// <summary>One contact as a reader hands it over: spans into the reader's buffers, valid during the call only.</summary>
public ref struct ContactRow
{
    /// <summary>A row with everything unknown.</summary>
    public ContactRow()
    {
    }

    /// <summary>Instant, nanoseconds since 1970-01-01T00:00:00Z; <see cref="NoTime"/> when the log has none.</summary>
    public long Time { get; set; } = NoTime;

    /// <summary>Stands for "the log has no time": such a contact is counted and never dated.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>Kind of the contact.</summary>
    public ContactKind Kind { get; set; }

    /// <summary>Who made it, UTF-8, canonical (<see cref="Text.AddressText"/>); empty when unknown.</summary>
    public ReadOnlySpan<byte> Source { get; set; }

    /// <summary>Port of the source, or -1.</summary>
    public int SourcePort { get; set; } = -1;

    /// <summary>What was contacted, UTF-8, normalised (<see cref="Text.NameText"/>).</summary>
    public ReadOnlySpan<byte> Target { get; set; }

    /// <summary>Port of the target, or -1.</summary>
    public int TargetPort { get; set; } = -1;

    /// <summary>Normalised outcome word (formats.md §1): a constant, or a word that the reader keeps interned.</summary>
    public string Outcome { get; set; } = "unknown";

    /// <summary>Size of answer, message or flow, octets; -1 when unknown.</summary>
    public long Bytes { get; set; } = -1;

    /// <summary>Everything else as members of a JSON object, built with <see cref="DetailWriter"/>; empty when the sink does not want it.</summary>
    public ReadOnlySpan<byte> Detail { get; set; }

    /// <summary>What a look-up was answered, as logged (<see cref="Dns.AnswerText"/> reads it); empty when the log does not say or the sink does not want it.</summary>
    public ReadOnlySpan<byte> Answers { get; set; }

    /// <summary>The last of the instants that an aggregate sums; <see cref="NoTime"/> when the log has none, and of a single contact.</summary>
    public long Until { get; set; } = NoTime;

    /// <summary>Physical line (or frame) of the record in the decompressed file, from 1.</summary>
    public long Line { get; set; }

    /// <summary>The same record already gave a contact, so that the accounting counts the record once.</summary>
    public bool ContinuesRecord { get; set; }

    /// <summary>Sums many observations (passive DNS): kept and counted, left out of every timing computation.</summary>
    public bool Aggregate { get; set; }
}

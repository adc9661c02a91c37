using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Retirement;

/// <summary>The stages of a gate's life, in their order; only an announcement can be taken back.</summary>
enum LifeStage
{
    /// <summary>Mail goes as agreed.</summary>
    Active,

    /// <summary>Mail goes as agreed, and peers are told when that ends.</summary>
    Announced,

    /// <summary>No new mail is taken (421); what waits is delivered, or handed back with reports.</summary>
    Draining,

    /// <summary>Everybody hears 521.</summary>
    Retired,

    /// <summary>The ledger takes no entry any more.</summary>
    Sealed,
}

/// <summary>Where a life stands.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="At">From when no mail is taken; null before an announcement.</param>
/// <param name="Drain">How long what waits may take to be delivered.</param>
sealed record LifePlan(LifeStage Stage, DateTimeOffset? At, TimeSpan Drain)
{
    /// <summary>A gate that nobody retires.</summary>
    public static LifePlan None { get; } = new(LifeStage.Active, null, TimeSpan.Zero);

    /// <summary>The plan that a ledger's entries come to.</summary>
    public static LifePlan Read(ILedgerReader reader)
    {
        var plan = None;
        foreach (var (_, entry) in reader.ReadEntries(EntryKind.Retirement))
        {
            plan = entry.Text(EntryField.Act) switch
            {
                "announced" => new LifePlan(LifeStage.Announced, Instant(entry.Number(EntryField.Until)), TimeSpan.FromTicks((entry.Number(EntryField.Span) ?? 0) / 100)),
                "cancelled" => None,
                // Without its announcement (forgotten by an older program) a gate drains from when it said so.
                "draining" => plan with { Stage = LifeStage.Draining, At = plan.At ?? Instant(entry.Time) },
                "retired" => plan with { Stage = LifeStage.Retired },
                "sealed" => plan with { Stage = LifeStage.Sealed },
                _ => plan,
            };
        }
        return plan;
    }

    /// <summary>The entry of a step.</summary>
    /// <param name="act"><c>announced</c>, <c>cancelled</c>, or the stage that is entered.</param>
    /// <param name="now">When.</param>
    /// <param name="by">Who.</param>
    public PlainEntry Entry(string act, DateTimeOffset now, string by)
    {
        var entry = new PlainEntry(EntryKind.Retirement, UnixTime.From(now)).Add(EntryField.Act, act).Add(EntryField.Operator, by);
        return At is { } at && act == "announced"
            ? entry.Add(EntryField.Until, UnixTime.From(at)).Add(EntryField.Span, Drain.Ticks * 100)
            : entry;
    }

    static DateTimeOffset? Instant(long? instant) => instant is { } ns ? DateTimeOffset.UnixEpoch.AddTicks(ns / 100) : null;
}

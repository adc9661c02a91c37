using Postern.Ledger.Sealing;

namespace Postern.Gate.Recording;

/// <summary>What the ledger says of the gate as a whole (docs/ledger.md).</summary>
static class GateEntries
{
    /// <summary>Something that the owner, or the gate for him, did.</summary>
    /// <param name="act">What: a word of a closed list.</param>
    /// <param name="by">Who.</param>
    /// <param name="time">When, nanoseconds since 1970-01-01T00:00:00Z.</param>
    public static PlainEntry Act(string act, string by, long time) => new PlainEntry(EntryKind.AdministrativeAct, time)
        .Add(EntryField.Act, act)
        .Add(EntryField.Operator, by);

    /// <summary>The settings as they were read.</summary>
    /// <param name="act"><c>read</c> at the start, <c>changed</c>, <c>refused</c>.</param>
    /// <param name="digest">SHA-256 of the file.</param>
    /// <param name="lines">What changed, or what is wrong.</param>
    /// <param name="time">When.</param>
    public static PlainEntry Settings(string act, byte[] digest, IEnumerable<string> lines, long time) => new PlainEntry(EntryKind.ConfigurationChange, time)
        .Add(EntryField.Act, act)
        .Add(EntryField.Digest, digest)
        .Add(EntryField.Change, string.Join('\n', lines));

    /// <summary>The clock was stepped.</summary>
    /// <param name="step">By how much; negative for back.</param>
    /// <param name="time">The instant after it.</param>
    public static PlainEntry ClockStep(TimeSpan step, long time) => new PlainEntry(EntryKind.ClockStep, time)
        .Add(EntryField.Span, step.Ticks * 100);
}

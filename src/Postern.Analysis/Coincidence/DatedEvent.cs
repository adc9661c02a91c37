namespace Postern.Analysis.Coincidence;

/// <summary>Something that happened outside the record, as a user supplied it.</summary>
/// <param name="Label">What the user calls it; may be empty.</param>
/// <param name="From">Start (ns).</param>
/// <param name="To">End (ns), exclusive; equal to <paramref name="From"/> for an instant.</param>
/// <param name="Line">Line of the list it stands in, from 1.</param>
public sealed record DatedEvent(string Label, long From, long To, int Line)
{
    /// <summary>Whether it has no length.</summary>
    public bool IsInstant => To == From;
}

/// <summary>A list of dated events with what makes it checkable.</summary>
/// <param name="Path">File as given.</param>
/// <param name="Sha256">Its hash, lower-case hex.</param>
/// <param name="Format"><c>csv</c> or <c>icalendar</c>.</param>
/// <param name="Events">The events in time order.</param>
/// <param name="DeclaredBefore">Whether the user says that the list was fixed before anybody looked at the traffic.</param>
public sealed record EventList(string Path, string Sha256, string Format, IReadOnlyList<DatedEvent> Events, bool DeclaredBefore);

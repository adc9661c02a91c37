using Postern.Contacts;

namespace Postern.Analysis.Coincidence;

/// <summary>Which time belongs to an event.</summary>
enum EventWindow
{
    /// <summary>The event itself; the 24 hours that begin with it where it is an instant.</summary>
    During,

    /// <summary>That, and 24 hours before and after the event.</summary>
    Around,
}

/// <summary>The windows of events.</summary>
static class EventWindows
{
    const long Reach = UnixTime.Day;

    /// <summary>The window of an event (ns).</summary>
    public static TimeSpanNs Of(this DatedEvent e, EventWindow window) => new TimeSpanNs(e.From, e.To).Of(window);

    /// <summary>The window of an event from start to end (ns), equal for an instant.</summary>
    public static TimeSpanNs Of(this TimeSpanNs e, EventWindow window) => window == EventWindow.During
        ? new(e.From, e.To == e.From ? e.From + Reach : e.To)
        : new(e.From - Reach, e.To + Reach);
}

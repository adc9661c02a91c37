using Postern.Gate.Watch;

namespace Postern.Gate.Heartbeats;

/// <summary>What is known of one peer's signs of life and of ours to it: a machine without clock, input or output.</summary>
sealed class PeerWatch
{
    /// <summary>How far two clocks may be apart.</summary>
    /// <value>One minute: a hundred times what two hosts with NTP differ by, less than any deadline here.</value>
    public static TimeSpan ClockTolerance { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How long before its end a certificate is told of.</summary>
    public static TimeSpan KeyNotice { get; } = TimeSpan.FromDays(14);

    /// <summary>Beats in a row that must come late before the peer's clock, and not the way, is said to be slow.</summary>
    const int LateBeats = 3;

    readonly LedgerWitness witness = new();
    readonly Queue<TimeSpan> delays = new();
    DateTimeOffset watchedFrom;

    /// <param name="now">When the watching begins.</param>
    public PeerWatch(DateTimeOffset now) => watchedFrom = now;

    /// <summary>Number of the last beat that we sent; 0 for none.</summary>
    public long Sent { get; private set; }

    /// <summary>When it was sent; null for none.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Number of the last beat that came; 0 for none.</summary>
    public long Received { get; private set; }

    /// <summary>When it came; null for none.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>What it said; null for none.</summary>
    public HeartbeatDocument? Last { get; private set; }

    /// <summary>Beats that were missed since the last one came.</summary>
    public int Missed { get; private set; }

    /// <summary>Arrival less stated time, of the last beat; null for none.</summary>
    public TimeSpan? Delay => delays.Count == 0 ? null : delays.Last();

    /// <summary>The last state of the peer's ledger that was taken.</summary>
    public HeartbeatSeen? Seen => witness.Seen;

    /// <summary>A beat was sent.</summary>
    public void NoteSent(long sequence, DateTimeOffset at) => (Sent, SentAt) = (sequence, at);

    /// <summary>Watching begins anew, after a time in which nothing could come.</summary>
    public void BeginAgain(DateTimeOffset now) => (watchedFrom, Missed) = (now, 0);

    /// <summary>When the next beat is missed, if it has not come; the interval is the peer's own, as it said last.</summary>
    /// <param name="usual">The interval before the peer has said its own.</param>
    public DateTimeOffset NextMiss(TimeSpan usual)
    {
        var interval = Last is { } last ? TimeSpan.FromSeconds(last.IntervalSeconds) : usual;
        var from = ReceivedAt is { } came && came > watchedFrom ? came : watchedFrom;
        return from + interval * (Missed + 1) + Grace(interval);
    }

    /// <summary>The next beat has not come.</summary>
    public void NoteMissed() => Missed++;

    /// <summary>Whether a beat is one that came before, or a copy of it.</summary>
    public bool IsKnown(HeartbeatDocument beat) => Last is { } last && beat.Sequence <= Received && beat.Time <= last.Time;

    /// <summary>A beat came.</summary>
    /// <param name="beat">What it says; not known before.</param>
    /// <param name="at">When it came.</param>
    /// <returns>What is wrong now, by kind of alarm; null where something is in order again.</returns>
    public IReadOnlyList<(AlarmKind Kind, string? Text)> Take(HeartbeatDocument beat, DateTimeOffset at)
    {
        // A peer whose numbers begin anew has lost its record: its ledger will say the same.
        var lost = Received == 0 ? 0 : Math.Max(0, beat.Sequence - Received - 1);
        var (before, silentFor) = (Received, ReceivedAt is { } last ? at - last : TimeSpan.Zero);
        (Received, ReceivedAt, Last, Missed) = (beat.Sequence, at, beat, 0);
        delays.Enqueue(at - beat.Time);
        if (delays.Count > LateBeats)
            delays.Dequeue();
        return
        [
            (AlarmKind.Silence, null),
            (AlarmKind.Forged, null),
            (AlarmKind.Lost, lost > 0 ? $"{lost} beats were sent and never came, numbers {before + 1} to {beat.Sequence - 1}, in {Words(silentFor)}" : null),
            (AlarmKind.LostThere, LostThere(beat, at)),
            (AlarmKind.Clock, ClockFault()),
            (AlarmKind.Key, KeyFault(beat, at)),
            (AlarmKind.Ledger, witness.Take(beat.Ledger, beat.Received, Sent)),
        ];
    }

    /// <summary>Takes up a beat of an earlier run, without judging it.</summary>
    public void Restore(HeartbeatDocument beat, DateTimeOffset at)
    {
        (Received, ReceivedAt, Last) = (beat.Sequence, at, beat);
        witness.Take(beat.Ledger, beat.Received, Sent);
    }

    /// <summary>The owner has accepted the ledger that the last beat shows.</summary>
    public void AcceptLedger()
    {
        if (Last is { } last)
            witness.Accept(last.Ledger, Sent);
    }

    /// <summary>A tenth of the interval, 30 seconds to 10 minutes: what a queue may delay a beat by.</summary>
    public static TimeSpan Grace(TimeSpan interval) =>
        TimeSpan.FromTicks(Math.Clamp(interval.Ticks / 10, TimeSpan.FromSeconds(30).Ticks, TimeSpan.FromMinutes(10).Ticks));

    // The peer had an interval's time to get our last beat; what it has not got by then is lost.
    string? LostThere(HeartbeatDocument beat, DateTimeOffset at)
    {
        var interval = TimeSpan.FromSeconds(beat.IntervalSeconds);
        var due = SentAt is { } sent && at - sent > Grace(interval) ? Sent : Sent - 1;
        return beat.Received > Sent ? $"it says it has beat {beat.Received} of ours, and we have sent {Sent}"
            : due - beat.Received >= 2 ? $"it has our beats up to {beat.Received}, and {due} were sent"
            : null;
    }

    // A clock that is ahead shows at once: nothing comes before it is sent. One that is behind looks like a slow way, until every beat is late.
    string? ClockFault()
    {
        var ahead = -delays.Last();
        if (ahead > ClockTolerance)
            return $"its clock is {Words(ahead)} ahead of ours";
        return delays.Count == LateBeats && delays.Min() > ClockTolerance ? $"its clock is {Words(delays.Min())} behind ours, or every beat takes as long" : null;
    }

    static string? KeyFault(HeartbeatDocument beat, DateTimeOffset at)
    {
        var ending = beat.Keys.Where(k => k.Use == "current" && k.Until - at < KeyNotice).ToList();
        return ending.Count > 0 && beat.Keys.All(k => k.Use != "next")
            ? $"the certificate of its key {ending[0].Pin} {(ending[0].Until <= at ? "ended" : "ends")} {ending[0].Until.UtcDateTime:yyyy-MM-dd}; the pin holds, but ask for its next key"
            : null;
    }

    static string Words(TimeSpan time) => time.TotalHours >= 48 ? $"{time.TotalDays:0.#} days"
        : time.TotalMinutes >= 90 ? $"{time.TotalHours:0.#} hours"
        : time.TotalSeconds >= 90 ? $"{time.TotalMinutes:0.#} minutes"
        : $"{time.TotalSeconds:0.#} seconds";
}

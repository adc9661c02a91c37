using Postern.Contacts;

namespace Postern.Logs.Time;

/// <summary>Places stamps with a year each by itself, for logs whose lines are read in no order: where <see cref="LogClock"/> tells
/// the two meanings of a repeated hour by the line before, this takes the first.</summary>
/// <param name="given">Zone of stamps that carry none; null for UTC, which is then noted as assumed.</param>
sealed class LoneClock(TimeZoneInfo? given)
{
    readonly ZoneRule? zone = given is null || given.HasSameRules(TimeZoneInfo.Utc) ? null : new ZoneRule(given);

    /// <summary>Places a stamp; false when it lies outside 1677 to 2262.</summary>
    public bool TryPlace(in Stamp stamp, ContactSink sink, out long time)
    {
        if (!LogClock.TryUtc(in stamp, out time))
            return false;
        if (stamp.HasOffset)
            return true;
        if (given is null)
            sink.Assume(LogClock.UtcAssumed);
        if (zone is not null)
            time -= zone.Read((time - stamp.Nanosecond) / UnixTime.Second).First * UnixTime.Second;
        return true;
    }
}

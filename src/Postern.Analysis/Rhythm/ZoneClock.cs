using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>The wall clock of a time zone around one window: UTC to local time and back, by the zone's rules (IANA).</summary>
/// <remarks>Local time is counted as nanoseconds since 1970-01-01T00:00:00 of the wall clock. Safe on any thread.</remarks>
public sealed class ZoneClock
{
    /// <summary>How far beyond the window the rules are looked up: events are moved, and windows look ahead.</summary>
    const long Margin = 90 * UnixTime.Day;

    /// <summary>The names that the IANA database has for UTC. Other zones at offset 0 (Africa/Abidjan) are places and keep their names.</summary>
    static readonly HashSet<string> OfUtc = new(StringComparer.OrdinalIgnoreCase) { "UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu" };

    readonly long[] from; // UTC instant from which offset i holds, ascending; the first holds for all time before too
    readonly long[] offset;

    ZoneClock(string name, long[] from, long[] offset) => (Name, this.from, this.offset) = (name, from, offset);

    /// <summary><c>UTC</c> or the zone's IANA name.</summary>
    public string Name { get; }

    /// <summary>The changes of the clock from summer to winter time and back that were looked up, in time order.</summary>
    public IEnumerable<ClockChange> Changes => Enumerable.Range(1, from.Length - 1).Select(i => new ClockChange(from[i], offset[i] - offset[i - 1]));

    /// <summary>The clock of a zone for instants in and around [start, end) (ns).</summary>
    public static ZoneClock Of(TimeZoneInfo zone, long start, long end)
    {
        var (at, last) = (Earlier(start), end > long.MaxValue - Margin ? long.MaxValue : end + Margin);
        List<long> from = [at], offset = [OffsetAt(zone, at)];
        while (at < last)
        {
            var next = at > last - UnixTime.Day ? last : at + UnixTime.Day;
            if (OffsetAt(zone, next) != offset[^1])
            {
                from.Add(ChangeIn(zone, at, next, offset[^1]));
                offset.Add(OffsetAt(zone, next));
            }
            at = next;
        }
        return new ZoneClock(OfUtc.Contains(zone.Id) ? "UTC" : zone.Id, [.. from], [.. offset]);
    }

    /// <summary>What the wall clock shows at an instant (ns).</summary>
    public long ToLocal(long utc) => utc + offset[Segment(utc)];

    /// <summary>The instant at which the wall clock shows a time: the first of two in autumn, the change itself where spring leaves the time out.</summary>
    public long ToUtc(long local)
    {
        for (var i = 0; i < from.Length - 1; i++)
        {
            var utc = local - offset[i];
            if (utc < from[i + 1])
                return i == 0 ? utc : Math.Max(utc, from[i]);
        }
        return from.Length == 1 ? local - offset[0] : Math.Max(local - offset[^1], from[^1]);
    }

    /// <summary>When the offset that holds at an instant ends (ns); the largest number when it does not.</summary>
    public long Until(long utc) => Segment(utc) is var i && i + 1 < from.Length ? from[i + 1] : long.MaxValue;

    int Segment(long utc)
    {
        var i = from.Length - 1;
        while (i > 0 && from[i] > utc)
            i--;
        return i;
    }

    static long Earlier(long start) => start < long.MinValue + Margin ? long.MinValue : start - Margin;

    static long OffsetAt(TimeZoneInfo zone, long time) =>
        zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor(time / 1e9))).Ticks * 100;

    /// <summary>The second at which the offset ceases to be <paramref name="before"/>.</summary>
    static long ChangeIn(TimeZoneInfo zone, long low, long high, long before)
    {
        while (high - low > UnixTime.Second)
        {
            var middle = low + (high - low) / 2;
            if (OffsetAt(zone, middle) == before)
                low = middle;
            else
                high = middle;
        }
        return (long)Math.Round(high / 1e9) * UnixTime.Second;
    }
}

/// <summary>A change of the wall clock.</summary>
/// <param name="At">Instant (ns).</param>
/// <param name="Forward">How far the clock was put forward (ns); negative: back.</param>
public readonly record struct ClockChange(long At, long Forward);

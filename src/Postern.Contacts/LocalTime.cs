namespace Postern.Contacts;

/// <summary>Wall clock times of a zone as instants, by one rule wherever a user or a file gives one.</summary>
public static class LocalTime
{
    /// <summary>The instant at which the wall clock of a zone shows a time: the first of two where a clock is put back; where one is put
    /// forward, a time that is left out is as much later as the clock jumps.</summary>
    /// <param name="local">Date and time of day on the wall clock; its kind does not matter.</param>
    /// <param name="zone">The zone.</param>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(new DateTimeOffset(local.AddDays(-1), TimeSpan.Zero)) // as the clock ran before the jump
            : zone.GetUtcOffset(local);
        // Near the ends of the calendar an offset would lead out of it.
        var ticks = Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}

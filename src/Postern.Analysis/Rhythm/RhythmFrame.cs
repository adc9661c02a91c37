using System.Buffers;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Rhythm;

/// <summary>What is the same for all series that one observer saw, on one zone's clock: days, exposure, what even traffic would show.</summary>
sealed class RhythmFrame
{
    /// <summary>Fewest contacts and active days from which a daily rhythm is looked for, active weeks for a weekly one.</summary>
    public const int FewestContacts = 20, FewestDays = 10, FewestWeeks = 6;

    /// <summary>Days from a Monday to the epoch, a Thursday: so shifted, weeks begin on Monday.</summary>
    internal const int MondayShift = 3;

    const double Day = 86_400, Week = 7 * Day;
    readonly BlockPhases days;
    readonly BlockPhases weeks;

    /// <summary>The frame of a coverage on a clock.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="coverage">When the observer was listening.</param>
    /// <param name="holidays">Days to be compared with the others; null where none were given.</param>
    public RhythmFrame(ZoneClock clock, Coverage coverage, IReadOnlyList<DatedEvent>? holidays = null)
    {
        Coverage = coverage;
        Classes = new DayClasses(clock, holidays);
        Days = new LocalDays(clock, coverage);
        (days, weeks) = (new BlockPhases(Days, 1, coverage.Count > 1), new BlockPhases(Days, LocalDays.WeekDays, coverage.Count > 1));
    }

    /// <summary>When the observer was listening.</summary>
    public Coverage Coverage { get; }

    /// <summary>Which days are holidays.</summary>
    public DayClasses Classes { get; }

    /// <summary>The local days.</summary>
    public LocalDays Days { get; }

    /// <summary>Tests for a rhythm of the day and of the week; O(n).</summary>
    /// <param name="times">Ascending, nanoseconds.</param>
    public RhythmTests Test(ReadOnlySpan<long> times)
    {
        if (times.Length < FewestContacts)
            return RhythmTests.None;
        var rented = ArrayPool<double>.Shared.Rent(times.Length);
        try
        {
            var count = 0;
            foreach (var time in times[times.FirstAt(Coverage.From)..times.FirstAt(Coverage.To)])
                rented[count++] = Days.Clock.ToLocal(time) / 1e9;
            var local = rented.AsSpan(0, count);
            var daily = BlockRayleigh.Of(local, Day, Day, days);
            if (daily.Blocks < FewestDays)
                return RhythmTests.None with { Days = daily.Blocks };
            foreach (ref var second in local)
                second += MondayShift * Day;
            var weekly = BlockRayleigh.Of(local, Week, Week, weeks);
            return new(daily.LnP, weekly.Blocks < FewestWeeks ? double.NaN : weekly.LnP, daily.Blocks, weekly.Blocks);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}

/// <summary>The two tests of one series.</summary>
/// <param name="LnDaily">ln p of the daily rhythm; NaN below <see cref="RhythmFrame.FewestDays"/> active days.</param>
/// <param name="LnWeekly">ln p of the weekly rhythm; NaN below <see cref="RhythmFrame.FewestWeeks"/> active weeks.</param>
/// <param name="Days">Active days.</param>
/// <param name="Weeks">Active weeks.</param>
readonly record struct RhythmTests(double LnDaily, double LnWeekly, int Days, int Weeks)
{
    /// <summary>Nothing was tested.</summary>
    public static RhythmTests None { get; } = new(double.NaN, double.NaN, 0, 0);
}

using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>What drives a beat: a schedule keeps its phase and misses beats, a sleep starts anew at each contact and drifts.</summary>
enum BeatClock
{
    Schedule,
    Sleep,
}

/// <summary>A fitted beat. Times are seconds from the series' first occasion.</summary>
sealed record Beat
{
    /// <summary>Share of the beats that must bring as many occasions as most do.</summary>
    const double AlikeBeats = 0.8;

    public required BeatClock Clock { get; init; }

    /// <summary>Period, seconds.</summary>
    public required double Period { get; init; }

    /// <summary>Standard error of the period, seconds.</summary>
    public required double PeriodError { get; init; }

    /// <summary>Standard deviation of one beat about its place, seconds.</summary>
    public required double Jitter { get; init; }

    /// <summary>Beats that were due between the first and the last one kept.</summary>
    public required double Scheduled { get; init; }

    /// <summary>Beats that were kept.</summary>
    public required double Kept { get; init; }

    /// <summary>Occasions that belong to the beat, ascending indices.</summary>
    public required int[] Members { get; init; }

    /// <summary>Number of the beat that each member kept, ascending, from 0.</summary>
    public required long[] Numbers { get; init; }

    /// <summary>Log-likelihood gained over contacts spread evenly, and over no beat at all.</summary>
    public required double Gain { get; init; }

    /// <summary>Share of scheduled beats without a contact.</summary>
    public double Missed => Math.Max(0, 1 - Kept / Scheduled);

    /// <summary>95 % limits of <see cref="Missed"/> (Clopper and Pearson).</summary>
    public Interval MissedLimits => ExactIntervals.Share(Math.Max(0, Scheduled - Kept), Scheduled);

    /// <summary>95 % limits of the period.</summary>
    public Interval PeriodLimits => new(Math.Max(0, Period - 1.96 * PeriodError), Period + 1.96 * PeriodError);

    /// <summary>Occasions from one beat to the next where that is nearly always the same number above 1, else null.</summary>
    public int? OccasionsEach()
    {
        Dictionary<int, int> counts = [];
        var beats = 0;
        for (var i = 1; i < Members.Length; i++)
        {
            if (Numbers[i] - Numbers[i - 1] != 1)
                continue;
            var occasions = Members[i] - Members[i - 1];
            counts[occasions] = counts.GetValueOrDefault(occasions) + 1;
            beats++;
        }
        var (most, times) = counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).FirstOrDefault();
        return most > 1 && times >= AlikeBeats * beats ? most : null;
    }
}

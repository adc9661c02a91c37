using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Cadence;

/// <summary>Which beats were missed while the observer listened (METHODS §2.4, 6).</summary>
/// <param name="Unwatched">Beats due in holes of the coverage: nobody can say whether they came.</param>
/// <param name="Runs">Runs of at least three missed beats, earliest first.</param>
readonly record struct MissedBeats(long Unwatched, IReadOnlyList<MissedRun> Runs)
{
    const int LeastRun = 3;

    /// <summary>Looks through the pauses of a beat.</summary>
    public static MissedBeats Of(OccasionSeries series, Beat beat, Coverage coverage)
    {
        long unwatched = 0;
        List<MissedRun> runs = [];
        for (var i = 1; i < beat.Members.Length; i++)
        {
            var steps = beat.Numbers[i] - beat.Numbers[i - 1];
            if (steps <= 1)
                continue;
            long from = series.Times[beat.Members[i - 1]], until = series.Times[beat.Members[i]];
            if (coverage.Unbroken(from, until))
            {
                AddRun(from, until, steps, 1, steps - 1);
                continue;
            }
            long start = 0; // first missed beat of the current watched run
            for (long k = 1; k <= steps; k++)
            {
                var watched = k < steps && coverage.Contains(Due(from, until, steps, k));
                if (watched && start == 0)
                    start = k;
                if (!watched && start > 0)
                {
                    AddRun(from, until, steps, start, k - 1);
                    start = 0;
                }
                unwatched += !watched && k < steps ? 1 : 0;
            }
        }
        return new(unwatched, runs);

        void AddRun(long from, long until, long steps, long first, long last)
        {
            if (last - first + 1 >= LeastRun)
                runs.Add(new(UnixTime.Format(Due(from, until, steps, first)), UnixTime.Format(Due(from, until, steps, last)), (int)(last - first + 1)));
        }
    }

    static long Due(long from, long until, long steps, long k) => from + (long)((double)(until - from) * k / steps);
}

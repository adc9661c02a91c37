using System.Buffers;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>Did a source stop before the record did, and when (METHODS §6).</summary>
public static class EndAnalysis
{
    /// <summary>A chance at or below this ends a source's life; also the level of the limit of the stop.</summary>
    public const double Level = .05;

    /// <summary>A longest gap of at most this chance is worth a sentence.</summary>
    internal const double RareGap = .01;

    const int FewestGaps = 10;
    const int FewestLateGaps = 20;
    const double HumanSeconds = 3 * 86_400;
    const double WeeksSeconds = 14 * 86_400;

    /// <summary>Measures the silence after the last contact.</summary>
    /// <param name="times">Contacts in time order, nanoseconds, at least one; equal ticks count as one occasion.</param>
    /// <param name="watch">When the observer was listening.</param>
    /// <param name="witnesses">The other pairs, to ask about the sensor; null when the coverage was given and is believed.</param>
    /// <param name="beat">The pair's beat, if it has one: silence then counts in beats missed.</param>
    public static SourceEnd Of(ReadOnlySpan<long> times, Watch watch, Witnesses? witnesses, KnownBeat? beat = null)
    {
        var contacts = ArrayPool<double>.Shared.Rent(times.Length);
        var gaps = ArrayPool<double>.Shared.Rent(times.Length);
        try
        {
            var count = Distinct(contacts.AsSpan(0, CoveredTime.Fill(times, watch.Coverage, contacts)));
            return Of(times, contacts.AsSpan(0, count), gaps, watch, witnesses, beat);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(gaps);
            ArrayPool<double>.Shared.Return(contacts);
        }
    }

    /// <summary>Says the measured end in words.</summary>
    /// <param name="end">What <see cref="Of(ReadOnlySpan{long}, Watch, Witnesses?, KnownBeat?)"/> measured.</param>
    /// <param name="times">The same contacts.</param>
    /// <param name="watch">The same watch.</param>
    /// <param name="qValue">The chance corrected over all pairs tested.</param>
    /// <param name="level">A stop whose <paramref name="qValue"/> is above this is no longer one.</param>
    public static EndFindings Describe(SourceEnd end, ReadOnlySpan<long> times, Watch watch, double? qValue = null, double level = Level) =>
        EndText.Describe(end, times, watch, qValue, level);

    static SourceEnd Of(
        ReadOnlySpan<long> times, ReadOnlySpan<double> contacts, Span<double> gaps, Watch watch, Witnesses? witnesses, KnownBeat? beat)
    {
        // A contact that nobody was to record shows life all the same: the silence begins after it.
        var last = watch.Coverage.SecondsBetween(watch.From, times[^1]);
        var covered = Math.Max(0, watch.Coverage.Seconds - last);
        var end = new SourceEnd
        {
            LastContact = times[^1],
            SilenceSeconds = covered,
            Outside = Outside(times, watch.Coverage),
            PValue = double.NaN,
            LongestGapPValue = double.NaN,
        };
        if (contacts.Length < 2)
            return end;
        // Silence after the sensor itself fell silent is nobody's silence.
        var unheard = witnesses is null ? 0 : watch.Coverage.SecondsBetween(witnesses.ListenedUntil, watch.To);
        var silence = Math.Max(0, covered - unheard);
        var longest = FillGaps(contacts, gaps);
        var all = gaps[..(contacts.Length - 1)];
        all.Sort();
        var age = new GapAge(all);
        end = end with
        {
            Gaps = all.Length,
            PValue = age.Chance(silence),
            Extrapolated = silence > age.Longest,
            LongestGapSeconds = age.Longest,
            LongestGapFrom = CoveredTime.Instant(watch.Coverage, contacts[longest]),
            LongestGapPValue = all.Length > FewestGaps ? Math.Exp(ParetoTail.LogChanceOfLongest(all, age.Longest)) : double.NaN,
        };
        if (end.LongestGapPValue <= RareGap && witnesses is not null)
            end = end with { LongestGapSensor = witnesses.During(times, end.LongestGapFrom + 1_000_000, LongestGapUntil(times, end)).Sensor };
        if (beat is { } known && silence > age.Longest)
            return Judge(InBeats(end, last, silence, known, watch), times, watch, witnesses);
        if (all.Length < FewestGaps)
            return end with { Verdict = EndVerdict.Undetermined };
        if (end.PValue > Level)
        {
            return unheard == 0 || age.Chance(covered) > Level ? end with { Verdict = EndVerdict.Active }
                : end with { Verdict = EndVerdict.Gap, Sensor = SensorState.Silent, OthersExpected = witnesses!.DueAfterwards };
        }
        // What follows can only make the silence more ordinary, so it is looked at only where a stop would be claimed.
        var limit = age.Quantile(Level) ?? silence;
        end = end with { StoppedBefore = CoveredTime.Instant(watch.Coverage, last + Math.Min(limit, silence)) };
        end = LastThird(end, contacts, gaps, (last, silence), watch);
        if (end.PValue <= Level && silence < HumanSeconds && watch.Coverage.Seconds >= WeeksSeconds)
            end = ByHour(end, times, gaps, watch.To - (long)(unheard * 1e9), watch.Coverage);
        return Judge(end, times, watch, witnesses);
    }

    static SourceEnd Judge(SourceEnd end, ReadOnlySpan<long> times, Watch watch, Witnesses? witnesses)
    {
        if (!(end.PValue <= Level))
            return end with { Verdict = EndVerdict.Active, StoppedBefore = null };
        if (witnesses is null)
            return end with { Verdict = EndVerdict.Stopped };
        var testimony = witnesses.During(times, end.LastContact, Math.Min(watch.To, witnesses.ListenedUntil));
        return end with
        {
            Verdict = testimony.Sensor switch
            {
                SensorState.Alive => EndVerdict.Stopped,
                SensorState.Silent => EndVerdict.Gap,
                _ => EndVerdict.Undetermined,
            },
            StoppedBefore = testimony.Sensor == SensorState.Alive ? end.StoppedBefore : null,
            Sensor = testimony.Sensor,
            OthersSeen = testimony.Seen,
            OthersExpected = testimony.Expected,
        };
    }

    /// <summary>k whole beats missed where at most a share q is missed in life: q^k. Only beyond the longest past silence, because misses come in runs.</summary>
    static SourceEnd InBeats(SourceEnd end, double last, double silence, KnownBeat beat, Watch watch)
    {
        var share = Math.Clamp(beat.MissedHigh, 1e-9, .999_999);
        var missed = (int)Math.Min(1_000_000, silence / beat.PeriodSeconds);
        var enough = Math.Ceiling(Math.Log(Level) / Math.Log(share)) * beat.PeriodSeconds;
        return end with
        {
            PValue = BeatChance(share, missed),
            BeatsMissed = missed,
            Extrapolated = false,
            StoppedBefore = CoveredTime.Instant(watch.Coverage, last + Math.Min(enough, silence)),
        };
    }

    /// <summary>Chance that a beat missed now and then misses so many times in a row.</summary>
    internal static double BeatChance(double missedShare, int missed) => Math.Pow(missedShare, missed);

    /// <summary>If the source was fading out, its latest gaps are the ones to judge by.</summary>
    static SourceEnd LastThird(SourceEnd end, ReadOnlySpan<double> contacts, Span<double> gaps, (double Last, double Length) silence, Watch watch)
    {
        var from = contacts[^1] - (contacts[^1] - contacts[0]) / 3;
        var early = contacts.BinarySearch(from);
        early = early < 0 ? ~early : early;
        var late = contacts.Length - early;
        if (2 * late >= early)
            return end;
        FillGaps(contacts, gaps);
        var variation = GapShape.Of(gaps[..(contacts.Length - 1)]).Variation;
        var phi = Math.Max(1, variation * variation); // of renewal counts over long stretches
        if (ExactIntervals.RateRatio(late / phi, 1, early / phi, 2).High >= 1)
            return end;
        var used = Math.Min(contacts.Length, Math.Max(late, FewestLateGaps + 1));
        FillGaps(contacts[^used..], gaps);
        gaps[..(used - 1)].Sort();
        var age = new GapAge(gaps[..(used - 1)]);
        var limit = age.Quantile(Level) ?? silence.Length;
        return end with
        {
            Fading = true,
            PValue = Math.Max(end.PValue, age.Chance(silence.Length)),
            Extrapolated = silence.Length > age.Longest,
            StoppedBefore = CoveredTime.Instant(watch.Coverage, silence.Last + Math.Min(limit, silence.Length)),
        };
    }

    /// <summary>The same chance with silence counted in contacts due at these hours: nights and weekends of a working source are no silence.</summary>
    static SourceEnd ByHour(SourceEnd end, ReadOnlySpan<long> times, Span<double> gaps, long until, Coverage coverage)
    {
        var profile = HourProfile.Of(HourProfile.Count(times, coverage), HourProfile.Exposure(coverage));
        var count = 0;
        for (var i = 1; i < times.Length; i++)
        {
            var due = times[i] > times[i - 1] ? profile.Expected(coverage, times[i - 1], times[i]) : 0;
            if (due > 0)
                gaps[count++] = due;
        }
        if (count < FewestGaps)
            return end;
        gaps[..count].Sort();
        var age = new GapAge(gaps[..count]);
        var chance = age.Chance(profile.Expected(coverage, end.LastContact, until));
        if (chance <= end.PValue)
            return end;
        var stop = age.Quantile(Level) is { } limit ? profile.When(coverage, end.LastContact, until, limit) : until;
        return end with { ByHour = true, PValue = chance, StoppedBefore = Math.Max(stop, end.StoppedBefore ?? 0) };
    }

    /// <summary>Gaps in their order; returns the index of the contact after which the (first) longest began.</summary>
    static int FillGaps(ReadOnlySpan<double> contacts, Span<double> gaps)
    {
        var longest = 0;
        for (var i = 0; i < contacts.Length - 1; i++)
        {
            gaps[i] = contacts[i + 1] - contacts[i];
            if (gaps[i] > gaps[longest])
                longest = i;
        }
        return longest;
    }

    /// <summary>Contacts that do not lie in the coverage.</summary>
    internal static int Outside(ReadOnlySpan<long> times, Coverage coverage)
    {
        var outside = times.Length;
        foreach (var stretch in coverage.Stretches)
            outside -= times.CountIn(stretch.From, stretch.To);
        return outside;
    }

    static long LongestGapUntil(ReadOnlySpan<long> times, SourceEnd end)
    {
        var next = times.BinarySearch(end.LongestGapFrom + 1_000_000);
        return times[Math.Min(times.Length - 1, next < 0 ? ~next : next)];
    }

    /// <summary>Drops repeats; returns how many contacts are left.</summary>
    static int Distinct(Span<double> contacts)
    {
        var count = Math.Min(1, contacts.Length);
        for (var i = 1; i < contacts.Length; i++)
        {
            if (contacts[i] > contacts[count - 1])
                contacts[count++] = contacts[i];
        }
        return count;
    }
}

using System.Buffers;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Rate;

/// <summary>How often a source calls, and how evenly (METHODS §2.1).</summary>
public static class RateAnalysis
{
    /// <summary>The rate of a series over its covered time; null when nothing of it lies inside the coverage.</summary>
    /// <param name="times">Contacts in time order, nanoseconds, repeats included: the rate counts them all.</param>
    /// <param name="watch">When the observer was listening.</param>
    /// <param name="occasionGap">Contacts at most so far (ns) after the one before are one occasion with it: the gap statistics
    /// count occasions. 0 merges equal ticks only.</param>
    public static RateFindings? Of(ReadOnlySpan<long> times, Watch watch, long occasionGap = 0)
    {
        var coverage = watch.Coverage;
        var seconds = ArrayPool<double>.Shared.Rent(times.Length);
        var gaps = ArrayPool<double>.Shared.Rent(times.Length);
        try
        {
            var contacts = seconds.AsSpan(0, CoveredTime.Fill(times, coverage, seconds));
            return contacts.IsEmpty ? null : Of(contacts, watch, gaps.AsSpan(0, Gaps(times, coverage, occasionGap, gaps)));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(gaps);
            ArrayPool<double>.Shared.Return(seconds);
        }
    }

    static RateFindings Of(ReadOnlySpan<double> contacts, Watch watch, Span<double> gaps)
    {
        var hours = watch.Coverage.Seconds / 3_600;
        var dispersion = Dispersion.Of(contacts, watch.Coverage.Seconds);
        var phi = dispersion.Phi;
        // Counts and exposure over phi: the exact interval of as many independent contacts as these are worth (METHODS §0).
        var interval = ExactIntervals.Poisson(contacts.Length / phi);
        var rate = contacts.Length / hours;
        var (low, high) = (interval.Low * phi / hours, interval.High * phi / hours);
        var shape = GapShape.Of(gaps);
        double? median = gaps.IsEmpty ? null : Median(gaps);
        var regular = gaps.Length >= 3;
        return new RateFindings
        {
            PerHour = watch.Measured ? rate : null,
            Low = watch.Measured ? low : null,
            High = watch.Measured ? high : null,
            MedianGapSeconds = median,
            Dispersion = phi,
            GapVariation = regular ? shape.Variation : null,
            Burstiness = regular ? shape.FiniteBurstiness : null,
            Memory = regular && double.IsFinite(shape.Memory) ? shape.Memory : null,
            Text = !watch.Measured
                ? $"{Phrase.Count(contacts.Length, "contact")} in a record that is no longer than its few contacts make it: no rate can be said of them."
                : Say(contacts.Length, hours, (low, high), dispersion, median),
        };
    }

    /// <summary>Gaps (s) from occasion to occasion where no hole in the coverage lies between; returns how many.</summary>
    static int Gaps(ReadOnlySpan<long> times, Coverage coverage, long occasionGap, Span<double> gaps)
    {
        var count = 0;
        var whole = coverage.Count == 1;
        var start = times[0];
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] - times[i - 1] <= occasionGap)
                continue;
            if (whole ? start >= coverage.From && times[i] < coverage.To : coverage.Unbroken(start, times[i]))
                gaps[count++] = (times[i] - start) / 1e9;
            start = times[i];
        }
        return count;
    }

    static double Median(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    static string Say(int contacts, double hours, (double Low, double High) limits, Dispersion dispersion, double? medianGap)
    {
        // The unit in which a reader can picture the rate: a few an hour, a few a day, a few in all.
        var perHour = contacts / hours;
        var (unit, each) = perHour >= .2 || hours < 48 ? (1.0, "an hour") : (24.0, "a day");
        var (covered, span) = hours < 96 ? (hours, "hours") : (hours / 24, "days");
        var independence = dispersion switch
        {
            { Unit: null } => "contacts taken as independent",
            { Phi: < 1.05 } => $"counts vary from {dispersion.Unit} to {dispersion.Unit} no more than independent contacts would",
            _ => $"counts vary {Phrase.Number(dispersion.Phi, 2)} times as much from {dispersion.Unit} to {dispersion.Unit} as independent contacts would",
        };
        var gap = medianGap is { } median ? $"; median gap {Phrase.Duration(median)}" : "";
        return $"{Phrase.Number(perHour * unit, 2)} {each}: {Phrase.Count(contacts, "contact")} in {Phrase.Number(covered, 4)} covered {span} "
            + $"(95 %: {Phrase.Interval(limits.Low * unit, limits.High * unit)}, {independence}){gap}.";
    }
}

using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>What all other pairs say of the sensor while one pair is silent (METHODS §6). Made once per record; safe on any thread.</summary>
public sealed class Witnesses
{
    static readonly double SilentBelow = Math.Log(.01); // 4.6 independent contacts expected, none seen
    const int FewestSeen = 3;

    readonly PooledCounts pooled;
    readonly Coverage coverage;
    readonly double[] exposure;
    readonly double[] contacts; // of everybody, by cell of the profile
    readonly double[] means; // contacts expected in each hour

    /// <summary>The witnesses of a record under a coverage.</summary>
    public Witnesses(PooledCounts pooled, Coverage coverage)
    {
        this.pooled = pooled;
        this.coverage = coverage;
        exposure = HourProfile.Exposure(coverage);
        contacts = new double[exposure.Length];
        for (var hour = 0; hour < pooled.Hours; hour++)
        {
            var start = HourStart(hour);
            if (coverage.SecondsBetween(start, HourStart(hour + 1)) > 0)
                contacts[HourProfile.Cell(start, contacts.Length)] += pooled.InHour(hour);
        }
        Profile = HourProfile.Of(contacts, exposure);
        means = new double[pooled.Hours];
        for (var hour = 0; hour < means.Length; hour++)
            means[hour] = Profile.Expected(coverage, HourStart(hour), HourStart(hour + 1));
        DueAfterwards = Profile.Expected(coverage, pooled.Last + 1, coverage.To);
        ListenedUntil = LogChanceOfNone(DueAfterwards, Variance(coverage.SecondsBetween(pooled.Last, coverage.To), 0, 0)) <= SilentBelow
            ? pooled.Last + 1 : coverage.To;
    }

    /// <summary>Everybody's rate by hour.</summary>
    internal HourProfile Profile { get; }

    /// <summary>Until when the sensor is witnessed (ns): the end of the coverage, or the record's last contact when the silence of all after it is beyond chance.</summary>
    internal long ListenedUntil { get; }

    /// <summary>Contacts that everybody's rate led to expect after the record's last contact.</summary>
    internal double DueAfterwards { get; }

    /// <summary>What the others did in the bins that lie wholly inside [from, to), while the owner of <paramref name="own"/> was silent or not.</summary>
    internal Testimony During(ReadOnlySpan<long> own, long from, long to)
    {
        var (first, end) = pooled.Inside(from, to);
        if (first >= end)
            return new(0, 0, SensorState.CannotTell);
        var (start, stop) = (BinStart(first), BinStart(end));
        var seen = pooled.Between(first, end) - own.CountIn(start, stop);
        var others = HourProfile.Count(own, coverage);
        for (var i = 0; i < others.Length; i++)
            others[i] = Math.Max(0, contacts[i] - others[i]);
        var expected = HourProfile.Of(others, exposure).Expected(coverage, start, stop);
        var state = seen == 0 && LogChanceOfNone(expected, Variance((stop - start) / 1e9, 0, 0)) <= SilentBelow ? SensorState.Silent
            : seen >= FewestSeen && (seen >= expected / 2 || Present(own, first, end)) ? SensorState.Alive
            : SensorState.CannotTell;
        return new(expected, seen, state);
    }

    /// <summary>Whether others called in at least half of eight equal parts of the bins [first, end): fewer than usual, but there.</summary>
    bool Present(ReadOnlySpan<long> own, int first, int end)
    {
        var parts = Math.Min(8, end - first);
        var present = 0;
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (first + (int)((long)(end - first) * part / parts), first + (int)((long)(end - first) * (part + 1) / parts));
            present += pooled.Between(from, to) > own.CountIn(BinStart(from), BinStart(to)) ? 1 : 0;
        }
        return 2 * present >= parts;
    }

    /// <summary>ln of the chance to see none where so many are expected, their level varying from stretch to stretch.</summary>
    /// <remarks>Negative binomial; exp(-m) for independent contacts. A Poisson count divided by phi would ask for absurdly many
    /// contacts where everybody's level varies together.</remarks>
    internal static double LogChanceOfNone(double expected, double relativeVariance) =>
        relativeVariance <= 1e-9 ? -expected : -Math.Log(1 + expected * relativeVariance) / relativeVariance;

    /// <summary>Variance of everybody's counts beyond Poisson, over their squared mean, in stretches of the given length; the hours
    /// [without, withoutEnd) left out.</summary>
    internal double Variance(double seconds, int without, int withoutEnd)
    {
        var hours = (int)Math.Clamp(seconds / 3_600, 1, Math.Max(1, means.Length / 8));
        double excess = 0, squares = 0;
        for (var start = 0; start + hours <= means.Length; start += hours)
        {
            if (start < withoutEnd && start + hours > without)
                continue;
            double mean = 0, count = 0;
            for (var hour = start; hour < start + hours; hour++)
            {
                mean += means[hour];
                count += pooled.InHour(hour);
            }
            excess += (count - mean) * (count - mean) - mean;
            squares += mean * mean;
        }
        return squares > 0 ? Math.Max(0, excess / squares) : 0;
    }

    /// <summary>Start of an hour of the record (ns).</summary>
    internal long HourStart(int hour) => pooled.Start + hour * 3_600L * UnixTime.Second;

    long BinStart(int bin) => pooled.Start + bin * pooled.Width;
}

/// <summary>What the other pairs did meanwhile.</summary>
/// <param name="Expected">Contacts expected of them from their rate at the same hours.</param>
/// <param name="Seen">Contacts seen of them.</param>
/// <param name="Sensor">What follows for the sensor.</param>
readonly record struct Testimony(double Expected, int Seen, SensorState Sensor);

/// <summary>Whether the sensor worked, as far as others can witness it.</summary>
public enum SensorState
{
    /// <summary>Too little was expected of the others, or they were fewer than usual but not gone.</summary>
    CannotTell,

    /// <summary>At least half of what was expected of the others was seen, or they were seen in at least half of the time.</summary>
    Alive,

    /// <summary>Nothing was seen of anybody where something had to be.</summary>
    Silent,
}

using System.Collections.Concurrent;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>What all other pairs say of the sensor while one pair is silent (METHODS §6). Made once per record; safe on any thread.</summary>
public sealed class Witnesses
{
    static readonly double SilentBelow = Math.Log(.01); // 4.6 independent contacts expected, none seen
    const int FewestSeen = 3;
    const int FewestStretches = 16;

    readonly PooledCounts pooled;
    readonly Coverage coverage;
    readonly double[] exposure;
    readonly double[] contacts; // of everybody, by cell of the profile
    readonly double[] due; // contacts expected before each bin
    readonly Lazy<SilenceTail> tail;
    readonly ConcurrentDictionary<int, CountSpread> spreads = new(); // by the bins of a stretch

    /// <summary>The witnesses of a record under a coverage.</summary>
    public Witnesses(PooledCounts pooled, Coverage coverage)
    {
        this.pooled = pooled;
        this.coverage = coverage;
        exposure = HourProfile.Exposure(coverage);
        contacts = new double[exposure.Length];
        for (var hour = 0; hour < pooled.Hours; hour++)
            contacts[HourProfile.Cell(HourStart(hour), contacts.Length)] += Covered(hour);
        Profile = HourProfile.Of(contacts, exposure);
        due = Due();
        tail = new(() => SilenceTail.Of(Waits().Select(wait => wait.Due)));
        DueAfterwards = Profile.Expected(coverage, pooled.Last + 1, coverage.To);
        ListenedUntil = LogChanceOfSilence(DueAfterwards, coverage.SecondsBetween(pooled.Last, coverage.To)) <= SilentBelow
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
        var (start, stop) = (pooled.BinStart(first), pooled.BinStart(end));
        var seen = pooled.Between(first, end) - own.CountIn(start, stop);
        var others = HourProfile.Count(own, coverage);
        for (var i = 0; i < others.Length; i++)
            others[i] = Math.Max(0, contacts[i] - others[i]);
        var expected = HourProfile.Of(others, exposure).Expected(coverage, start, stop);
        var state = seen == 0 && LogChanceOfSilence(expected, (stop - start) / 1e9) <= SilentBelow ? SensorState.Silent
            : seen >= FewestSeen && (seen >= expected / 2 || Present(own, first, end)) ? SensorState.Alive
            : SensorState.CannotTell;
        return new(expected, seen, state);
    }

    /// <summary>Whether others called in at least half of eight equal parts of the bins [first, end), and among them at least half of
    /// the regular pairs of the time before: fewer than usual, but there.</summary>
    /// <remarks>Where those who called before are gone too, and others call instead, this may be the log of another server.</remarks>
    bool Present(ReadOnlySpan<long> own, int first, int end)
    {
        var (start, half) = (pooled.BinStart(first), (pooled.BinStart(end) - pooled.BinStart(first)) / 2);
        var before = pooled.RegularSeen(start, start - half) - (own[^1] < start && own[^1] >= start - half ? 1 : 0);
        if (2 * pooled.RegularSeen(start, start + half) < before)
            return false;
        var parts = Math.Min(8, end - first);
        var present = 0;
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (first + (int)((long)(end - first) * part / parts), first + (int)((long)(end - first) * (part + 1) / parts));
            present += pooled.Between(from, to) > own.CountIn(pooled.BinStart(from), pooled.BinStart(to)) ? 1 : 0;
        }
        return 2 * present >= parts;
    }

    /// <summary>ln of the chance that a silence of everybody of the given length begins at a given instant.</summary>
    /// <param name="expected">Contacts due in it.</param>
    /// <param name="seconds">Its length.</param>
    internal double LogChanceOfSilence(double expected, double seconds) =>
        -expected > SilentBelow ? -expected // not even if contacts were independent
        : tail.Value.LogChanceAtOneLook(expected, Spread((int)Math.Min(pooled.Bins, seconds * 1e9 / pooled.Width), 0, 0));

    /// <summary>How long silences of everybody ordinarily are.</summary>
    internal SilenceTail Tail => tail.Value;

    /// <summary>The waits for the next contact from the first start of a bin in each silence, in time order.</summary>
    internal IEnumerable<SharedWait> Waits()
    {
        var next = 0; // the bin after the last one with a contact
        for (var bin = 0; bin < pooled.Bins; bin++)
        {
            if (pooled.FirstIn(bin) is not { } part)
                continue;
            var wait = due[bin] - due[next] + part * (due[bin + 1] - due[bin]);
            if (next > 0 && wait > 0)
                yield return new SharedWait(next, bin, wait);
            next = bin + 1;
        }
    }

    /// <summary>How everybody's counts vary from stretch to stretch of the given length, or of a sixteenth of the record; the stretches that
    /// touch the bins [without, withoutEnd) left out.</summary>
    internal CountSpread Spread(int bins, int without, int withoutEnd)
    {
        var size = Math.Clamp(bins, 1, Math.Max(1, pooled.Bins / FewestStretches));
        // Lengths are rounded down to an eighth, so that few have to be summed over the whole record.
        var dropped = Math.Max(0, int.Log2(size) - 3);
        size = size >> dropped << dropped;
        var last = pooled.Bins / size - 1;
        var all = spreads.GetOrAdd(size, length => Sum(length, 1, last));
        // A stretch is compared with its neighbours, which must not touch the hole either.
        return withoutEnd <= without ? all
            : all.Without(Sum(size, Math.Max(1, without / size - 1), Math.Min(last, (withoutEnd + size - 1) / size + 1)));
    }

    /// <summary>Sums over the stretches [first, end) of so many bins, those left out that were not watched throughout with both neighbours.</summary>
    CountSpread Sum(int bins, int first, int end)
    {
        var seconds = 3 * bins * (pooled.Width / 1e9) - 1e-3;
        var sum = default(CountSpread);
        for (var stretch = first; stretch < end; stretch++)
        {
            var (from, to) = (stretch * bins, (stretch + 1) * bins);
            var (before, after) = (from - bins, to + bins);
            if (coverage.SecondsBetween(pooled.BinStart(before), pooled.BinStart(after)) < seconds)
                continue;
            var (mean, count) = (due[to] - due[from], pooled.Between(from, to));
            var neighbours = due[after] - due[before] - mean;
            var difference = count - (pooled.Between(before, after) - count) * mean / neighbours;
            sum = new(sum.Stretches + 1, sum.Squares + difference * difference, sum.Variance + mean + mean * mean / neighbours, sum.SquaresDue + mean * mean);
        }
        return sum;
    }

    /// <summary>Contacts of an hour in its bins that were watched for the most part.</summary>
    int Covered(int hour)
    {
        if (IsWhole(hour))
            return pooled.InHour(hour);
        var count = 0;
        for (var bin = hour * pooled.PerHour; bin < Math.Min(pooled.Bins, (hour + 1) * pooled.PerHour); bin++)
            count += 2e9 * coverage.SecondsBetween(pooled.BinStart(bin), pooled.BinStart(bin + 1)) >= pooled.Width ? pooled.Between(bin, bin + 1) : 0;
        return count;
    }

    /// <summary>Contacts due before each bin and after the last.</summary>
    double[] Due()
    {
        var before = new double[pooled.Bins + 1];
        for (var hour = 0; hour < pooled.Hours; hour++)
        {
            var first = hour * pooled.PerHour;
            var whole = IsWhole(hour);
            for (var bin = first; bin < Math.Min(pooled.Bins, first + pooled.PerHour); bin++)
            {
                before[bin + 1] = before[bin] + (whole && bin > first
                    ? before[first + 1] - before[first] : Profile.Expected(coverage, pooled.BinStart(bin), pooled.BinStart(bin + 1)));
            }
        }
        return before;
    }

    bool IsWhole(int hour) => coverage.SecondsBetween(HourStart(hour), HourStart(hour + 1)) >= 3_600 - 1e-3;

    /// <summary>Start of an hour of the record (ns).</summary>
    long HourStart(int hour) => pooled.Start + hour * 3_600L * UnixTime.Second;
}

/// <summary>A wait of everybody, from the start of a bin to the next contact.</summary>
/// <param name="From">The bin at whose start it begins; a contact lies in the bin before.</param>
/// <param name="Next">The bin of the next contact; in those between there is none.</param>
/// <param name="Due">Contacts due in the wait.</param>
readonly record struct SharedWait(int From, int Next, double Due);

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

    /// <summary>At least half of what was expected of the others was seen, or at least half of those who called before, in at least half of the time.</summary>
    Alive,

    /// <summary>Nothing was seen of anybody where something had to be.</summary>
    Silent,
}

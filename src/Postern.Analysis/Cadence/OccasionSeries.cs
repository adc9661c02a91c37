using Postern.Contacts;

namespace Postern.Analysis.Cadence;

/// <summary>A series made ready for the tests: contacts on a lattice of ticks, merged to occasions, with the gaps that were watched.</summary>
/// <remarks>
/// Tests of gaps use the occasions, tests of counts (spectrum, dispersion) all contacts, as METHODS §0 has it.
/// The tick is the step that the lattice corrections of METHODS §0 use. It is the record's resolution, or coarser: a power
/// of ten of a second, at most 1 s, and at most 1/500 of the upper quartile of the gaps. So a poller of 2 s stamped in
/// microseconds is seen to the millisecond, while the two look-ups (A and AAAA) that one visit makes within a few
/// milliseconds are one occasion: the quartile, not the median, because such pairs make half of all gaps short.
/// </remarks>
sealed class OccasionSeries
{
    double[] all = [];
    double[] ticks = [];
    double[] gaps = [];
    double[] sorted = [];
    long[] times = [];

    /// <summary>Occasions.</summary>
    public int Count { get; private set; }

    /// <summary>Length of a tick, nanoseconds.</summary>
    public long TickNs { get; private set; }

    /// <summary>Length of a tick, seconds.</summary>
    public double TickSeconds => TickNs / 1e9;

    /// <summary>Length of the window [A, B), ticks.</summary>
    public double Window { get; private set; }

    /// <summary>All contacts in whole ticks since the window's start, ascending.</summary>
    public ReadOnlySpan<double> Contacts => all.AsSpan(0, ContactCount);

    /// <summary>Contacts inside the coverage.</summary>
    public int ContactCount { get; private set; }

    /// <summary>Occasions in whole ticks since the window's start, ascending, each at least one tick after the one before.</summary>
    public ReadOnlySpan<double> Ticks => ticks.AsSpan(0, Count);

    /// <summary>First contact of each occasion, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public ReadOnlySpan<long> Times => times.AsSpan(0, Count);

    /// <summary>Gaps that lie in one stretch of coverage, ticks, in time order.</summary>
    public ReadOnlySpan<double> Gaps => gaps.AsSpan(0, GapCount);

    /// <summary>The same gaps, ascending.</summary>
    public ReadOnlySpan<double> SortedGaps => sorted.AsSpan(0, GapCount);

    /// <summary>Number of gaps; less than <see cref="Count"/> - 1 when coverage has holes.</summary>
    public int GapCount { get; private set; }

    /// <summary>Covered stretches as ticks since the window's start.</summary>
    public List<(double From, double To)> Stretches { get; } = [];

    /// <summary>Covered ticks.</summary>
    public double Covered { get; private set; }

    /// <summary>Takes a series in. Contacts outside the coverage are left out.</summary>
    public void Load(ReadOnlySpan<long> contacts, Watch watch)
    {
        var kept = CadenceWorkspace.Take(ref times, contacts.Length);
        var n = watch.Coverage.Count == 1 ? CopyWithin(contacts, watch.From, watch.To, kept) : CopyCovered(contacts, watch.Coverage, kept);
        TickNs = ChooseTick(kept[..n], watch.ResolutionSeconds);
        Window = (double)(watch.To - watch.From) / TickNs;
        Stretches.Clear();
        Covered = 0;
        foreach (var stretch in watch.Coverage.Stretches)
        {
            Stretches.Add(((double)(stretch.From - watch.From) / TickNs, (double)(stretch.To - watch.From) / TickNs));
            Covered += Stretches[^1].To - Stretches[^1].From;
        }
        ContactCount = n;
        Count = Merge(kept[..n], watch.From, CadenceWorkspace.Take(ref all, n), CadenceWorkspace.Take(ref ticks, n));
        FindGaps();
    }

    /// <summary>Drops the occasions that a mask marks and every merged contact, keeping tick and window.</summary>
    public void Remove(ReadOnlySpan<bool> members)
    {
        var n = 0;
        for (var i = 0; i < Count; i++)
        {
            if (members[i])
                continue;
            ticks[n] = ticks[i];
            times[n++] = times[i];
        }
        Keep(n);
    }

    /// <summary>Joins occasions that are at most so many ticks apart to one, which begins with the first of them.</summary>
    public void Join(double longestGap)
    {
        var n = 0;
        var last = double.NegativeInfinity;
        for (var i = 0; i < Count; i++)
        {
            var apart = ticks[i] - last;
            last = ticks[i];
            if (apart <= longestGap)
                continue;
            ticks[n] = ticks[i];
            times[n++] = times[i];
        }
        Keep(n);
    }

    /// <summary>The first occasions are all there is.</summary>
    void Keep(int count)
    {
        Count = count;
        ContactCount = count;
        ticks.AsSpan(0, count).CopyTo(all);
        FindGaps();
    }

    static int CopyWithin(ReadOnlySpan<long> contacts, long from, long to, Span<long> kept)
    {
        // The end belongs to the window here: a record that is "covered" from its first to its last contact keeps both.
        var n = 0;
        foreach (var time in contacts)
        {
            if (time >= from && time <= to)
                kept[n++] = time;
        }
        return n;
    }

    static int CopyCovered(ReadOnlySpan<long> contacts, Coverage coverage, Span<long> kept)
    {
        var n = 0;
        foreach (var time in contacts)
        {
            if (coverage.Contains(time) || time == coverage.To)
                kept[n++] = time;
        }
        return n;
    }

    long ChooseTick(ReadOnlySpan<long> kept, double resolutionSeconds)
    {
        var resolution = Math.Max(1, (long)Math.Round(resolutionSeconds * UnixTime.Second));
        if (resolution >= UnixTime.Second || kept.Length < 2)
            return resolution;
        var apart = CadenceWorkspace.Take(ref sorted, kept.Length - 1);
        var n = 0;
        for (var i = 1; i < kept.Length; i++)
        {
            if (kept[i] - kept[i - 1] >= resolution)
                apart[n++] = kept[i] - kept[i - 1];
        }
        if (n == 0)
            return resolution;
        var finest = Median.Select(apart[..n], 3 * n / 4) / 500;
        var tick = UnixTime.Second;
        while (tick > finest && tick > 1)
            tick /= 10;
        return Math.Max(resolution, tick);
    }

    /// <summary>Puts the contacts on the lattice and keeps the first of every occasion; returns how many occasions there are.</summary>
    int Merge(Span<long> kept, long from, Span<double> onLattice, Span<double> occasions)
    {
        var n = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            onLattice[i] = Math.Floor((double)(kept[i] - from) / TickNs);
            if (n > 0 && kept[i] - kept[n - 1] < TickNs)
                continue;
            occasions[n] = onLattice[i];
            kept[n++] = kept[i];
        }
        return n;
    }

    void FindGaps()
    {
        var found = CadenceWorkspace.Take(ref gaps, Math.Max(0, Count - 1));
        var n = 0;
        var stretch = 0;
        for (var i = 1; i < Count; i++)
        {
            while (stretch < Stretches.Count - 1 && ticks[i - 1] >= Stretches[stretch].To)
                stretch++;
            if (Stretches.Count == 1 || ticks[i] <= Stretches[stretch].To)
                found[n++] = ticks[i] - ticks[i - 1];
        }
        GapCount = n;
        var ascending = CadenceWorkspace.Take(ref sorted, n);
        found[..n].CopyTo(ascending);
        ascending.Sort();
    }
}

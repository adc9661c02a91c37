using Postern.Analysis.Silence;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>How a whole record was watched: by whom, when, with what clock, and who witnesses that they listened.</summary>
/// <remarks>Every observer has a coverage of its own: a sensor of look-ups may be off while the mail server goes on.</remarks>
sealed class RecordWatch
{
    const int FewestStamps = 4;
    static readonly double[] Steps = [1, 1e-3, 1e-6, 1e-9];
    readonly ObserverWatch[] observers;
    readonly int[] ofKind = new int[ContactKinds.All.Count]; // number of the observer of each kind

    RecordWatch(ContactTable table, double resolution, ObserverWatch[] observers)
    {
        this.observers = observers;
        ResolutionSeconds = resolution;
        Coverage = new Coverage(observers.SelectMany(o => o.Watch.Coverage.Stretches));
        foreach (var pair in table.Pairs)
            ofKind[(int)pair.Kind] = Math.Max(0, Array.FindIndex(observers, o => o.Contacts.Observer == ObservedContacts.Of(pair.Kind)));
    }

    /// <summary>When anybody was listening.</summary>
    public Coverage Coverage { get; }

    /// <summary>Finest step of the record's stamps, seconds.</summary>
    public double ResolutionSeconds { get; }

    /// <summary>Who watched, at least one.</summary>
    public IReadOnlyList<ObserverWatch> Observers => observers;

    /// <summary>Where the coverage comes from: <c>given</c>, <c>inferred</c> (for one observer at least) or <c>assumed</c>.</summary>
    public string From => observers.MaxBy(o => o.From == "given" ? 2 : o.From == "inferred" ? 1 : 0)!.From;

    /// <summary>The watch of a record: its coverage as given, else as its sources witness it.</summary>
    public static RecordWatch Of(ContactTable table, Coverage? given, long session = Occasions.Session)
    {
        var resolution = SeriesResolution.Of(table);
        var contacts = ObservedContacts.Each(table);
        var pooled = contacts.Select(PooledCounts.Of).ToList();
        var (first, last) = (pooled.Min(counts => counts.First), pooled.Max(counts => counts.Last));
        return new RecordWatch(table, resolution, [.. contacts.Select((seen, i) =>
        {
            var inferred = given is not null ? new InferredCoverage(given, false, "Coverage is as given.")
                : CoverageInference.Of(seen, pooled[i], resolution, first, last);
            // A window that a few contacts themselves make is no time to count them in.
            var own = (pooled[i].Last - pooled[i].First) / 1e9 + resolution;
            var watch = new Watch(inferred.Coverage, resolution)
            {
                Session = session,
                Measured = given is not null || inferred.Coverage.Seconds > own || seen.HasStamps(FewestStamps),
            };
            return new ObserverWatch(
                seen, watch, new Witnesses(pooled[i], inferred.Coverage),
                given is not null ? "given" : inferred.Witnessed ? "inferred" : "assumed", inferred.Text,
                [.. Steps.Where(step => step > resolution).Select(step => watch with { ResolutionSeconds = step })]);
        })]);
    }

    /// <summary>The watch of one series, whose own stamps may be coarser than the record's.</summary>
    public Watch Of(ReadOnlySpan<long> times, ContactKind kind)
    {
        var observer = observers[ofKind[(int)kind]];
        var step = SeriesResolution.Of(times, ResolutionSeconds);
        foreach (var watch in observer.Coarser)
            if (watch.ResolutionSeconds == step)
                return watch;
        return observer.Watch;
    }

    /// <summary>The watch of the observer of a kind, with the record's resolution.</summary>
    public Watch Of(ContactKind kind) => observers[ofKind[(int)kind]].Watch;

    /// <summary>Contacts of a record outside the coverage that was given for it; one that is inferred holds them all.</summary>
    public int Outside(ContactTable table)
    {
        var outside = 0;
        for (var pair = 0; From == "given" && pair < table.Pairs.Length; pair++)
            outside += EndAnalysis.Outside(table.Times(pair), Coverage);
        return outside;
    }

    /// <summary>Number of the observer of a kind in <see cref="Observers"/>.</summary>
    public int ObserverOf(ContactKind kind) => ofKind[(int)kind];

    /// <summary>All pairs that the observer of a kind saw.</summary>
    public Witnesses WitnessesOf(ContactKind kind) => observers[ofKind[(int)kind]].Witnesses;
}

/// <summary>How one observer watched.</summary>
/// <param name="Contacts">What it saw.</param>
/// <param name="Watch">Its coverage, with the record's resolution.</param>
/// <param name="Witnesses">All pairs that it saw.</param>
/// <param name="From">Where its coverage comes from: <c>given</c>, <c>inferred</c> or <c>assumed</c>.</param>
/// <param name="Text">The same in a sentence.</param>
/// <param name="Coarser">The same watch for series with coarser stamps.</param>
sealed record ObserverWatch(ObservedContacts Contacts, Watch Watch, Witnesses Witnesses, string From, string Text, IReadOnlyList<Watch> Coarser);

using Postern.Contacts;
using Postern.Settings;

namespace Postern.Simulation.Specification;

/// <summary>Reads the list <c>demand</c> of a party: every entry is told by the key that names its sort.</summary>
/// <param name="stretches">Reads stretches of time.</param>
/// <param name="levels">Reads levels.</param>
/// <param name="known">Names of the levels that may be followed.</param>
/// <param name="sensorOff">When nothing can be in the record.</param>
sealed class DemandReader(StretchReader stretches, LevelReader levels, IReadOnlyList<string> known, IReadOnlyList<TimeSpanNs> sensorOff)
{
    const double Year = 366 * 86_400.0;

    static readonly string[] Sorts = ["schedule", "sleep", "random", "at"];

    /// <summary>The entries; a party without any is refused.</summary>
    /// <param name="party">The party.</param>
    /// <param name="active">When the party is active.</param>
    public IReadOnlyList<DemandSpecification> Read(SectionReader party, TimeSpanNs active)
    {
        List<DemandSpecification> demand = [];
        foreach (var section in party.Sections("demand"))
        {
            var sorts = Sorts.Where(section.Has).ToList();
            if (sorts.Count != 1)
            {
                section.Refuse(sorts.Count == 0
                    ? $" says no sort of demand; write one of {string.Join(", ", Sorts)}, such as `random: 3 per hour`"
                    : $" is {string.Join(" and ", sorts)}; write each as an entry of its own");
                continue;
            }
            if (Entry(section, sorts[0], active) is { } entry)
                demand.Add(entry);
            section.Close();
        }
        if (!party.Has("demand"))
            party.Refuse(".demand is missing; write what makes it ask, such as `demand: [{random: 3 per hour}]`");
        else if (party.Sections("demand").Count == 0)
            party.Refuse("demand", "is empty; write what makes it ask, such as `- random: 3 per hour`");
        return demand;
    }

    DemandSpecification? Entry(SectionReader section, string sort, TimeSpanNs active)
    {
        var stretch = sort == "at" ? active : stretches.Of(section, active);
        return sort switch
        {
            "random" => Random(section, stretch),
            "at" => Exact(section, stretch),
            _ => Timer(section, stretch, sleeps: sort == "sleep"),
        };
    }

    static TimerDemand Timer(SectionReader section, TimeSpanNs stretch, bool sleeps)
    {
        var period = section.Value(sleeps ? "sleep" : "schedule", 0, SpecificationForms.Seconds(.01, Year));
        var jitter = section.Value("jitter", 0, SpecificationForms.Seconds(0, Year));
        if (period > 0 && jitter > period)
            section.Refuse("jitter", $"is more than the period of {SpecificationForms.Say(period)}; make it less");
        double? phase = sleeps || !section.Has("phase") ? null : section.Value("phase", 0, SpecificationForms.Seconds(0, Year));
        return new TimerDemand
        {
            From = stretch.From,
            To = stretch.To,
            Sleeps = sleeps,
            PeriodSeconds = period == 0 ? Year : period,
            JitterSeconds = Math.Min(jitter, period == 0 ? Year : period),
            MissedShare = section.Value("missed", 0, SpecificationForms.Share(.99)),
            PhaseSeconds = phase,
            Retries = Retries(section),
        };
    }

    RandomDemand Random(SectionReader section, TimeSpanNs stretch)
    {
        var (least, most) = section.Value("random", (Least: 1.0, Most: 1.0), SpecificationForms.Rate);
        List<string> follows = [];
        foreach (var (name, _) in section.List<string>("follows", GeneralForms.Name))
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                section.Refuse("follows", $"names {name}, which is not under levels; {(known.Count == 0 ? "add it there" : $"there are {string.Join(", ", known)}")}");
            else
                follows.Add(name);
        }
        return new RandomDemand
        {
            From = stretch.From,
            To = stretch.To,
            PerHour = least,
            PerHourMost = most,
            Follows = follows,
            Level = levels.Of(section),
            Children = section.Has("children") ? Children(section.Section("children")) : null,
            Retries = Retries(section),
        };
    }

    ExactDemand Exact(SectionReader section, TimeSpanNs stretch)
    {
        List<long> times = [];
        foreach (var (time, _) in section.List("at", SpecificationForms.Instant(stretches.Zone)))
        {
            if (time < stretches.Window.From || time >= stretches.Window.To)
                section.Refuse("at", $"has {UnixTime.Format(time)}, which lies outside the record");
            else if (sensorOff.Any(s => time >= s.From && time < s.To))
                section.Refuse("at", $"has {UnixTime.Format(time)}, when the sensor is off: nothing is recorded then");
            else
                times.Add(time);
        }
        return new ExactDemand { From = stretch.From, To = stretch.To, At = times, Retries = Retries(section) };
    }

    static ChildrenSpecification Children(SectionReader section)
    {
        var mean = section.RequiredValue("mean", SpecificationForms.Number(0, .95), "write how many contacts one causes on average, such as `mean: 0.7`") ?? 0;
        var within = section.Value("within", 60, SpecificationForms.Seconds(1e-3, 30 * 86_400));
        section.Close();
        return new ChildrenSpecification(mean, within);
    }

    static RetrySpecification? Retries(SectionReader parent)
    {
        if (!parent.Has("retries"))
            return null;
        var section = parent.Section("retries");
        var after = section.List("after", SpecificationForms.Seconds(1, 30 * 86_400));
        var failing = section.Value("failing", .5, SpecificationForms.Share());
        section.Close();
        if (after.Count == 0)
            section.Refuse(".after is missing; write the waits, such as `after: [5 min, 10 min, 20 min]`");
        return new RetrySpecification([.. after.Select(a => a.Value)], failing);
    }
}

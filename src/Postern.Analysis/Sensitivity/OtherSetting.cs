using Postern.Analysis.Changes;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Sensitivity;

/// <summary>One setting that is tried with another value.</summary>
/// <param name="Name">The word for it in the findings.</param>
/// <param name="Value">The other value.</param>
/// <param name="Usual">The value of the run.</param>
/// <param name="Changed">The change as the beginning of a sentence.</param>
/// <param name="Table">The record with it.</param>
/// <param name="Options">The settings with it.</param>
/// <param name="Reaches">The analyses whose verdicts depend on it; null: all.</param>
sealed record OtherSetting(string Name, string Value, string Usual, string Changed, ContactTable Table, InvestigationOptions Options, IReadOnlyList<string>? Reaches = null)
{
    const long BurstGap = 60 * UnixTime.Second;
    const int Coarser = 8;
    static readonly long[] Sessions = [0, 10 * UnixTime.Second];
    static readonly double[] Levels = [.01, .1];

    /// <summary>All that are tried for a run.</summary>
    public static IEnumerable<OtherSetting> Of(ContactTable table, InvestigationOptions options)
    {
        var session = Phrase.Duration(options.Session / 1e9);
        foreach (var other in Sessions.Where(gap => gap != options.Session).Select(gap => (Gap: gap, Said: Phrase.Duration(gap / 1e9))))
            yield return new("occasion-gap", other.Said, session, $"With occasions of {other.Said} instead of {session}", table, options with { Session = other.Gap });
        if (options.Analyses.HasFlag(Analyses.Changes))
        {
            var changes = options with { Analyses = Analyses.Changes };
            var merged = $"contacts at most {Phrase.Duration(BurstGap / 1e9)} apart count once";
            yield return new("burst", merged, "every contact counts", $"Where {merged} when changes are looked for", table, changes with { BurstGap = BurstGap }, ["changes"]);
            var (finest, coarser) = ($"a {Phrase.Number(1 / ChangeAnalysis.Finest, 3)}th", $"a {Phrase.Number(1 / ChangeAnalysis.Finest / Coarser, 3)}th");
            yield return new("burst", $"at least {coarser} of a series", $"at least {finest} of a series", $"With no change shorter than {coarser} of a series instead of {finest}",
                table, changes with { ShortestBurst = Coarser * ChangeAnalysis.Finest }, ["changes"]);
        }
        yield return new("duplicates", "contacts of a pair less than 1 s apart count once", "all count", "With contacts of a pair less than 1 s apart counted once",
            table.Thinned(UnixTime.Second), options);
        var level = Phrase.Number(options.Level, 2);
        foreach (var other in Levels.Where(other => other != options.Level))
        {
            yield return new("level", Phrase.Number(other, 2), level, $"At a level of {Phrase.Number(other, 2)} instead of {level}", table, options with { Level = other },
                ["cadence", "rhythm", "changes", "end", "synchrony"]);
        }
        var first = options.Zones[0];
        var others = options.Zones.Count > 1 ? options.Zones.Skip(1) : [Moved(first, -6), Moved(first, 6)];
        foreach (var zone in others)
        {
            yield return new("zone", zone.Id, first.Id, $"On the clock of {zone.Id} instead of {first.Id}", table,
                options with { Zones = [zone, .. options.Zones.Where(z => z.Id != zone.Id)] }, ["rhythm", "coincidence"]);
        }
    }

    /// <summary>A zone so many hours further east: where nobody named another, no answer should hang on the one.</summary>
    static TimeZoneInfo Moved(TimeZoneInfo zone, int hours)
    {
        var offset = zone.BaseUtcOffset + TimeSpan.FromHours(hours);
        offset = offset > TimeSpan.FromHours(14) ? offset - TimeSpan.FromHours(24) : offset < TimeSpan.FromHours(-12) ? offset + TimeSpan.FromHours(24) : offset;
        var name = $"UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset:hh\\:mm}";
        return TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
    }
}

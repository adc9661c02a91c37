using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>What a record cannot show, said only where it applies.</summary>
static class RecordCaveats
{
    /// <summary>The caveats of a record, most general first.</summary>
    public static IReadOnlyList<Caveat> Of(ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, TargetRhythms? rhythms, EventScreen? events, long sourcePairs, int notShown)
    {
        List<Caveat> caveats = [];
        var kinds = new bool[ContactKinds.All.Count];
        foreach (var pair in table.Pairs)
            kinds[(int)pair.Kind] = true;
        void Add(bool applies, string code, string text)
        {
            if (applies)
                caveats.Add(new Caveat(code, text));
        }

        Add(kinds[(int)ContactKind.DnsLookup], "lookup-not-connection",
            "A look-up is a question for a name. It does not show that a connection followed, or who behind the source asked.");
        Add(kinds[(int)ContactKind.DnsLookup], "cache-hides-repeats",
            "Caches between the users and this record answer repeats themselves: what is seen is the least that was asked.");
        Add(kinds[(int)ContactKind.Flow], "flow-not-content", "A flow shows that packets went, not what was said or whether it was wanted.");
        Add(kinds[(int)ContactKind.SmtpIn] || kinds[(int)ContactKind.SmtpOut], "contact-not-message",
            "A mail contact may be a connection, an attempt or a delivery; only the outcome accepted or sent is a message.");
        Add(table.Count > 0, "source-is-address",
            "A source is an address or a name in the log. One may stand for many (a resolver, a gateway), and many for one (changing addresses).");
        Add(table.Count > 0 && watch.ResolutionSeconds >= 1, "resolution-coarse",
            $"Times are known to {Phrase.Duration(watch.ResolutionSeconds)}: nothing is said of periods below {Phrase.Duration(4 * watch.ResolutionSeconds)}, and order within a step is unknown.");
        foreach (var observer in watch.Observers)
        {
            var who = watch.Observers.Count > 1 ? $"{observer.Contacts.Word}: " : "";
            var coverage = observer.Watch.Coverage;
            Add(observer.From != "given" && table.Count > 0, $"coverage-{observer.From}", who + observer.Text);
            Add(coverage.Count > 1, "coverage-holes",
                $"{who}The observer listened in {coverage.Count:#,0} stretches, {Phrase.Duration(coverage.Seconds)} of {Phrase.Duration((coverage.To - coverage.From) / 1e9)}; {NotWatched(coverage)}.");
        }
        var outside = watch.Outside(table);
        Add(outside > 0, "outside-coverage",
            $"{Phrase.Count(outside, "contact")} of {table.Count:#,0} {(outside == 1 ? "lies" : "lie")} outside the coverage given: they are in the counts, in no rate, beat, change or silence.");
        Add(table.Sources.Count == 1, "one-source",
            "All contacts are of one source, so that no other can witness whether the sensor listened while it was silent.");
        Add(table.Targets.Count is > 0 and <= 3, "selection-unknown",
            $"The record holds {Phrase.Count(table.Targets.Count, "target")}. How many were searched before {(table.Targets.Count == 1 ? "this one was" : "these were")} chosen is not given; a find is worth less the more were searched.");
        Add(options.Analyses.HasFlag(Analyses.Cadence) && table.Pairs.Length > 0, "many-tests-cadence",
            screen.BeatsTested == 0
                ? $"No pair has the {Cadence.CadenceTests.LeastOccasions} occasions that a test of regularity needs."
                : $"{Phrase.Count(screen.BeatsTested, "pair")} of {table.Pairs.Length:#,0} could be tested for a beat; q-values count them all (Benjamini and Yekutieli, level {Phrase.Number(options.Level, 2)}).");
        Add(options.Analyses.HasFlag(Analyses.Changes) && screen.ChangesTested > 0, "many-tests-changes",
            $"Changes were looked for in {Phrase.Count(screen.ChangesTested, "pair")}; "
            + (double.IsFinite(screen.LnChangeLimit)
                ? $"only those with a chance of at most {Phrase.Chance(screen.LnChangeLimit)} are believed, which counts them all."
                : "none stands when all are counted."));
        Add(options.Analyses.HasFlag(Analyses.End) && screen.EndsTested > 0, "many-tests-end",
            $"{Phrase.Count(screen.EndsTested, "pair")} tested for an end; q-values count them all.");
        Add(options.Analyses.HasFlag(Analyses.Rhythm) && screen.RhythmsTested > 0, "many-tests-rhythm",
            $"{Phrase.Count(screen.RhythmsTested, "pair")}{(rhythms is { Tested: > 0 and var tested } ? $", and {Phrase.Count(tested, "target")} as a whole," : "")} tested for a rhythm of the day; q-values count them all.");
        Add(options.Analyses.HasFlag(Analyses.Synchrony) && sourcePairs > 1, "many-tests-synchrony",
            $"{Phrase.Count(sourcePairs, "pair")} of sources of one target to compare; a claim that two act together counts them all.");
        Add(events is not null, "many-tests-events",
            $"{Phrase.Count(events?.Tested ?? 0, "target")} compared with the events; q-values count them all, and within a target two windows in both directions.");
        Add(events is not null && options.Events?.DeclaredBefore == false, "events-declared-after",
            "The events were not declared before the traffic was seen (--declared-before): whoever chose them may have chosen those that fit, and no figure can repair that.");
        Add(events?.Unwatched > 0, "events-not-watched",
            $"{Phrase.Count(events?.Unwatched ?? 0, "event")} of {options.Events?.Events.Count:#,0} lie outside the watched time, at least in part, and are not counted.");
        Add(options.Analyses.HasFlag(Analyses.Cadence) && !options.Analyses.HasFlag(Analyses.Cache) && kinds[(int)ContactKind.DnsLookup], "cache-not-asked",
            "The cache analysis was not run: a look-up called periodic may keep a cache's time.");
        Add(notShown > 0, "pairs-not-shown", $"{Phrase.Count(notShown, "pair")} of lower rank {(notShown == 1 ? "is" : "are")} not shown; every count and correction includes them.");
        return caveats;
    }

    /// <summary>The longest time without an observer, so that a reader can look it up.</summary>
    static string NotWatched(Coverage coverage)
    {
        var stretches = coverage.Stretches.ToList();
        var (from, to) = (0L, 0L);
        for (var i = 1; i < stretches.Count; i++)
            if (stretches[i].From - stretches[i - 1].To > to - from)
                (from, to) = (stretches[i - 1].To, stretches[i].From);
        return stretches.Count == 2
            ? $"nothing is said of the time between, {Phrase.Instant(from)} to {Phrase.Instant(to)}"
            : $"nothing is said of the times between, the longest from {Phrase.Instant(from)} to {Phrase.Instant(to)}";
    }
}

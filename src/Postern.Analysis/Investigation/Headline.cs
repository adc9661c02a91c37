using Postern.Analysis.Caching;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The record in a few sentences for somebody who reads nothing else.</summary>
static class Headline
{
    /// <summary>Most findings named one by one.</summary>
    const int Named = 3;

    /// <summary>Fewest ends of one source that are told as one.</summary>
    const int Together = 4;

    /// <summary>Fewest contacts of a target whose circle is worth the headline.</summary>
    const int FewestForCircle = 100;

    /// <summary>Writes the sentences.</summary>
    /// <param name="table">The record.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="watch">How it was watched.</param>
    /// <param name="screen">What all pairs say.</param>
    /// <param name="targets">What is shown, ranked.</param>
    public static IReadOnlyList<string> Of(
        ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, IReadOnlyList<TargetFindings> targets)
    {
        if (table.Count == 0)
            return ["The record holds no contact, so there is nothing to say."];
        List<string> sentences = [Extent(table, watch)];
        var shown = targets.SelectMany(target => target.Pairs).OrderByDescending(pair => pair.Interest).ToList();
        var found = 0;
        if (options.Analyses.HasFlag(Analyses.Cadence))
            found += Beats(table, options, screen, shown, sentences);
        if (options.Analyses.HasFlag(Analyses.End))
            found += Stops(table, screen, shown, sentences);
        if (options.Analyses.HasFlag(Analyses.Changes))
            found += Changes(shown, sentences);
        if (options.Analyses.HasFlag(Analyses.Circle))
            Circle(targets, sentences);
        if (found == 0 && (options.Analyses & (Analyses.Cadence | Analyses.End | Analyses.Changes)) != Analyses.None)
            sentences.Add(screen.BeatsTested == 0 && screen.EndsTested == 0
                ? "That is not enough data for any test: no beat, change or end is claimed, and none is denied."
                : "Nothing stands out: no beat, change or end beyond what chance gives among so many pairs.");
        return sentences;
    }

    static string Extent(ContactTable table, RecordWatch watch)
    {
        var span = (watch.Coverage.To - watch.Coverage.From) / 1e9;
        return $"{Phrase.Count(table.Count, "contact")} from {Phrase.Count(table.Sources.Count, "source")} to {Phrase.Count(table.Targets.Count, "target")} "
            + $"({Phrase.Count(table.Pairs.Length, "pair")}) in {Phrase.Duration(span)}, {Phrase.Instant(watch.Coverage.From)} to {Phrase.Instant(watch.Coverage.To)}.";
    }

    static int Beats(ContactTable table, InvestigationOptions options, PairScreen screen, List<PairFindings> shown, List<string> sentences)
    {
        var regular = Count(table, screen.IsRegular);
        var periodic = shown.Where(pair => pair.Cadence is { Verdict: "periodic", PeriodSeconds: not null }).ToList();
        var cached = Count(table, pair => screen.IsRegular(pair) && screen.Cache(pair) == CacheVerdict.Limited);
        if (periodic.Count > 0)
        {
            var named = periodic.Take(Named).Select(pair => $"{pair.Source} to {pair.Target} every {Phrase.Duration(pair.Cadence!.PeriodSeconds!.Value)}");
            sentences.Add($"{Phrase.Count(periodic.Count, "pair")} {(periodic.Count == 1 ? "keeps" : "keep")} a beat beyond chance among {Phrase.Count(screen.BeatsTested, "pair")} tested"
                + $"{(periodic.Count > Named ? ", such as " : ": ")}{string.Join("; ", named)}.");
        }
        if (cached > 0)
            sentences.Add($"{Phrase.Count(cached, "pair")} {(cached == 1 ? "keeps" : "keep")} the time of a cache, which says little of how often the users asked.");
        var rest = regular - periodic.Count - cached;
        if (rest > 0)
            sentences.Add($"{Phrase.Count(rest, "further pair")} of {screen.BeatsTested:#,0} tested {(rest == 1 ? "is" : "are")} more evenly spaced than chance "
                + $"(false discoveries at most {Phrase.Percent(options.Level)}), on no period that is certain or too low in rank to be described.");
        return regular;
    }

    static int Stops(ContactTable table, PairScreen screen, List<PairFindings> shown, List<string> sentences)
    {
        var ended = shown.Where(pair => pair.End?.Verdict == "stopped").ToList();
        var stopped = Math.Max(Count(table, screen.HasStopped), ended.Count);
        if (stopped == 0)
            return 0;
        var named = ended.Take(Named).Select(pair => $"{pair.Source} to {pair.Target}, last contact {Phrase.Instant(pair.End!.LastContact)}").ToList();
        sentences.Add($"{Phrase.Count(stopped, "pair")} of {screen.EndsTested:#,0} stopped before the record did"
            + (named.Count == 0 ? "." : $"{(stopped > named.Count ? ", such as " : ": ")}{string.Join("; ", named)}."));
        // Many ends of one source are one event of that source.
        var most = ended.GroupBy(pair => pair.Source, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault();
        if (most is not null && most.Count() >= Together && 2 * most.Count() > ended.Count)
            sentences.Add($"{most.Count()} of the {ended.Count} that stopped and are shown are of one source, {most.Key}: last contacts "
                + $"{Phrase.Instant(most.Min(pair => pair.End!.LastContact)!)} to {Phrase.Instant(most.Max(pair => pair.End!.LastContact)!)}.");
        return stopped;
    }

    static int Changes(List<PairFindings> shown, List<string> sentences)
    {
        var changed = shown.Where(pair => pair.Changes is { Count: > 0 }).ToList();
        if (changed.Count == 0)
            return 0;
        var most = changed.MaxBy(pair => Reasons.Size(Reasons.Largest(pair.Changes)!))!;
        sentences.Add($"{Phrase.Count(changed.Count, "pair")} shown changed {(changed.Count == 1 ? "its" : "their")} rate, most of all {most.Source} to {most.Target}: {Reasons.Largest(most.Changes)!.Text}");
        return changed.Count;
    }

    static void Circle(IReadOnlyList<TargetFindings> targets, List<string> sentences)
    {
        var few = targets.FirstOrDefault(target => target.Sources > 2 && target.Contacts >= FewestForCircle
            && target.Circle is { SourcesFor99Percent: <= 2 } circle && circle.ConcentrationPercentile is null or >= .95);
        if (few?.Circle is { } found)
            sentences.Add($"{few.Target}: {found.Text}");
    }

    static int Count(ContactTable table, Func<int, bool> counts)
    {
        var count = 0;
        for (var pair = 0; pair < table.Pairs.Length; pair++)
            count += counts(pair) ? 1 : 0;
        return count;
    }
}

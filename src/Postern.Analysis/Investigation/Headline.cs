using Postern.Analysis.Caching;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The record in a few sentences for somebody who reads nothing else.</summary>
static class Headline
{
    /// <summary>Pairs that are looked at in full for the headline, however many are shown: those that deserve a look first.</summary>
    public const int Looked = 20;

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
    /// <param name="first">The first <see cref="Looked"/> pairs under their targets, ranked.</param>
    public static IReadOnlyList<string> Of(
        ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, IReadOnlyList<TargetFindings> first)
    {
        if (table.Count == 0)
            return ["The record holds no contact, so there is nothing to say."];
        List<string> sentences = [Extent(table, watch)];
        var pairs = first.SelectMany(target => target.Pairs).OrderByDescending(pair => pair.Interest).ToList();
        var found = 0;
        if (options.Analyses.HasFlag(Analyses.Cadence))
            found += Beats(table, options, screen, pairs, sentences);
        if (options.Analyses.HasFlag(Analyses.End))
            found += Stops(table, screen, pairs, sentences);
        if (options.Analyses.HasFlag(Analyses.Changes))
            found += Changes(table, screen, pairs, sentences);
        if (options.Analyses.HasFlag(Analyses.Circle))
            Circle(first, sentences);
        found += OneParty(first, sentences);
        Outside(first, options, sentences);
        if (found == 0 && (options.Analyses & (Analyses.Cadence | Analyses.End | Analyses.Changes)) != Analyses.None)
            sentences.Add(screen.BeatsTested == 0 && screen.EndsTested == 0
                ? "That is not enough data for any test: no beat, change or end is claimed, and none is denied."
                : "Nothing stands out: no beat, change or end beyond what chance gives among so many pairs.");
        return sentences;
    }

    static string Extent(ContactTable table, RecordWatch watch)
    {
        var span = (watch.Coverage.To - watch.Coverage.From) / 1e9;
        var outside = watch.Outside(table);
        // Inferred, the coverage ends a step of the clock behind the last contact, which nobody has to know.
        var (from, to) = watch.From == "inferred" ? table.Ends() : (watch.Coverage.From, watch.Coverage.To);
        return $"{Phrase.Count(table.Count, "contact")} from {Phrase.Count(table.Sources.Count, "source")} to {Phrase.Count(table.Targets.Count, "target")} "
            + $"({Phrase.Count(table.Pairs.Length, "pair")})"
            + (outside == 0 ? " in " : $"; {table.Count - outside:#,0} of them {(table.Count - outside == 1 ? "lies" : "lie")} in the covered time of ")
            + $"{Phrase.Duration(span)}, {Phrase.Instant(from)} to {Phrase.Instant(to)}.";
    }

    static int Beats(ContactTable table, InvestigationOptions options, PairScreen screen, List<PairFindings> pairs, List<string> sentences)
    {
        var cached = Count(table, pair => screen.IsRegular(pair) && screen.Cache(pair) == CacheVerdict.Limited);
        var regular = Count(table, screen.IsRegular);
        var even = regular - cached;
        var periodic = pairs.Where(pair => pair.Cadence is { Verdict: "periodic", PeriodSeconds: not null }).ToList();
        var named = string.Join("; ", periodic.Take(Named).Select(pair => $"{pair.Source} to {pair.Target} every {Phrase.Duration(pair.Cadence!.PeriodSeconds!.Value)}"));
        var joint = periodic.Count > Named ? ", such as " : ": ";
        var keep = periodic.Count == 1 ? "keeps" : "keep";
        if (periodic.Count > 0 && periodic.Count == even)
            sentences.Add($"{Phrase.Count(even, "pair")} {keep} a beat beyond chance among {Phrase.Count(screen.BeatsTested, "pair")} tested{joint}{named}.");
        else if (even > 0)
        {
            sentences.Add($"{Phrase.Count(even, "pair")} of {screen.BeatsTested:#,0} tested {(even == 1 ? "is" : "are")} more evenly spaced than chance "
                + $"(false discoveries at most {Phrase.Percent(options.Level)})"
                + (periodic.Count > 0 ? $"; of those that deserve a look first, {periodic.Count:#,0} {keep} a beat{joint}{named}." : ", on no period that is certain."));
        }
        if (cached > 0)
            sentences.Add($"{Phrase.Count(cached, "pair")} {(cached == 1 ? "keeps" : "keep")} the time of a cache, which says little of how often the users asked.");
        return regular;
    }

    static int Stops(ContactTable table, PairScreen screen, List<PairFindings> pairs, List<string> sentences)
    {
        var stopped = Enumerable.Range(0, table.Pairs.Length).Where(screen.HasStopped).ToList();
        if (stopped.Count == 0)
            return 0;
        var named = pairs.Where(pair => pair.End?.Verdict == "stopped").Take(Named)
            .Select(pair => $"{pair.Source} to {pair.Target}, last contact {Phrase.Instant(pair.End!.LastContact)}").ToList();
        sentences.Add($"{Phrase.Count(stopped.Count, "pair")} of {screen.EndsTested:#,0} stopped before the record did"
            + (named.Count == 0 ? "." : $"{(stopped.Count > named.Count ? ", such as " : ": ")}{string.Join("; ", named)}."));
        // Many ends of one source are one event of that source.
        var most = stopped.GroupBy(pair => table.Pairs[pair].Source).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        if (most.Count() >= Together && 2 * most.Count() > stopped.Count)
            sentences.Add($"{most.Count()} of the {stopped.Count} that stopped are of one source, {table.Sources.Text(most.Key)}: last contacts "
                + $"{Phrase.Instant(most.Min(pair => table.Times(pair)[^1]))} to {Phrase.Instant(most.Max(pair => table.Times(pair)[^1]))}.");
        return stopped.Count;
    }

    static int Changes(ContactTable table, PairScreen screen, List<PairFindings> pairs, List<string> sentences)
    {
        var changed = Count(table, screen.HasChanged);
        if (changed == 0)
            return 0;
        var most = pairs.Where(pair => pair.Changes is { Count: > 0 }).MaxBy(pair => Reasons.Size(Reasons.Largest(pair.Changes)!));
        var named = most is null ? "" : $"{(changed == 1 ? ":" : ", such as")} {most.Source} to {most.Target} {Reasons.Said(Reasons.Largest(most.Changes)!)}";
        sentences.Add($"{Phrase.Count(changed, "pair")} changed {(changed == 1 ? "its" : "their")} rate{named}.");
        return changed;
    }

    static void Circle(IReadOnlyList<TargetFindings> targets, List<string> sentences)
    {
        var few = targets.FirstOrDefault(target => target.Sources > 2 && target.Contacts >= FewestForCircle
            && target.Circle is { SourcesFor99Percent: <= 2 } circle && circle.ConcentrationPercentile is null or >= .95);
        if (few?.Circle is { } found)
            sentences.Add($"{few.Target}: {found.Text}");
    }

    /// <summary>Sources that act as one: the circle is then smaller than it looks.</summary>
    static int OneParty(IReadOnlyList<TargetFindings> targets, List<string> sentences)
    {
        var found = targets.Where(t => t.CircleAsOne is not null).ToList();
        foreach (var target in found.Take(Named))
            sentences.Add($"{target.Target}: {string.Join(" and ", target.CircleAsOne!.Groups.Select(group => string.Join(" and ", group)))} act as one.");
        return found.Count;
    }

    /// <summary>What was asked of dated events is answered here too, also where the answer is no.</summary>
    static void Outside(IReadOnlyList<TargetFindings> targets, InvestigationOptions options, List<string> sentences)
    {
        var asked = targets.Where(t => t.Coincidence is { Overall.Verdict: not "too-few" }).ToList();
        if (options.Events is null || asked.Count == 0)
            return;
        var found = asked.Where(t => t.Coincidence!.Overall.Verdict == "coincident").ToList();
        sentences.Add(found.Count == 0
            ? $"The contacts of {(asked.Count == 1 ? "the target" : $"none of the first {asked.Count} targets")} {(asked.Count == 1 ? "do not line" : "line")} up with the events beyond chance."
            : $"The contacts of {string.Join(", ", found.Take(Named).Select(t => $"{t.Target} ({Chance(t.Coincidence!.Overall)})"))} line up with the events"
                + (options.Events.DeclaredBefore ? "." : ", which were not declared beforehand."));
    }

    static string Chance(OverallCoincidence overall) => overall.QValue is { } q
        ? $"chance {Phrase.Chance(Math.Log(q), overall.QValueIsBound)}, all targets counted"
        : $"chance {Phrase.Chance(Math.Log(overall.PAdjusted!.Value), overall.PAdjustedIsBound)}, windows and directions counted";

    static int Count(ContactTable table, Func<int, bool> counts)
    {
        var count = 0;
        for (var pair = 0; pair < table.Pairs.Length; pair++)
            count += counts(pair) ? 1 : 0;
        return count;
    }
}

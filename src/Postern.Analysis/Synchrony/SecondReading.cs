using Postern.Analysis.Circle;
using Postern.Analysis.Findings;

namespace Postern.Analysis.Synchrony;

/// <summary>The circle of a target once more, sources that act as one counted as one.</summary>
static class SecondReading
{
    const int MostListed = 20;

    /// <summary>The reading; null when no two sources act as one.</summary>
    /// <param name="found">The pairs of sources compared.</param>
    /// <param name="sources">All sources of the target: name, contacts, occasions.</param>
    /// <param name="gap">Contacts of one party at most so far apart (ns) are one occasion.</param>
    public static CircleAsOne? Of(IReadOnlyList<SynchronyFindings> found, IReadOnlyList<SourceSeries> sources, long gap)
    {
        var party = sources.ToDictionary(s => s.Name, s => s.Name, StringComparer.Ordinal);
        foreach (var pair in found.Where(pair => pair.Verdict == "one"))
        {
            var (a, b) = (party[pair.Sources[0]], party[pair.Sources[1]]);
            foreach (var name in party.Keys.Where(name => party[name] == a).ToList())
                party[name] = b;
        }
        var groups = sources.GroupBy(s => party[s.Name], StringComparer.Ordinal).Select(group => group.OrderByDescending(s => s.Contacts).ThenBy(s => s.Name, StringComparer.Ordinal).ToList())
            .OrderByDescending(group => group.Sum(s => s.Contacts)).ToList();
        var joined = groups.Where(group => group.Count > 1).ToList();
        if (joined.Count == 0)
            return null;
        int[] counts = [.. groups.Select(group => group.Sum(s => s.Contacts))];
        var circle = CircleCounts.Of(counts);
        var few = CircleCounts.PartiesFor(.99, counts);
        List<string> maps = [.. joined.SelectMany(group => group.Skip(1).Where(s => IsMappable(s.Name) && IsMappable(group[0].Name)).Select(s => $"--map {ShellWord.Quoted($"{s.Name}={group[0].Name}")}"))];
        return new CircleAsOne(
            [.. joined.Select(group => (IReadOnlyList<string>)[.. group.Select(s => s.Name)])],
            maps,
            [.. groups.Take(MostListed).Select((group, i) => new PartyShare(group[0].Name, counts[i], (double)counts[i] / circle.Contacts, Together(group, gap)))],
            circle.EffectiveParties,
            few,
            $"Read with {string.Join(" and ", joined.Select(group => string.Join(" and ", group.Select(s => s.Name))))} as one party, "
                + $"{few} of {Phrase.Count(groups.Count, "party", "parties")} {(few == 1 ? "makes" : "make")} 99 % of the contacts, and the first {Phrase.Percent((double)counts[0] / circle.Contacts)} "
                + $"({Phrase.Count(Together(groups[0], gap), "occasion")}).{(maps.Count > 0 ? $" {string.Join(' ', maps)} reads the record so." : "")}");
    }

    /// <summary>Whether <c>--map</c>, which parts at the first sign of equality, can name a source.</summary>
    static bool IsMappable(string name) => name.Length > 0 && name.Trim().Length == name.Length && !name.Contains('=', StringComparison.Ordinal);

    static int Together(List<SourceSeries> group, long gap) =>
        Investigation.Occasions.Count(group.SelectMany(s => s.Occasions).Order().ToArray(), gap);
}

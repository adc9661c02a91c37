using Postern.Analysis.Findings;

namespace Postern.Analysis.Investigation;

/// <summary>Limits that only the reader of the files knows; the caller puts them before those of the record.</summary>
public static class ReadingCaveats
{
    /// <summary>The caveats that apply.</summary>
    /// <param name="withoutTime">Contacts left out because their record has no time.</param>
    /// <param name="aggregates">Records left out because they sum many contacts.</param>
    /// <param name="duplicates">Contacts that two files both hold.</param>
    /// <param name="duplicatesKept">Whether those count twice.</param>
    public static IReadOnlyList<Caveat> Of(long withoutTime, long aggregates, long duplicates, bool duplicatesKept)
    {
        List<Caveat> caveats = [];
        if (withoutTime > 0)
            caveats.Add(new Caveat("no-time", $"{Phrase.Count(withoutTime, "contact")} without a time {Are(withoutTime)} left out: nothing can be said of when they were."));
        if (aggregates > 0)
            caveats.Add(new Caveat("aggregates", $"{Phrase.Count(aggregates, "record")} that {(aggregates == 1 ? "sums" : "sum")} many contacts over a span of time {Are(aggregates)} left out: the single contacts are not known."));
        if (duplicates > 0)
            caveats.Add(new Caveat("duplicates", duplicatesKept
                ? $"{Phrase.Count(duplicates, "contact")} that two files both hold {(duplicates == 1 ? "counts" : "count")} twice, as asked."
                : $"{Phrase.Count(duplicates, "contact")} that two files both hold {(duplicates == 1 ? "counts" : "count")} once."));
        return caveats;

        static string Are(long count) => count == 1 ? "is" : "are";
    }
}

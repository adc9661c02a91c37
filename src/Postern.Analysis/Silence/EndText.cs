using Postern.Analysis.Findings;
using Postern.Analysis.Rate;
using Postern.Contacts;

namespace Postern.Analysis.Silence;

/// <summary>The end of a source in words.</summary>
static class EndText
{
    /// <summary>Least chance that is given, as everywhere in the findings: no method is sure beyond it.</summary>
    const double SmallestChance = 1e-300;

    public static EndFindings Describe(SourceEnd end, ReadOnlySpan<long> times, Watch watch, double? qValue, double level)
    {
        var outvoted = end.Verdict == EndVerdict.Stopped && qValue > level;
        var verdict = outvoted ? EndVerdict.Undetermined : end.Verdict;
        var stop = verdict == EndVerdict.Stopped && end.StoppedBefore is { } before ? UnixTime.Format(before) : null;
        return new EndFindings
        {
            LastContact = UnixTime.Format(end.LastContact),
            SilenceSeconds = end.SilenceSeconds,
            ContactsOutside = end.Outside > 0 ? end.Outside : null,
            Verdict = verdict switch
            {
                EndVerdict.Active => "active",
                EndVerdict.Stopped => "stopped",
                EndVerdict.Gap => "gap",
                _ => "undetermined",
            },
            PValue = Number(end.PValue),
            QValue = qValue is { } q ? Math.Max(q, SmallestChance) : null,
            StoppedBefore = stop,
            LongestGapSeconds = end.Gaps > 0 ? end.LongestGapSeconds : null,
            LongestGapFrom = end.Gaps > 0 ? UnixTime.Format(end.LongestGapFrom) : null,
            LongestGapPValue = Number(end.LongestGapPValue),
            Sensor = end.Sensor switch
            {
                SensorState.Alive => "alive",
                SensorState.Silent => "silent",
                SensorState.CannotTell => "cannot-tell",
                _ => null,
            },
            Text = $"Last contact {Phrase.Instant(end.LastContact)}; {Silence(end, watch)}. {Outside(end, times)}"
                + (outvoted ? $"{Odds(end)}; among all pairs of this record some are silent so long by chance." : Verdict(end, stop, times, watch)) + InnerSilence(end),
        };
    }

    /// <summary>A chance that is not said to be nothing: as small as it is told, never zero.</summary>
    static double? Number(double chance) => double.IsNaN(chance) ? null : Math.Max(chance, SmallestChance);

    static string Outside(SourceEnd end, ReadOnlySpan<long> times) =>
        end.Outside == 0 ? ""
        : end.Outside == times.Length ? "All its contacts lie outside the covered time. "
        : $"{Phrase.Count(end.Outside, "contact")} of its {times.Length:#,0} {(end.Outside == 1 ? "lies" : "lie")} outside the covered time and {(end.Outside == 1 ? "makes" : "make")} no gap. ";

    static string Silence(SourceEnd end, Watch watch) =>
        end.LastContact >= watch.To && watch.Coverage.Count > 0 ? "the covered time ended before it"
        : end.SilenceSeconds < 1 ? "the covered time ends with it" : $"nothing in the {Phrase.Duration(end.SilenceSeconds)} covered after it";

    static string Verdict(SourceEnd end, string? stop, ReadOnlySpan<long> times, Watch watch) => end.Verdict switch
    {
        EndVerdict.Active => $"{Odds(end)}: no sign of an end.",
        EndVerdict.Stopped => $"{Odds(end)}. It stopped between the last contact and {Phrase.Instant(stop!)} (95 %){Literature(times, watch)}.",
        EndVerdict.Gap => $"All other pairs were silent too, where {Phrase.Number(end.OthersExpected, 2)} contacts of theirs were due: a gap of the sensor, not an end of the source.",
        _ when end.Sensor is null => $"With {Phrase.Count(end.Gaps, "gap")} before, too few to tell whether it stopped.",
        _ => $"{Odds(end)}, but the others do not show that the sensor listened: {Phrase.Count(end.OthersSeen, "contact")} of theirs seen, {Phrase.Number(end.OthersExpected, 2)} due.",
    };

    static string Odds(SourceEnd end)
    {
        var chance = Phrase.Chance(Math.Log(end.PValue));
        if (end.BeatsMissed is { } missed)
            return $"{Phrase.Count(missed, "beat")} in a row missed, which a living beat does with chance {chance}";
        var counted = end.ByHour ? ", silence counted in contacts due at these hours" : "";
        var fading = end.Fading ? " in the last third, when it called less and less," : "";
        return $"No silence before exceeded {Phrase.Duration(end.LongestGapSeconds)}; by its gaps{fading} a living source is found silent so long with chance {chance}"
            + (end.Extrapolated ? " (extrapolated)" : "") + counted;
    }

    /// <summary>The estimators of the sighting literature, for those who know them (METHODS §6).</summary>
    static string Literature(ReadOnlySpan<long> times, Watch watch)
    {
        var contacts = new double[times.Length];
        double[] seen = [.. contacts[..CoveredTime.Fill(times, watch.Coverage, contacts)].Distinct()];
        if (SightingRecord.StraussSadler(seen) is not { } upper || SightingRecord.Optimal(seen) is not { } optimal)
            return "";
        return $"; for comparison, taking contacts as independent, Strauss and Sadler (1989) say before {After(upper)}, "
            + $"Roberts and Solow (2003) {After(optimal.Low)} to {After(optimal.High)}";

        string After(double second) => $"{Phrase.Duration(second - seen[^1])} after it";
    }

    static string InnerSilence(SourceEnd end)
    {
        if (!(end.LongestGapPValue <= EndAnalysis.RareGap))
            return "";
        var sensor = end.LongestGapSensor switch
        {
            SensorState.Alive => "; the others called meanwhile",
            SensorState.Silent => "; the others were silent too, so this is first a question about the sensor",
            SensorState.CannotTell => "; the others do not show whether the sensor listened",
            _ => "",
        };
        return $" Its longest silence, {Phrase.Duration(end.LongestGapSeconds)} from {Phrase.Instant(end.LongestGapFrom)}, is longer than its other gaps lead to expect (chance {Phrase.Chance(Math.Log(end.LongestGapPValue))}){sensor}.";
    }
}

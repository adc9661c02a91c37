using Postern.Analysis.Cadence;
using Postern.Analysis.Caching;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Explanations;

/// <summary>The innocent and other explanations of one series, compared on the same data by Schwarz's criterion (1978).</summary>
/// <remarks>
/// Every explanation is a law with a likelihood for each watched gap between occasions. The fit is its weight,
/// exp(-BIC/2) over the sum of all compared: relative support, not the chance of being true, and no word on who or why.
/// </remarks>
static class ExplanationAnalysis
{
    /// <summary>Fewest gaps on which laws are compared.</summary>
    const int FewestGaps = 10;

    /// <summary>Compares what can be compared; null when the gaps are too few.</summary>
    /// <param name="times">The series, nanoseconds, ascending.</param>
    /// <param name="kind">What its contacts are: only look-ups have caches, only deliveries retries.</param>
    /// <param name="watch">How it was watched.</param>
    /// <param name="cadence">What the cadence test found, for the period of a schedule among other contacts.</param>
    /// <param name="knownTtl">Lifetime of the answers where somebody said it, seconds.</param>
    public static IReadOnlyList<ExplanationFindings>? Compare(
        ReadOnlySpan<long> times, ContactKind kind, Watch watch, CadenceFindings? cadence, int? knownTtl = null)
    {
        if (times.IsEmpty)
            return null;
        var spacing = Spacing.Of(times, watch, Math.Max(Occasions.Gap(times, watch.Session), VisitGap(times, watch, cadence)), knownTtl);
        var steps = Step.Of(spacing, times[0], watch);
        if (steps.Length < FewestGaps)
            return null;
        var gaps = Array.ConvertAll(steps, step => step.Gap);
        List<Candidate> candidates = [Timer(steps, gaps, watch, cadence), Chance(gaps), Outage(steps, gaps)];
        if (kind == ContactKind.DnsLookup && Cache(spacing) is { } cache)
            candidates.Add(cache);
        if (BurstyGaps.Fit(gaps) is { } bursts)
            candidates.Add(new("self-exciting-bursts", bursts, "Bursts: each contact makes another likelier for a while, and waiting makes one less likely"));
        if (OfficeHours.Of(steps) is { } office)
            candidates.Add(Hours(office));
        if (kind == ContactKind.SmtpOut && RetryLadder.Of(steps) is { } ladder)
            candidates.Add(Retries(ladder));
        return Weighed(candidates, gaps.Length);
    }

    /// <summary>The gap (ns) within the visits whose beat was found: laws are compared on what the beat is a beat of. 0 without one.</summary>
    static long VisitGap(ReadOnlySpan<long> times, Watch watch, CadenceFindings? cadence)
    {
        if (cadence is not { Verdict: "periodic", PeriodSeconds: { } period })
            return 0;
        var series = new OccasionSeries();
        series.Load(times, watch);
        var gap = Visits.LongestGap(series, new CadenceWorkspace()) * series.TickSeconds;
        return gap < period ? (long)Math.Round(gap * 1e9) : 0;
    }

    static List<ExplanationFindings> Weighed(List<Candidate> candidates, int gaps)
    {
        var least = candidates.Min(c => c.Fit.Bic(gaps));
        var sum = candidates.Sum(c => Math.Exp((least - c.Fit.Bic(gaps)) / 2));
        return
        [
            .. candidates
                .Select(c => (c.Name, Support: Math.Exp((least - c.Fit.Bic(gaps)) / 2) / sum, c.Text))
                .OrderByDescending(c => c.Support).ThenBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => new ExplanationFindings(c.Name, c.Support, $"{c.Text}: {Support(c.Support)} over {Phrase.Count(gaps, "gap")}.")),
        ];
    }

    static string Support(double support) =>
        support < .001 ? "support below 0.001" : support > .999 ? "support above 0.999" : $"support {Phrase.Number(support, support > .9 ? 3 : 2)}";

    /// <summary>How near two periods must be to be the same, as a share.</summary>
    const double Same = .02;

    static Candidate Timer(Step[] steps, double[] gaps, Watch watch, CadenceFindings? cadence)
    {
        var beacon = BeaconGaps.Of(gaps, watch.ResolutionSeconds);
        // The period was looked for over the whole range of gaps: it counts twice.
        var fit = beacon.Fit with { Parameters = beacon.Fit.Parameters + 1 };
        var timer = new Candidate("steady-timer", fit, Said(beacon, cadence));
        if (cadence?.PeriodSeconds is not { } period)
            return timer;
        var schedule = ScheduleWithNoise.Of(steps, period, watch.ResolutionSeconds);
        return schedule.Fit.Bic(gaps.Length) < fit.Bic(gaps.Length)
            ? new Candidate("steady-timer", schedule.Fit,
                $"A schedule every {Phrase.Duration(period)} with {Phrase.Percent(schedule.Share)} of the contacts on it (spread {Phrase.Duration(schedule.Spread)})")
            : timer;
    }

    /// <summary>The timer in words; where a beat was found, its period and its missed beats, which all contacts tell and not their gaps alone.</summary>
    static string Said(BeaconGaps beacon, CadenceFindings? cadence)
    {
        var (period, missed) = (beacon.Period, beacon.Missed);
        var steps = "";
        if (cadence is { Verdict: "periodic", PeriodSeconds: { } beat, MissedShare: { } share })
        {
            var multiple = Math.Round(beat / beacon.Period);
            if (multiple >= 1 && Math.Abs(beat - multiple * beacon.Period) <= Same * beat)
                (period, missed) = (beat, share);
            steps = multiple > 1 && period == beat ? $", its contacts on steps of {Phrase.Duration(beacon.Period)}" : "";
        }
        return $"A timer every {Phrase.Duration(period)}{steps} (spread {Phrase.Duration(beacon.Spread)}, {Phrase.Percent(missed)} of beats missed)";
    }

    static Candidate Chance(double[] gaps) => new("random-demand", GapFit.Exponential(gaps),
        $"Contacts at random, on average every {Phrase.Duration(gaps.Average())}, none knowing of the last");

    /// <summary>Random contacts at one rate but for one silence; three parameters, the silence's edges counting twice each,
    /// because what a series says of an edge grows with the square of its length.</summary>
    static Candidate Outage(Step[] steps, double[] gaps)
    {
        var longest = Array.IndexOf(gaps, gaps.Max());
        var rest = gaps.Sum() - gaps[longest];
        var fit = rest > 0 ? new GapFit(gaps.Length * (Math.Log(gaps.Length / rest) - 1), 5) : new GapFit(double.NegativeInfinity, 5);
        return new("outage", fit,
            $"Contacts at random but for one outage of {Phrase.Duration(gaps[longest])} from {Phrase.Instant(steps[longest].Start)}");
    }

    static Candidate? Cache(Spacing spacing)
    {
        var law = GapLaws.Floored(spacing.Gaps, CacheAnalysis.EdgeOf(spacing), spacing.Tick, spacing.KnownTtl);
        // Chosen from a list or read off the gaps, the lifetime is a parameter here: its rivals did not get theirs from a test before.
        var fit = law.Fit with { Parameters = law.Fit.Parameters + (law.Free || spacing.KnownTtl is not null ? 0 : 1) };
        return law.Floor < CacheAnalysis.ShortestLifetime ? null : new("cache-limited-demand", fit,
            $"Random requests behind a cache that keeps an answer {Phrase.Duration(law.Floor)}");
    }

    static Candidate Hours(OfficeHours office) => new("office-hours", office.Fit,
        $"Working hours: {Phrase.Percent(office.Share)} of the contacts between {office.FromHour:D2} and {(office.FromHour + office.Hours) % 24:D2} UTC"
        + $"{(office.WeekdaysOnly ? ", Monday to Friday" : "")}, {Phrase.Percent(office.TimeShare)} of the time");

    static Candidate Retries(RetryLadder ladder) => new("mail-retry-schedule", ladder.Fit,
        $"A mail queue that tries again, {Phrase.Percent(ladder.Climbs)} of the waits {Phrase.Number(ladder.Factor, 2)} times the one before");

    sealed record Candidate(string Name, GapFit Fit, string Text);
}

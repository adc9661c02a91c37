using System.Globalization;
using Postern.Analysis.Findings;
using Postern.Terminal;

namespace Postern.Telling;

/// <summary>The pairs as a CSV table (<c>docs/cli.md</c> describes the columns); new columns come at the end.</summary>
static class PairCsv
{
    static readonly (string Name, Func<PairFindings, string> Value)[] Columns =
    [
        ("target", p => CsvText.Field(p.Target)),
        ("source", p => CsvText.Field(p.Source)),
        ("kind", p => p.Kind),
        ("contacts", p => Number(p.Contacts)),
        ("occasions", p => Number(p.Occasions)),
        ("from", p => p.From),
        ("to", p => p.To),
        ("per_hour", p => Number(p.Rate?.PerHour)),
        ("per_hour_low", p => Number(p.Rate?.Low)),
        ("per_hour_high", p => Number(p.Rate?.High)),
        ("median_gap_s", p => Number(p.Rate?.MedianGapSeconds)),
        ("dispersion", p => Number(p.Rate?.Dispersion)),
        ("cadence", p => p.Cadence?.Verdict ?? ""),
        ("clock", p => p.Cadence?.Clock ?? ""),
        ("period_s", p => Number(p.Cadence?.PeriodSeconds)),
        ("period_low_s", p => Number(p.Cadence?.PeriodLow)),
        ("period_high_s", p => Number(p.Cadence?.PeriodHigh)),
        ("jitter_s", p => Number(p.Cadence?.JitterSeconds)),
        ("missed_share", p => Number(p.Cadence?.MissedShare)),
        ("score", p => Number(p.Cadence?.Score)),
        ("cadence_p", p => Number(p.Cadence?.PValue)),
        ("cadence_q", p => Number(p.Cadence?.QValue)),
        ("cache", p => p.Cache?.Verdict ?? ""),
        ("ttl_s", p => Number(p.Cache?.TtlSeconds)),
        ("demand_per_hour_low", p => Number(p.Cache?.DemandPerHourLow)),
        ("changes", p => Number(p.Changes?.Count)),
        ("end", p => p.End?.Verdict ?? ""),
        ("silence_s", p => Number(p.End?.SilenceSeconds)),
        ("end_p", p => Number(p.End?.PValue)),
        ("end_q", p => Number(p.End?.QValue)),
        ("explanation", p => p.Explanations?.MaxBy(e => e.Fit)?.Name ?? ""),
        ("interest", p => Number(p.Interest)),
        ("why", p => CsvText.Field(p.Why ?? "")),
        ("rhythm", p => p.Rhythm?.Verdict ?? ""),
        ("rhythm_p", p => Number(p.Rhythm?.PValue)),
        ("rhythm_q", p => Number(p.Rhythm?.QValue)),
        ("driver", p => p.Rhythm?.Driver ?? ""),
    ];

    /// <summary>Names of the columns, in order.</summary>
    public static IEnumerable<string> Header => Columns.Select(c => c.Name);

    /// <summary>Writes header and rows.</summary>
    public static void Write(TextWriter to, IEnumerable<PairFindings> pairs)
    {
        to.WriteLine(string.Join(',', Header));
        foreach (var pair in pairs)
            to.WriteLine(string.Join(',', Columns.Select(c => c.Value(pair))));
    }

    static string Number(double? number) =>
        number is { } n && double.IsFinite(n) ? n.ToString("R", CultureInfo.InvariantCulture) : "";
}

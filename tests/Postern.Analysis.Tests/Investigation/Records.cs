using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>Made records of several pairs.</summary>
static class Records
{
    /// <summary>Length of the records, seconds.</summary>
    public const double Days = 14 * 86_400;

    /// <summary>Investigates within the running test.</summary>
    public static InvestigationFindings Investigate(ContactTable table, InvestigationOptions options) =>
        Investigator.Run(table, options, null, TestContext.Current.CancellationToken);

    public static IEnumerable<(long, ContactKind, string, string)> Contacts(
        SimulatedSeries series, string source, string target, ContactKind kind = ContactKind.Flow) =>
        series.Times.Select(time => (time, kind, source, target));

    /// <summary>Pairs of one family without a signal, 10 to 300 contacts each, as flows.</summary>
    public static List<(long, ContactKind, string, string)> Null(TrafficFamily family, int pairs, ulong seed) =>
        [.. Enumerable.Range(0, pairs).SelectMany(i => Contacts(
            BackgroundTraffic.Simulate(family, seed + (ulong)i, 10 + i * 97 % 290, Days), $"source-{i % 25}", $"target-{i}"))];

    /// <summary>The part of a series before a share of its window.</summary>
    public static SimulatedSeries Until(SimulatedSeries series, double share) =>
        series with { Times = [.. series.Times.Where(t => t < series.From + (long)(share * (series.To - series.From)))] };

    /// <summary>A bit of everything: families, beacons, caches, look-ups and flows.</summary>
    public static ContactTable Mixed(int pairs)
    {
        var families = Enum.GetValues<TrafficFamily>();
        List<(long, ContactKind, string, string)> contacts = [];
        for (var i = 0; i < pairs; i++)
        {
            var (seed, source, target) = ((ulong)i, $"192.0.2.{i % 9}", $"host-{i % 13}.example");
            var series = (i % 4) switch
            {
                0 => new Beacon { Beats = 300, PeriodSeconds = 3_000, Jitter = .1, Missing = .1, Clock = (BeaconClock)(i / 4 % 2) }.Simulate(seed),
                1 => CachedTraffic.Poisson(seed, 200, 3_600, 5),
                _ => BackgroundTraffic.Simulate(families[i % families.Length], seed, 5 + 7 * i, Days),
            };
            contacts.AddRange(Contacts(series, source, target, i % 2 == 0 ? ContactKind.Flow : ContactKind.DnsLookup));
        }
        return ContactTable.Of(contacts);
    }
}

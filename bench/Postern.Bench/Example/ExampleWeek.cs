using System.Globalization;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Bench.Example;

/// <summary>A week of one invented office: what its DNS sensor and its mail server saw, and what is hidden in it.</summary>
/// <remarks>Only names and addresses set aside for documentation (RFC 2606, RFC 5737, RFC 3849). The seeds are fixed: the files
/// under <c>examples/</c> are this class written down, which a test checks.</remarks>
static class ExampleWeek
{
    /// <summary>Monday 2026-03-02T00:00:00Z.</summary>
    public const long From = 1_772_409_600 * SimulatedSeries.Second;

    /// <summary>Seven days.</summary>
    public const double Seconds = 7 * 86_400;

    const long Microsecond = 1_000;
    const string Lookup = "dns-lookup";

    static readonly string[] sites =
    [
        "www.example.com", "mail.example.com", "news.example.net", "wiki.example.org", "search.example.com", "maps.example.net",
        "video.example.org", "login.example.com", "docs.example.org", "static.example.net", "fonts.example.com", "chat.example.org",
    ];

    /// <summary>When the DNS sensor was off.</summary>
    public static (long From, long Until) Hole { get; } = (At("2026-03-07T22:00:00Z"), At("2026-03-08T06:00:00Z"));

    /// <summary>The DNS pairs.</summary>
    public static IReadOnlyList<Planted> Dns() =>
        [.. new[] { Poller(), Implant(), Cached(), Stops(), Burst() }.Concat(Office()).Select(p => p.Without(Hole.From, Hole.Until))];

    /// <summary>Mail pairs: clients of the mail server (smtp-in), and the server itself (smtp-out).</summary>
    public static IReadOnlyList<Planted> Mail()
    {
        const string Server = "mx1";
        return
        [
            new Planted
            {
                Source = "198.51.100.14",
                Target = Server,
                Kind = "smtp-in",
                Part = "poller",
                Clock = "schedule",
                PeriodSeconds = 3_600,
                Times = new Beacon { Beats = 168, PeriodSeconds = 3_600, Jitter = .01, Missing = .05 }.Simulate(21, From, Microsecond).Times,
            },
            Mailer("198.51.100.30", Server, 22, 150),
            Supplier(Server),
            Mailer("203.0.113.9", Server, 24, 60) with { Part = "rejected", Times = Rejected(24, 60) },
            Mailer("203.0.113.77", Server, 25, 25) with { Part = "rejected", Times = Rejected(25, 25) },
            Mailer(Server, "mx.example.org", 26, 120) with { Kind = "smtp-out" },
        ];
    }

    /// <summary>An instant (ns) of an RFC 3339 text.</summary>
    public static long At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeSeconds() * SimulatedSeries.Second;

    static Planted Poller()
    {
        const string Off = "2026-03-05T01:00:00Z", On = "2026-03-05T19:00:00Z";
        var beats = new Beacon { Beats = 168, PeriodSeconds = 3_600, Jitter = .005, Missing = .12 }.Simulate(11, From, Microsecond);
        return new Planted
        {
            Source = "192.0.2.40",
            Target = "status.updates.example.net",
            Kind = Lookup,
            Part = "poller",
            Clock = "schedule",
            PeriodSeconds = 3_600,
            From = Off,
            Until = On,
            Times = beats.Times,
        }.Without(At(Off), At(On));
    }

    static Planted Implant()
    {
        const string First = "2026-03-03T11:20:00Z";
        var beacon = new Beacon { Clock = BeaconClock.Sleep, Beats = 1_800, PeriodSeconds = 300, Jitter = .1, Missing = .03 };
        return new Planted
        {
            Source = "192.0.2.66",
            Target = "cdn-a7.telemetry.example.org",
            Kind = Lookup,
            Part = "implant",
            Clock = "sleep",
            PeriodSeconds = 300,
            From = First,
            Times = beacon.Simulate(12, At(First), Microsecond).Times,
        }.Without(From + (long)(Seconds * 1e9), long.MaxValue);
    }

    static Planted Cached() => new Planted
    {
        Source = "192.0.2.10",
        Target = "api.weather.example.com",
        Kind = Lookup,
        Part = "cached",
        TtlSeconds = 3_600,
        Times = CachedTraffic.Poisson(13, 168, 3_600, 15, From, Microsecond).Times,
    }.Without(From + (long)(Seconds * 1e9), long.MaxValue);

    static Planted Stops()
    {
        const string Last = "2026-03-06T16:42:00Z";
        var steady = Planted.Ordinary("192.0.2.31", "backup.example.net", TrafficFamily.Poisson, 14, 1_300);
        return steady.Without(At(Last), long.MaxValue) with { Part = "stops", Until = Last };
    }

    static Planted Burst()
    {
        const string Start = "2026-03-04T13:00:00Z", End = "2026-03-04T14:30:00Z";
        var calm = Planted.Ordinary("192.0.2.25", "images.shop.example.com", TrafficFamily.Poisson, 15, 250);
        var burst = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 16, 260, 5_400, At(Start), Microsecond);
        return calm with { Part = "burst", From = Start, Until = End, Times = [.. calm.Times.Concat(burst.Times).Order()] };
    }

    /// <summary>People at work: nine machines, some sites each; and one that talks in sessions day and night.</summary>
    static IEnumerable<Planted> Office()
    {
        var random = new TrafficRandom(17);
        for (var host = 0; host < 9; host++)
        {
            var source = host == 8 ? "2001:db8:1::24" : $"192.0.2.{21 + host}";
            foreach (var site in sites.Where(_ => random.Uniform() < .55))
            {
                yield return Planted.Ordinary(
                    source, site, TrafficFamily.OfficeHours, random.Next(), (int)random.LogUniform(8, 120));
            }
        }
        yield return Planted.Ordinary("192.0.2.10", "search.example.com", TrafficFamily.Sessions, 18, 400);
        yield return Planted.Ordinary("192.0.2.10", "static.example.net", TrafficFamily.Hawkes, 19, 300);
    }

    /// <summary>A supplier's order system: mail day and night, until it is switched off.</summary>
    static Planted Supplier(string server)
    {
        const string Last = "2026-03-05T17:00:00Z";
        var steady = Planted.Ordinary("198.51.100.77", server, TrafficFamily.Poisson, 23, 420) with { Kind = "smtp-in" };
        return steady.Without(At(Last), long.MaxValue) with { Part = "stops", Until = Last };
    }

    static Planted Mailer(string source, string target, ulong seed, int count) =>
        Planted.Ordinary(source, target, TrafficFamily.OfficeHours, seed, count) with { Kind = "smtp-in" };

    static long[] Rejected(ulong seed, int count) =>
        BackgroundTraffic.Simulate(TrafficFamily.Hawkes, seed, count, Seconds, From, Microsecond).Times;
}

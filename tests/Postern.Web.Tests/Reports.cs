using Postern.Analysis.Charts;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Web.Tests;

/// <summary>Reports of small records made up for tests.</summary>
static class Reports
{
    /// <summary>2023-11-14T22:13:20Z, seconds.</summary>
    public const long Start = 1_700_000_000;

    /// <summary>Names that would do something if they were markup, script, template or text that runs the other way.</summary>
    public static IReadOnlyList<string> HostileNames { get; } =
    [
        "</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "\" onmouseover=\"window.pwned=1", "' autofocus onfocus='window.pwned=1",
        "<!--", "]]>", "{b} {c} {a|rich} {{x}} ${window.pwned=1}", "&lt;b&gt;&#60;", "evil\u202Egnp.exe", "a\u2028b\u2029c", "javascript:window.pwned=1", "%3Cscript%3E",
        new string('x', 240) + ".example", "</style><style>*{display:none}</style>", "",
    ];

    static readonly Lazy<string> HostilePage = new(() => Page(Hostile()));
    static readonly Lazy<ReportContent> LargestContent = new(() => Content(Largest()));
    static readonly Lazy<string> LargestPage = new(() => Page(LargestContent.Value));

    /// <summary>The page of <see cref="Hostile"/>, made once.</summary>
    public static string OfHostile => HostilePage.Value;

    /// <summary>The page of <see cref="Largest"/>, made once.</summary>
    public static string OfLargest => LargestPage.Value;

    /// <summary>What that page is made from.</summary>
    public static ReportContent LargestFound => LargestContent.Value;

    /// <summary>The page of contacts.</summary>
    public static string Page(IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> contacts, int? top = 1_000, EventList? events = null, params IReadOnlyList<string> zones)
    {
        return Page(Content(contacts, top, events, zones));
    }

    /// <summary>The page of findings as they are.</summary>
    public static string Page(ReportContent content)
    {
        using var to = new StringWriter();
        ReportPage.Write(to, content);
        return to.ToString();
    }

    /// <summary>What such a page is made from.</summary>
    public static ReportContent Content(IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> contacts, int? top = 1_000, EventList? events = null, params IReadOnlyList<string> zones)
    {
        var table = ContactTable.Of(contacts);
        List<TimeZoneInfo> told = zones.Count == 0 ? [TimeZoneInfo.Utc] : [.. zones.Select(TimeZoneInfo.FindSystemTimeZoneById)];
        var findings = Investigator.Run(table, new InvestigationOptions { Top = top, Threads = 2, Zones = told, Events = events, Decoys = events is null ? 0 : 19 }) with
        {
            Settings = new Dictionary<string, object?> { ["inputs"] = new[] { "made-up.log" }, ["seed"] = 1UL },
        };
        findings = findings with
        {
            Record = findings.Record with
            {
                Files = [new FileFindings
                {
                    Path = "made-up.log", Format = "csv", Sha256 = new string('0', 64), Bytes = 1_000, Lines = table.Count + 3, Contacts = table.Count,
                    Ignored = new Dictionary<string, long> { ["comment"] = 1 },
                    Rejected = new RejectedFindings(2, new Dictionary<string, long> { ["time is not a number"] = 2 }, [new RejectedLine(7, "time is not a number: <b>x</b>")]),
                    Assumed = ["Stamps without a zone are UTC."],
                }],
            },
        };
        var charts = Charting.Of(table, findings, threads: 2, CancellationToken.None);
        return new ReportContent(findings, charts, "postern investigate made-up.log --seed 1 --report report.html", "0.1.0");
    }

    /// <summary>A beacon of 300 s beside four sources of chance, over four days; it stops after three.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> Beacon()
    {
        for (var beat = 0; beat < 3 * 288; beat++)
            yield return ((Start + 300 * beat + beat * 7919 % 11) * UnixTime.Second, ContactKind.Flow, "192.0.2.66", "beacon.example");
        foreach (var contact in Chance("beacon.example", 4, 4, 40).Concat(Chance("www.example", 6, 4, 60)))
            yield return contact;
    }

    /// <summary>Two resolvers that ask within seconds of one another, and one that does not, over ten weeks; busy on the days of <see cref="Trips"/>.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> Together()
    {
        var number = 0;
        foreach (var contact in Chance("mail1.example", 1, 70, 12).Concat(Trips.Events.SelectMany(trip => Chance("mail1.example", 1, 1, 60)
            .Select(c => c with { Time = trip.From + c.Time - Start * UnixTime.Second }))))
        {
            yield return contact with { Source = "203.0.113.15" };
            yield return contact with { Source = "203.0.113.16", Time = contact.Time + (1 + number++ % 3) * UnixTime.Second };
        }
        foreach (var contact in Chance("mail1.example", 1, 70, 5))
            yield return contact with { Source = "198.51.100.7", Time = contact.Time + 17 * 3_600 * UnixTime.Second };
    }

    /// <summary>Events on some days of <see cref="Together"/>, and one a day after its end; a label is hostile, three are equal.</summary>
    public static EventList Trips { get; } = new("trips.csv", new string('a', 64), "csv",
        [.. new[] { 9, 23, 40, 51, 71 }.Select((day, i) => new DatedEvent(i == 1 ? "<img src=x onerror=window.pwned=1> {b}" : i < 4 ? "Trip" : "Trip after the end",
            (Start + 6_400 + 86_400L * day) * UnixTime.Second, (Start + 6_400 + 86_400L * (day + 1)) * UnixTime.Second, i + 2))], DeclaredBefore: true);

    /// <summary>Look-ups watched for 60 days, and mail for the last 32 of them.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> TwoObservers() =>
        Chance("site.example", 4, 60, 30).Select(c => c with { Kind = ContactKind.DnsLookup })
            .Concat(Chance("mx1.example", 4, 32, 30).Select(c => c with { Kind = ContactKind.SmtpIn, Time = c.Time + 28 * UnixTime.Day }));

    /// <summary>Contacts at times that keep no beat: a fixed sequence of a linear congruence.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> Chance(string target, int sources, int days, int perDay)
    {
        var state = (ulong)target.Length;
        for (var source = 0; source < sources; source++)
        {
            for (var i = 0; i < days * perDay; i++)
            {
                state = state * 6364136223846793005 + 1442695040888963407;
                yield return ((Start + (long)(state >> 33) % (days * 86_400)) * UnixTime.Second, ContactKind.Flow, $"198.51.100.{source}", target);
            }
        }
    }

    /// <summary>Contacts in which every name is hostile, as source and as target.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> Hostile()
    {
        for (var name = 0; name < HostileNames.Count; name++)
            for (var i = 0; i < 40; i++)
                yield return ((Start + 600 * i + 13 * name) * UnixTime.Second, ContactKind.Flow, HostileNames[name], HostileNames[(name + i % 2) % HostileNames.Count]);
    }

    /// <summary>As many pairs as the page shows: a source each, to one of 400 targets.</summary>
    public static IEnumerable<(long Time, ContactKind Kind, string Source, string Target)> Largest()
    {
        for (var pair = 0; pair < 1_000; pair++)
            for (var i = 0; i < 60; i++)
                yield return ((Start + 3_600 * (long)i + pair * 37 % 3_000 + i * (pair % 5) * 11) * UnixTime.Second, ContactKind.DnsLookup, $"192.0.{pair / 250}.{pair % 250}", $"host-{pair % 400}.example");
    }
}

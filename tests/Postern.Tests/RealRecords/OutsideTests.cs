using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing;

namespace Postern.Tests.RealRecords;

/// <summary>Real records beside the outside: mail of a company with the dates of public events, and series with labelled anomalies.</summary>
public sealed class OutsideTests
{
    /// <summary>Distinct messages, by sender: one message to many is one contact (the data's own note).</summary>
    static ContactTable Mail()
    {
        HashSet<(string, string)> seen = [];
        List<(long, ContactKind, string, string)> contacts = [];
        foreach (var row in Rows("enron", "edges-1998-2000.csv.gz"))
            if (seen.Add((row[0], row[1])))
                contacts.Add((Time(row[0]), ContactKind.SmtpIn, $"person {row[1]}", "company"));
        return ContactTable.Of(contacts);
    }

    static EventList PublicEvents()
    {
        using var truth = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("truth", "enron-events-1998-2000.json")));
        List<DatedEvent> events = [];
        foreach (var e in truth.RootElement.GetProperty("events").EnumerateArray())
            events.Add(new DatedEvent(e.GetProperty("event").GetString()!, Time(e.GetProperty("date").GetString()!), Time(e.GetProperty("date").GetString()!) + UnixTime.Day, events.Count));
        return new EventList("truth", "00", "csv", events, false);
    }

    [Fact]
    public void The_mail_of_a_company_follows_working_days_and_one_of_the_events_stands_out()
    {
        var found = Investigator.Run(Mail(), new InvestigationOptions { Events = PublicEvents(), Top = 5, Threads = 2 }, null, TestContext.Current.CancellationToken);
        var company = Assert.Single(found.Targets);
        Assert.Equal("daily-and-weekly", company.Rhythm!.Verdict);
        Assert.Equal("human-like", company.Rhythm.Driver);
        Assert.InRange(company.Rhythm.Weekend!.Ratio!.Value, 0, .3);
        Assert.InRange(company.Rhythm.Weekend.Weeks, 100, 115);
        Assert.All(company.Pairs, pair => Assert.Equal("daily-and-weekly", pair.Rhythm!.Verdict));
        // The busiest week of the record is that of the last event (truth file); the others are days like others.
        var coincidence = company.Coincidence!;
        Assert.Equal(5, coincidence.Events.Count);
        var last = coincidence.Events.MaxBy(e => e.From)!;
        Assert.Equal(last.Contacts, coincidence.Events.Max(e => e.Contacts));
        Assert.InRange(last.Ratio!.Value, 1.2, 5);
        Assert.All(coincidence.Events.Where(e => e != last), e => Assert.InRange(e.PAdjusted, .1, 1));
        Assert.Equal("after", coincidence.Overall.Declared);
        // The traffic is so uneven that contacts must not be counted as independent: the interval says so.
        Assert.InRange(coincidence.Overall.High!.Value / coincidence.Overall.Low!.Value, 1.5, 20);
    }

    [Theory]
    [InlineData("realTweets/Twitter_volume_AAPL.csv.gz")]
    [InlineData("realTweets/Twitter_volume_FB.csv.gz")]
    [InlineData("realTweets/Twitter_volume_KO.csv.gz")]
    public void Labelled_anomalies_that_are_busy_days_of_a_series_hold_more_than_other_days(string series)
    {
        var found = Labelled(series);
        // Labels are spikes by their authors' eyes: together they hold more than the dates around them.
        Assert.True(found.Overall.ContactsInside > found.Overall.Expected, found.Overall.Text);
        Assert.True(found.Overall.PMore < .35, found.Overall.Text);
        Assert.InRange(found.Overall.PMore!.Value, 1 / found.Overall.Placements, 1);
        Assert.All(found.Events, e => Assert.InRange(e.PValue, 1.0 / e.Placements, 1));
    }

    /// <summary>A series of counts as contacts spread over their five minutes, one for each <paramref name="per"/> counted.</summary>
    static CoincidenceFindings Labelled(string series, int per = 20)
    {
        List<(long, ContactKind, string, string)> contacts = [];
        var rest = 0.0;
        foreach (var row in Rows(["nab", .. series.Split('/')]))
        {
            rest += double.Parse(row[1], CultureInfo.InvariantCulture) / per;
            for (var i = 0; i < (int)rest; i++)
                contacts.Add((Time(row[0]) + i * 300 * UnixTime.Second / (int)rest, ContactKind.Flow, "all", "name"));
            rest -= (int)rest;
        }
        using var labels = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("nab", "labels.json")));
        DatedEvent[] events = [.. labels.RootElement.GetProperty("labels").GetProperty(series.Replace(".gz", "", StringComparison.Ordinal)).EnumerateArray()
            .Select((label, i) => new DatedEvent($"label {i + 1}", Day(Time(label.GetString()!)), Day(Time(label.GetString()!)) + UnixTime.Day, i + 1))];
        var found = Investigator.Run(
            ContactTable.Of(contacts), new InvestigationOptions { Events = new EventList("labels", "00", "csv", events, true), Analyses = Analyses.Coincidence, Threads = 2 },
            null, TestContext.Current.CancellationToken);
        return found.Targets[0].Coincidence!;
    }

    static long Day(long time) => time - time % UnixTime.Day;

    static long Time(string text) => UnixTime.From(new DateTimeOffset(DateTime.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero));

    static IEnumerable<string[]> Rows(params string[] path)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(SharedData.Path(path)), CompressionMode.Decompress));
        file.ReadLine();
        while (file.ReadLine() is { } line)
            yield return line.Split(',');
    }
}

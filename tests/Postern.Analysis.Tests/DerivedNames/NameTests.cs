using Postern.Analysis.DerivedNames;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.DerivedNames;

/// <summary>What is said of names that others led to.</summary>
public sealed class NameTests
{
    const long From = SimulatedSeries.Monday;
    const string Old = "mail1.example.com", Resolver = "203.0.113.15";

    /// <summary>A name asked for until day 100 of 120, and others all the time.</summary>
    static List<(long, ContactKind, string, string)> Record()
    {
        List<(long, ContactKind, string, string)> contacts = [];
        var end = From + 100 * UnixTime.Day;
        contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 1_200, 120 * 86_400.0).Times.Where(t => t < end).Append(end)
            .Select(t => (t, ContactKind.DnsLookup, Resolver, Old)));
        for (var i = 0; i < 4; i++)
        {
            contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 20, 1_200, 120 * 86_400.0).Times
                .Select(t => (t, ContactKind.DnsLookup, $"198.51.100.{i}", $"www{i}.example.org")));
        }
        return contacts;
    }

    static IReadOnlyList<NameFindings> Names(IEnumerable<(long, ContactKind, string, string)> contacts) =>
        Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions { Analyses = Analyses.Names }).Names!;

    [Fact]
    public void A_search_suffix_and_a_new_name_are_told_with_their_delays()
    {
        var contacts = Record();
        var end = From + 100 * UnixTime.Day;
        contacts.Add((end - 90 * UnixTime.Second, ContactKind.DnsLookup, Resolver, Old));
        contacts.Add((end - 88 * UnixTime.Second, ContactKind.DnsLookup, Resolver, Old + ".corp.example"));
        contacts.Add((end + 3 * UnixTime.Day, ContactKind.DnsLookup, Resolver, "new.example.net"));
        contacts.Add((end + 4 * UnixTime.Day, ContactKind.DnsLookup, "198.51.100.1", "new.example.net"));

        var found = Names(contacts);

        var suffix = Assert.Single(found, n => n.Kind == "search-suffix");
        Assert.Equal((Old + ".corp.example", Old, Resolver, 2.0, 88.0), (suffix.Name, suffix.Of, suffix.Source, suffix.DelaySeconds, suffix.BeforeLastSeconds!.Value));
        Assert.InRange(suffix.PValue, 0, .01);
        Assert.Equal((1, suffix.PValue), (suffix.Tried, suffix.QValue));
        Assert.EndsWith("whether the look-up before it failed is not looked at.", suffix.Text, StringComparison.Ordinal);
        Assert.EndsWith("failed (NXDOMAIN), as it does where a search list goes on.", SuffixOutcome.With(suffix, "NXDOMAIN").Text, StringComparison.Ordinal);
        Assert.Contains("does not say what the look-up before it came to", SuffixOutcome.With(suffix, "unknown").Text, StringComparison.Ordinal);
        var fresh = Assert.Single(found, n => n.Kind == "new-name");
        Assert.Equal(("new.example.net", Old, Resolver, 3 * 86_400.0, 1), (fresh.Name, fresh.Of, fresh.Source, fresh.DelaySeconds, fresh.OtherSources));
        Assert.Equal(1 - Math.Exp(-3 / 108.0), fresh.PValue, .001); // one new name in 108 days; the suffixed one is not new
    }

    [Fact]
    public void A_record_without_such_names_says_none() => Assert.Empty(Names(Record()));

    [Fact]
    public void A_name_asked_for_all_the_time_makes_no_suffix_of_whatever_follows_it()
    {
        // One look-up a minute: any instant lies half a minute after one.
        var contacts = Record();
        for (var i = 0L; i < 120 * 1_440; i++)
            contacts.Add((From + i * 60 * UnixTime.Second, ContactKind.DnsLookup, Resolver, "busy.example.org"));
        contacts.Add((From + 50 * UnixTime.Day + 31 * UnixTime.Second, ContactKind.DnsLookup, Resolver, "busy.example.org.au"));
        Assert.DoesNotContain(Names(contacts), n => n.Kind == "search-suffix");
    }

    [Fact]
    public void A_source_that_asks_for_new_names_every_day_has_no_successor()
    {
        var contacts = Record();
        for (var day = 20; day < 120; day++)
            contacts.Add((From + day * UnixTime.Day + UnixTime.Day / 2, ContactKind.DnsLookup, Resolver, $"n{day}.example.net"));
        Assert.DoesNotContain(Names(contacts), n => n.Kind == "new-name");
    }

    [Fact]
    public void Another_source_an_hour_later_or_an_address_makes_no_suffix()
    {
        var contacts = Record();
        contacts.Add((From + 50 * UnixTime.Day, ContactKind.DnsLookup, "198.51.100.1", Old + ".corp.example"));
        contacts.Add((From + 105 * UnixTime.Day, ContactKind.DnsLookup, Resolver, Old + ".late.example"));
        contacts.Add((From + 51 * UnixTime.Day, ContactKind.DnsLookup, Resolver, "10.1"));
        contacts.Add((From + 51 * UnixTime.Day, ContactKind.DnsLookup, Resolver, "com.example"));
        Assert.DoesNotContain(Names(contacts), n => n.Kind == "search-suffix");
    }

    [Fact]
    public void Of_many_names_that_ended_some_are_followed_by_chance_and_none_is_told()
    {
        List<(long, ContactKind, string, string)> contacts = [];
        var random = new TrafficRandom(12);
        for (var i = 0; i < 60; i++)
        {
            var (resolver, end) = ($"203.0.113.{i}", From + (long)((30 + 60 * random.Uniform()) * UnixTime.Day));
            contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 900, 400, 120 * 86_400.0).Times.Where(t => t < end)
                .Select(t => (t, ContactKind.DnsLookup, resolver, $"old{i}.example.com")));
            contacts.Add((From + (long)((12.5 + 107 * random.Uniform()) * UnixTime.Day), ContactKind.DnsLookup, resolver, $"new{i}.example.net"));
        }
        for (var i = 0; i < 4; i++)
            contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 20, 1_200, 120 * 86_400.0).Times.Select(t => (t, ContactKind.DnsLookup, $"198.51.100.{i}", $"www{i}.example.org")));
        Assert.Empty(Names(contacts));
    }

    [Fact]
    public void A_source_that_contacts_a_name_in_two_ways_is_one_source()
    {
        var contacts = Record();
        var end = From + 100 * UnixTime.Day;
        foreach (var kind in new[] { ContactKind.DnsLookup, ContactKind.Flow })
        {
            contacts.Add((end + 3 * UnixTime.Day, kind, Resolver, "new.example.net"));
            contacts.Add((end + 4 * UnixTime.Day, kind, "198.51.100.1", "new.example.net"));
        }
        Assert.Equal(1, Assert.Single(Names(contacts), n => n.Kind == "new-name").OtherSources);
    }
}

using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Analysis.Tests.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.DerivedNames;

/// <summary>A new name for an old address: what answers add to times.</summary>
public sealed class AddressEvidenceTests
{
    const long From = SimulatedSeries.Monday, End = From + 60 * UnixTime.Day;
    const string Old = "mail1.example.com", Resolver = "203.0.113.15", Address = "192.0.2.25";

    /// <summary>A name asked for until half of the record, a name every tenth day afterwards, and others all the time.</summary>
    static ContactTable Record()
    {
        List<(long, ContactKind, string, string)> contacts = [];
        contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 1_200, 120 * 86_400.0).Times.Where(t => t < End).Append(End)
            .Select(t => (t, ContactKind.DnsLookup, Resolver, Old)));
        for (var i = 0; i < 6; i++)
            contacts.Add((New(i), ContactKind.DnsLookup, Resolver, $"n{i}.example.net"));
        for (var i = 0; i < 40; i++)
            contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 20, 300, 120 * 86_400.0).Times
                .Select(t => (t, ContactKind.DnsLookup, $"198.51.100.{i}", $"www{i}.example.org")));
        return ContactTable.Of(contacts);
    }

    static long New(int i) => End + (9 + 10 * i) * UnixTime.Day;

    /// <summary>What is told of new names when look-ups were answered so; null: nobody can say.</summary>
    static IReadOnlyList<NameFindings> Told(Dictionary<string, string[]>? answers, List<IReadOnlyCollection<string>>? asked = null, bool quick = true) =>
        [.. Records.Investigate(Record(), new InvestigationOptions
        {
            Analyses = Analyses.Names,
            Answers = answers is null ? null : new(names =>
            {
                asked?.Add(names);
                return answers.Where(a => names.Contains(a.Key)).ToDictionary(
                    a => a.Key, a => (IReadOnlyList<SeenAddress>)[.. a.Value.Select(address => new SeenAddress(address, a.Key == Old ? From : End, a.Key == Old ? End : End + UnixTime.Day))], StringComparer.Ordinal);
            }, quick),
        }).Names!.Where(n => n.Kind == "new-name")];

    static Dictionary<string, string[]> Answers(params (string Name, string Address)[] more)
    {
        var answers = Enumerable.Range(0, 40).ToDictionary(i => $"www{i}.example.org", i => new[] { $"198.51.100.{100 + i}" }, StringComparer.Ordinal);
        foreach (var (name, address) in more)
            answers[name] = [address, "2001:db8::1:" + address.Split('.')[^1]];
        return answers;
    }

    [Fact]
    public void A_name_that_times_alone_do_not_tell_is_told_by_its_address()
    {
        Assert.Empty(Told(null));
        var found = Assert.Single(Told(Answers((Old, Address), ("n3.example.net", Address))));

        Assert.Equal(("n3.example.net", Old, Resolver, "address-seen"), (found.Name, found.Of, found.Source, found.Evidence));
        Assert.Equal(39 * 86_400.0, found.DelaySeconds, 1);
        Assert.Equal([Address, "2001:db8::1:25"],
            found.Addresses.Select(a => a.Address));
        Assert.Equal((UnixTime.Format(From), UnixTime.Format(End)), (found.Addresses[0].OfFrom, found.Addresses[0].OfTo));
        Assert.Equal((0, 40), (found.NamesAtAddress, found.NamesLookedAt));
        Assert.True(found.QValue > .1);
        Assert.Contains($"Both names were answered with {Address} and 1 more address", found.Text, StringComparison.Ordinal);
        Assert.Contains("None of 40 other names whose addresses are known stands", found.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("times and sources alone", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_many_names_is_told_of_none()
    {
        var answers = Answers((Old, Address), ("n3.example.net", Address));
        for (var i = 0; i < 20; i++)
            answers[$"www{i}.example.org"] = [Address];
        Assert.Empty(Told(answers));
    }

    [Fact]
    public void Names_are_asked_about_once_and_those_to_compare_with_are_among_them()
    {
        List<IReadOnlyCollection<string>> asked = [];
        Told(Answers(), asked);
        var names = Assert.Single(asked);
        Assert.Subset(names.ToHashSet(), Enumerable.Range(0, 6).Select(i => $"n{i}.example.net").Append(Old).ToHashSet());
        Assert.Contains("www7.example.org", names);

        // Where that takes long, only names that times tell are asked about.
        Assert.Empty(Told(Answers((Old, Address), ("n3.example.net", Address)), asked, quick: false));
        Assert.Single(asked);
    }

    [Fact]
    public void A_name_that_times_tell_says_what_answers_say()
    {
        List<(long, ContactKind, string, string)> contacts = [.. Enumerable.Range(0, 600).Select(i => (From + i * (End - From) / 600, ContactKind.DnsLookup, Resolver, Old)), (End, ContactKind.DnsLookup, Resolver, Old)];
        contacts.Add((End + 3_600 * UnixTime.Second, ContactKind.DnsLookup, Resolver, "new.example.net"));
        for (var i = 0; i < 4; i++)
            contacts.AddRange(BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i + 20, 1_200, 120 * 86_400.0).Times.Select(t => (t, ContactKind.DnsLookup, $"198.51.100.{i}", $"www{i}.example.org")));
        NameFindings Told(Func<IReadOnlyCollection<string>, IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>>>? answers, bool quick = false) => Assert.Single(
            Records.Investigate(ContactTable.Of(contacts), new InvestigationOptions { Analyses = Analyses.Names, Answers = answers is null ? null : new(answers, quick) }).Names!, n => n.Kind == "new-name");
        IReadOnlyDictionary<string, IReadOnlyList<SeenAddress>> Of(params (string Name, string Address)[] known) =>
            known.ToDictionary(k => k.Name, k => (IReadOnlyList<SeenAddress>)[new SeenAddress(k.Address, From, End)], StringComparer.Ordinal);

        Assert.Equal("times-only", Told(null).Evidence);
        Assert.EndsWith("is not shown.", Told(null).Text, StringComparison.Ordinal);
        Assert.Equal("times-only", Told(_ => Of((Old, Address))).Evidence);
        Assert.Contains("no answers with an address for both names", Told(_ => Of((Old, Address))).Text, StringComparison.Ordinal);
        var differ = Told(_ => Of((Old, Address), ("new.example.net", "192.0.2.77")));
        Assert.Equal(("addresses-differ", 0), (differ.Evidence, differ.Addresses.Count));
        Assert.Contains("share no address", differ.Text, StringComparison.Ordinal);
        Assert.Equal("address-seen", Told(_ => Of((Old, Address), ("new.example.net", Address))).Evidence);
    }
}

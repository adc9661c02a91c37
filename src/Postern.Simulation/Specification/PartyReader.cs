using System.Net;
using Postern.Contacts;
using Postern.Settings;
using Postern.Simulation.Demand;

namespace Postern.Simulation.Specification;

/// <summary>Reads the section <c>parties</c>.</summary>
/// <param name="stretches">Reads stretches of time.</param>
/// <param name="levels">Reads levels.</param>
/// <param name="known">Names of the levels that may be followed.</param>
/// <param name="sensorOff">When nothing can be in the record.</param>
sealed class PartyReader(StretchReader stretches, LevelReader levels, IReadOnlyList<string> known, IReadOnlyList<TimeSpanNs> sensorOff)
{
    const int MostStrangers = 65_536;
    const int MostContacts = 10_000_000;
    const double Year = 366 * 86_400.0;

    /// <summary>The parties in the order of the file.</summary>
    public IReadOnlyList<PartySpecification> Read(SectionReader file) =>
        [.. file.Named("parties", GeneralForms.Name).Select(p => Party(p.Name, p.Section))];

    PartySpecification Party(string name, SectionReader section)
    {
        var sources = Sources(section);
        var targets = Names(section, "target", "targets", "write what it approaches, such as `target: mail1.example.com`");
        var kind = section.Value("kind", ContactKind.DnsLookup, SpecificationForms.Kind);
        var fails = section.Value("outcome", false, GeneralForms.Choice(("ok", false), ("failed", true)));
        var stretch = stretches.Of(section, stretches.Window);
        var party = new PartySpecification
        {
            Name = name,
            Sources = sources,
            Targets = targets,
            Kind = kind,
            Fails = fails,
            From = stretch.From,
            To = stretch.To,
            Off = stretches.List(section, "off"),
            Together = Together(section, sources.Count),
            Demand = new DemandReader(stretches, levels, known, sensorOff).Read(section, stretch),
            Cache = section.Has("cache") ? Cache(section.Section("cache")) : null,
            Repeats = section.Has("repeats") ? Repeats(section.Section("repeats")) : null,
            Contacts = Contacts(section, sources.Count),
            ContactsPlace = (section.PlaceOf("contacts").Line, section.PlaceOf("contacts").Column),
        };
        section.Close();
        if (Demands(party) is > DemandLimit.Most and var demands)
            section.Refuse("demand", $"makes about {demands:#,0} demands: {DemandLimit.Advice}");
        return party;
    }

    /// <summary>About how many demands a party makes, at level 1.</summary>
    static double Demands(PartySpecification party)
    {
        var series = (party.Together.How == Togetherness.Apart ? party.Sources.Count : 1) * party.Targets.Count;
        return series * party.Demand.Sum(d => (1 + (d.Retries?.AfterSeconds.Count ?? 0)) * d switch
        {
            TimerDemand timer => (d.To - d.From) / 1e9 / timer.PeriodSeconds,
            RandomDemand random => (d.To - d.From) / 3.6e12 * random.PerHourMost / (1 - (random.Children?.Mean ?? 0)),
            ExactDemand exact => exact.At.Count,
            _ => 0,
        });
    }

    static List<string> Sources(SectionReader section)
    {
        if (!section.Has("strangers"))
            return Names(section, "source", "sources", "write who it is, such as `source: 192.0.2.40`, or `strangers: {number: 20}`");
        if (section.Has("source") || section.Has("sources"))
            section.Refuse("strangers", "stands beside source; keep one of the two");
        var strangers = section.Section("strangers");
        var number = strangers.RequiredValue("number", GeneralForms.Count(1, MostStrangers), "write how many, such as `number: 20`") ?? 1;
        var block = strangers.Value("block", IPNetwork.Parse("198.51.100.0/24"), SpecificationForms.Block);
        strangers.Close();
        var bits = block.BaseAddress.GetAddressBytes().Length * 8 - block.PrefixLength;
        if (bits < 31 && number >= 1 << bits)
        {
            strangers.Refuse("number", $"is {number}; {block} has {(1 << bits) - 1} addresses for strangers, write a larger block");
            return [];
        }
        return [.. Enumerable.Range(1, number).Select(i => Address(block.BaseAddress, i))];
    }

    /// <summary>The address so many places behind the first of a block.</summary>
    static string Address(IPAddress first, int place)
    {
        var octets = first.GetAddressBytes();
        for (var i = octets.Length - 1; place > 0; i--)
        {
            place += octets[i];
            octets[i] = (byte)place;
            place >>= 8;
        }
        return new IPAddress(octets).ToString();
    }

    static List<string> Names(SectionReader section, string one, string many, string advice)
    {
        List<string> names = [];
        if (section.Has(one) && section.Has(many))
            section.Refuse(one, $"stands beside {many}; keep one of the two");
        if (section.Value<string?>(one, null, SpecificationForms.Name!) is { } only)
            names.Add(only);
        foreach (var (name, place) in section.List<string>(many, SpecificationForms.Name))
        {
            if (names.Contains(name, StringComparer.Ordinal))
                section.Refuse(many, $"has {name} twice; keep one of the two");
            else
                names.Add(name);
        }
        if (!section.Has(one) && !section.Has(many))
            section.Refuse($".{one} is missing; {advice}");
        else if (names.Count == 0 && section.Has(many))
            section.Refuse(many, "names nobody; write [one, two]");
        return names;
    }

    TogetherSpecification Together(SectionReader party, int sources)
    {
        if (!party.Has("together"))
            return new TogetherSpecification(Togetherness.Apart);
        var section = party.Section("together");
        var how = section.Value("how", Togetherness.Apart, GeneralForms.Choice(
            ("apart", Togetherness.Apart), ("either", Togetherness.Either), ("all", Togetherness.All), ("in-turn", Togetherness.InTurn)));
        var usual = new TogetherSpecification(how);
        if (!section.Has("how"))
            section.Refuse(".how is missing; write apart, either, all or in-turn");
        if (how != Togetherness.Apart && sources < 2)
            section.Refuse(" needs several sources; write them, or leave it out");
        var together = how switch
        {
            Togetherness.All => usual with
            {
                LagSeconds = section.Value("lag", usual.LagSeconds, SpecificationForms.Seconds(0, 86_400)),
                AloneShare = section.Value("alone", 0, SpecificationForms.Share()),
            },
            Togetherness.InTurn => usual with
            {
                StaySeconds = section.Value("stay", usual.StaySeconds, SpecificationForms.Seconds(60, Year)),
                HandOvers = [.. section.List("at", SpecificationForms.Instant(stretches.Zone)).Select(t => t.Value).Order()],
            },
            _ => usual,
        };
        section.Close();
        return together;
    }

    static CacheSpecification Cache(SectionReader section)
    {
        var ttl = section.RequiredValue("ttl", SpecificationForms.Seconds(1, 30 * 86_400), "write how long a copy lives, such as `ttl: 1 h`") ?? 1;
        var caches = section.Value("caches", 1, GeneralForms.Count(1, 1_000));
        section.Close();
        return new CacheSpecification(ttl, caches);
    }

    static RepeatSpecification Repeats(SectionReader section)
    {
        var share = section.RequiredValue("share", SpecificationForms.Share(), "write how many contacts are followed by another, such as `share: 30 %`") ?? 0;
        var within = section.Value("within", 2, SpecificationForms.Seconds(1e-6, 3_600));
        section.Close();
        return new RepeatSpecification(share, within);
    }

    static int[] Contacts(SectionReader section, int sources)
    {
        var form = GeneralForms.Count(1, MostContacts);
        if (!section.Has("contacts"))
            return [];
        if (section.IsList("contacts"))
        {
            int[] each = [.. section.List("contacts", form).Select(c => c.Value)];
            if (each.Length != sources && sources > 0)
                section.Refuse("contacts", $"has {each.Length} numbers for {sources} sources; write one for each, or one number for all together");
            return each;
        }
        var all = section.Value("contacts", 0, form);
        return all == 0 ? [] : [all];
    }
}

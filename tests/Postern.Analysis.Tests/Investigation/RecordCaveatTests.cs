using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Testing.Traffic;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>Only what applies is said.</summary>
public sealed class RecordCaveatTests
{
    [Theory]
    [InlineData(ContactKind.DnsLookup, "lookup-not-connection", "flow-not-content")]
    [InlineData(ContactKind.DnsLookup, "cache-hides-repeats", "contact-not-message")]
    [InlineData(ContactKind.Flow, "flow-not-content", "lookup-not-connection")]
    [InlineData(ContactKind.SmtpIn, "contact-not-message", "cache-hides-repeats")]
    public void What_a_kind_of_contact_cannot_show_is_said_of_that_kind(ContactKind kind, string said, string notSaid)
    {
        var codes = Codes(Of(kind));
        Assert.Contains(said, codes);
        Assert.DoesNotContain(notSaid, codes);
    }

    [Fact]
    public void Whole_seconds_are_coarse_and_one_source_has_no_witness()
    {
        var codes = Codes(Of(ContactKind.Flow));
        Assert.Contains("resolution-coarse", codes);
        Assert.Contains("one-source", codes);
        Assert.Contains("coverage-assumed", codes);
        Assert.Contains("selection-unknown", codes);
    }

    [Fact]
    public void A_fine_record_of_many_sources_and_targets_is_spared_those()
    {
        var codes = Codes(Records.Investigate(ContactTable.Of(Enumerable.Range(0, 20).SelectMany(i => Records.Contacts(
            BackgroundTraffic.Simulate(TrafficFamily.Poisson, (ulong)i, 100, Records.Days, resolution: 1), $"s{i}", $"t{i}"))), new InvestigationOptions()));
        Assert.DoesNotContain("resolution-coarse", codes);
        Assert.DoesNotContain("one-source", codes);
        Assert.DoesNotContain("selection-unknown", codes);
        Assert.Contains("many-tests-cadence", codes);
        Assert.Contains("many-tests-end", codes);
        Assert.Contains("many-tests-changes", codes);
    }

    [Fact]
    public void A_given_coverage_is_not_called_assumed_and_its_holes_are_named()
    {
        var series = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 100, Records.Days);
        var half = series.From + (series.To - series.From) / 2;
        var coverage = new Coverage([new(series.From, half), new(half + UnixTime.Day, series.To)]);
        var found = Records.Investigate(ContactTable.Of(Records.Contacts(series, "s", "t")), new InvestigationOptions { Coverage = coverage });
        Assert.Equal("given", found.Record.CoverageFrom);
        Assert.Contains("coverage-holes", Codes(found));
        Assert.DoesNotContain(Codes(found), code => code is "coverage-assumed" or "coverage-inferred");
    }

    [Fact]
    public void Contacts_outside_a_given_coverage_are_counted_in_headline_and_caveat()
    {
        var series = BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 100, Records.Days);
        var half = series.From + (series.To - series.From) / 2;
        var inside = series.Times.Count(time => time < half);
        var table = ContactTable.Of(Records.Contacts(series, "s", "t"));
        var found = Records.Investigate(table, new InvestigationOptions { Coverage = Coverage.Whole(series.From, half) });
        Assert.StartsWith($"{100 - inside} contacts of 100 lie outside", found.Caveats.Single(caveat => caveat.Code == "outside-coverage").Text, StringComparison.Ordinal);
        Assert.Contains($"{inside} of them lie in the covered time of 7 days", found.Headline[0], StringComparison.Ordinal);
        var all = Records.Investigate(table, new InvestigationOptions { Coverage = Coverage.Whole(series.From, series.To) });
        Assert.DoesNotContain("outside-coverage", Codes(all));
        Assert.DoesNotContain("of them", all.Headline[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_are_unique()
    {
        var codes = Codes(Of(ContactKind.DnsLookup));
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_the_reader_left_out_is_counted()
    {
        Assert.Empty(ReadingCaveats.Of(0, 0, 0, duplicatesKept: false));
        var said = ReadingCaveats.Of(3, 1, 20, duplicatesKept: false);
        Assert.Equal(["no-time", "aggregates", "duplicates"], said.Select(caveat => caveat.Code));
        Assert.Contains("3 contacts without a time are left out", said[0].Text, StringComparison.Ordinal);
        Assert.Contains("once", said[2].Text, StringComparison.Ordinal);
        Assert.Contains("twice", ReadingCaveats.Of(0, 0, 20, duplicatesKept: true)[0].Text, StringComparison.Ordinal);
    }

    static List<string> Codes(InvestigationFindings found) => [.. found.Caveats.Select(caveat => caveat.Code)];

    static InvestigationFindings Of(ContactKind kind) => Records.Investigate(
        ContactTable.Of(Records.Contacts(BackgroundTraffic.Simulate(TrafficFamily.Poisson, 1, 50, Records.Days), "s", "t", kind)), new InvestigationOptions());
}

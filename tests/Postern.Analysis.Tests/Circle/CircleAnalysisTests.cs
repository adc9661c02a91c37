using Postern.Analysis.Circle;
using Postern.Analysis.Findings;
using Postern.Contacts;

namespace Postern.Analysis.Tests.Circle;

public sealed class CircleAnalysisTests
{
    const long Monday = 1_704_067_200 * UnixTime.Second;

    [Fact]
    public void Two_of_ten_parties_make_99_per_cent_and_the_sentence_says_of_what()
    {
        int[] counts = [2000, 792, 10, 5, 3, 2, 1, 1, 1, 1];
        var circle = Circle(counts.SelectMany((count, party) => Enumerable.Range(0, count).Select(i => (Day: i * 13 % 40, party))));
        Assert.Equal(2, circle.SourcesFor99Percent);
        Assert.Equal(1.71367197951, circle.EffectiveSources, 1e-9);
        Assert.Equal(1 / 1.71367197951, circle.Herfindahl, 1e-9);
        Assert.Equal(10, circle.Sources.Count);
        Assert.Equal("source00", circle.Sources[0].Source);
        Assert.StartsWith("2 of 10 source addresses made 99.1 % of the 2,816 look-ups (95 %: ", circle.Text);
        Assert.Contains("days counted as clusters", circle.Text);
        Assert.InRange(2, circle.SourcesFor99PercentLow!.Value, circle.SourcesFor99PercentHigh!.Value);
        Assert.Null(circle.ConcentrationPercentile);
    }

    [Fact]
    public void Counting_days_as_clusters_covers_the_share_where_counting_contacts_does_not()
    {
        // METHODS §1: share .95 with strong daily clustering, 30 days. Each day has a share of its own, beta(3.8, .2), mean .95.
        const int Records = 300;
        var (clustered, naive) = (0, 0);
        var random = new Analysis.Numerics.SplitMix64(42);
        for (var record = 0; record < Records; record++)
        {
            List<(int Day, int Party)> contacts = [];
            for (var day = 0; day < 30; day++)
            {
                var share = Math.Pow(random.NextDouble(), 1 / 19.0); // beta(19, 1): mean .95
                var size = 5 + random.Next(40);
                for (var i = 0; i < size; i++)
                    contacts.Add((day, random.NextDouble() < share ? 0 : 1));
            }
            var first = Circle(contacts).Sources.Single(source => source.Source == "source00");
            clustered += first.ShareLow <= .95 && .95 <= first.ShareHigh ? 1 : 0;
            var exact = Analysis.Numerics.ExactIntervals.Share(first.Contacts, contacts.Count);
            naive += exact.Low <= .95 && .95 <= exact.High ? 1 : 0;
        }
        Assert.InRange((double)clustered / Records, .95 - .02 - 3 * .0126, 1);
        Assert.InRange((double)naive / Records, 0, .9);
    }

    [Fact]
    public void The_number_of_parties_that_make_99_per_cent_is_covered_by_its_limits()
    {
        // Forty parties whose long-run shares fall by a fifth from one to the next; on each day a party is as likely absent as twice as busy.
        const int Records = 200;
        const int Parties = 40;
        var weights = Enumerable.Range(0, Parties).Select(party => Math.Pow(.8, party)).ToArray();
        var truth = CircleCounts.PartiesFor(.99, [.. weights.Select(weight => (int)(weight * 1e8))]);
        var random = new Analysis.Numerics.SplitMix64(7);
        var (covered, width) = (0, 0);
        for (var record = 0; record < Records; record++)
        {
            List<(int Day, int Party)> contacts = [];
            for (var day = 0; day < 60; day++)
            {
                for (var party = 0; party < Parties; party++)
                {
                    var mean = random.Next(2) * 2 * weights[party] * 10;
                    for (var wait = random.NextExponential(); wait < mean; wait += random.NextExponential())
                        contacts.Add((day, party));
                }
            }
            var circle = Circle(contacts);
            covered += circle.SourcesFor99PercentLow <= truth && truth <= circle.SourcesFor99PercentHigh ? 1 : 0;
            width += circle.SourcesFor99PercentHigh!.Value - circle.SourcesFor99PercentLow!.Value;
        }
        Assert.InRange((double)covered / Records, .9, 1);
        Assert.InRange((double)width / Records, 1, 8);
    }

    [Fact]
    public void One_flood_day_is_named()
    {
        var contacts = Enumerable.Range(0, 40).SelectMany(day => Enumerable.Range(0, 4).Select(party => (Day: day, party)))
            .Concat(Enumerable.Repeat((Day: 17, party: 2), 3_000));
        var circle = Circle(contacts);
        Assert.StartsWith("1 of 4 source addresses made 96", circle.Text);
        Assert.Contains("without the busiest day (2024-01-18) 25 %", circle.Text);
        Assert.InRange(circle.Sources[0].ShareLow, 0, .85); // counting contacts it would be .96
    }

    [Fact]
    public void A_circle_that_changed_half_way_does_not_pass_for_one()
    {
        // Odd days and even days have callers of their own.
        var circle = Circle(Enumerable.Range(0, 60).SelectMany(day => Enumerable.Repeat((Day: day, day % 2), 10).Append((Day: day, 2)).Append((Day: day, 3))));
        Assert.Contains("the circle was not the same throughout", circle.Text);
    }

    [Fact]
    public void A_single_source_makes_all()
    {
        var circle = Circle(Enumerable.Range(0, 90).Select(i => (i / 3, 0)));
        Assert.Equal(1, circle.SourcesFor99Percent);
        Assert.Equal(1, circle.Sources[0].Share);
        // Thirty days all alike: a party of another day is not excluded.
        Assert.InRange(circle.Sources[0].ShareLow, .85, .95);
        Assert.StartsWith("One source address made all 90 look-ups", circle.Text);
    }

    [Fact]
    public void One_contact_is_not_called_all_of_them() =>
        Assert.StartsWith("One source address made the only contact (95 %: ", Circle([(0, 0)]).Text);

    [Fact]
    public void What_is_said_of_one_target_does_not_depend_on_the_rest_of_the_record()
    {
        var contacts = Enumerable.Range(0, 500).Select(i => (Monday + i * 7_000 * UnixTime.Second, ContactKind.DnsLookup, $"s{i * i % 23}", "b")).ToList();
        var alone = ContactTable.Of(contacts);
        var among = ContactTable.Of(contacts.Append((Monday, ContactKind.DnsLookup, "s0", "a")).Append((Monday, ContactKind.Flow, "x", "c")));
        var first = Enumerable.Range(0, among.Pairs.Length).First(i => among.Targets.Text(among.Pairs[i].Target) == "b");
        var a = CircleAnalysis.Of(alone, 0, alone.Pairs.Length, new CircleBaseline([]), 5);
        var b = CircleAnalysis.Of(among, first, first + alone.Pairs.Length, new CircleBaseline([]), 5);
        Assert.Equal(a.Text, b.Text);
        Assert.Equal((a.SourcesFor99PercentLow, a.SourcesFor99PercentHigh), (b.SourcesFor99PercentLow, b.SourcesFor99PercentHigh));
    }

    [Fact]
    public void Concentration_is_ranked_among_targets_of_like_size_only()
    {
        var circle = CircleCounts.Of([95, 5]);
        var spread = CircleCounts.Of([.. Enumerable.Repeat(10, 10)]);
        var tight = CircleCounts.Of([100]);
        var large = CircleCounts.Of([.. Enumerable.Repeat(100, 10)]);
        var targets = Enumerable.Repeat(spread, 15).Concat(Enumerable.Repeat(tight, 5)).Concat(Enumerable.Repeat(large, 50)).Append(circle).ToList();
        var rank = new CircleBaseline(targets).Rank(circle);
        Assert.Equal(20, rank!.Value.Comparable);
        Assert.Equal(.75, rank.Value.Wider);
        Assert.Null(new CircleBaseline(targets.Skip(1)).Rank(circle));
    }

    static CircleFindings Circle(IEnumerable<(int Day, int Party)> contacts)
    {
        var table = ContactTable.Of(contacts.Select((contact, i) =>
            (Monday + contact.Day * UnixTime.Day + i % 86_400 * UnixTime.Second, ContactKind.DnsLookup, $"source{contact.Party:00}", "target")));
        var counts = CircleAnalysis.Count(table, 0, table.Pairs.Length);
        return CircleAnalysis.Of(table, 0, table.Pairs.Length, new CircleBaseline([counts]), top: 20);
    }
}

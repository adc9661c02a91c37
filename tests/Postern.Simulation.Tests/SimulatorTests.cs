using Postern.Simulation.Specification;

namespace Postern.Simulation.Tests;

public class SimulatorTests
{
    const string Chance = "source: 192.0.2.1\ntarget: a.example\ndemand: [{random: 2 per hour}]";
    const double Day = 86_400;

    [Fact]
    public void The_same_seed_gives_the_same_record_and_another_seed_another()
    {
        var specification = Some.Specification(ExampleSpecification.Text);
        var one = Some.Record(specification, 7);

        Assert.Equal(one.Contacts, Some.Record(specification, 7).Contacts);
        Assert.NotEqual(one.Contacts, Some.Record(specification, 8).Contacts);
    }

    [Fact]
    public void Demand_that_is_summed_again_at_each_use_is_the_same_as_demand_that_is_kept()
    {
        const string Drifting = "demand: [{random: 1 per hour, drift: {spread: 0.6, memory: 1 d}}]";
        string Strangers(int number) => string.Join(", ", Enumerable.Range(1, number).Select(i => $"192.0.2.{i}"));

        var few = Some.Party($"sources: [{Strangers(3)}]\ntarget: a.example\n{Drifting}");
        var many = Some.Party($"sources: [{Strangers(120)}]\ntarget: a.example\n{Drifting}");

        foreach (var source in new[] { "192.0.2.1", "192.0.2.3" })
            Assert.Equal(few.Seconds(source), many.Seconds(source));
        Assert.NotEqual(many.Seconds("192.0.2.1"), many.Seconds("192.0.2.2"));
    }

    [Fact]
    public void A_party_that_is_added_changes_nothing_of_the_others()
    {
        var alone = Some.Party(Chance);
        var both = Some.Record($"{Some.Head}parties:\n  other:\n{Some.Indented(Chance.Replace("192.0.2.1", "192.0.2.2", StringComparison.Ordinal))}  p:\n{Some.Indented(Chance)}");

        Assert.Equal(alone.Seconds(), both.Seconds("192.0.2.1"));
        Assert.NotEqual(alone.Seconds(), both.Seconds("192.0.2.2"));
    }

    [Fact]
    public void Contacts_lie_in_the_record_in_order_and_on_its_resolution()
    {
        var record = Some.Record("from: 2026-03-02\nto: 2026-03-29\nresolution: 4 ms\nparties:\n  p:\n" + Some.Indented(Chance));

        Assert.All(record.Contacts, c => Assert.Equal(0, c.Time % 4_000_000));
        Assert.All(record.Seconds(), s => Assert.InRange(s, 0, 28 * Day));
        Assert.Equal(record.Contacts.Select(c => c.Time).Order(), record.Contacts.Select(c => c.Time));
    }

    [Fact]
    public void A_shuffled_record_holds_the_same_contacts_in_another_order()
    {
        var sorted = Some.Party(Chance);
        var shuffled = Some.Party(Chance, head: $"{Some.Head}order: shuffled\n");

        Assert.Equal(sorted.Seconds(), shuffled.Seconds());
        Assert.NotEqual(sorted.Contacts, shuffled.Contacts);
    }

    [Fact]
    public void Nothing_is_recorded_while_the_sensor_is_off_and_nothing_comes_of_a_party_that_is_off_or_stopped()
    {
        var record = Some.Party(
            "sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\nto: 2026-03-20T12:00\noff: [{from: 2026-03-10, to: 2026-03-11}]\ndemand: [{random: 10 per hour}]",
            head: $"{Some.Head}sensor-off: [{{from: 2026-03-05T06:00, to: 2026-03-05T18:00}}]\n");

        var days = record.Seconds().Select(s => s / Day).ToList();
        Assert.DoesNotContain(days, d => d is > 3.25 and < 3.75 or > 8 and < 10 or > 18.5);
        Assert.Contains(days, d => d is > 18.4 and < 18.5);
        Assert.Contains(days, d => d is > 3.2 and < 3.25);
    }

    [Fact]
    public void A_schedule_keeps_its_phase_and_misses_its_share_of_beats()
    {
        var seconds = Some.Party("source: 192.0.2.1\ntarget: a.example\ndemand: [{schedule: 1 h, phase: 7 min, jitter: 18 s, missed: 20 %}]").Seconds();

        Assert.All(seconds, s => Assert.InRange(s % 3_600, 7 * 60 - 18, 7 * 60 + 18));
        Assert.InRange(seconds.Length / (28 * 24.0), .73, .87);
    }

    [Fact]
    public void A_sleep_starts_anew_at_each_contact()
    {
        var gaps = Some.Party("source: 192.0.2.1\ntarget: a.example\ndemand: [{sleep: 5 min, jitter: 30 s}]").Seconds().Gaps();

        Assert.All(gaps, g => Assert.InRange(g, 269.9, 330.1));
        // Errors add up: after so many beats their sum has wandered much further than one of them.
        Assert.True(Math.Abs(gaps.Sum() - gaps.Length * 300.0) > 60);
    }

    [Fact]
    public void Random_demand_has_its_rate_and_gaps_without_memory()
    {
        var gaps = Some.Party("source: 192.0.2.1\ntarget: a.example\ndemand: [{random: 30 per hour}]").Seconds().Gaps();

        Assert.InRange(gaps.Average(), 115, 125);
        var variation = Math.Sqrt(gaps.Average(g => g * g) - gaps.Average() * gaps.Average()) / gaps.Average();
        Assert.InRange(variation, .96, 1.04);
    }

    [Fact]
    public void A_rate_with_a_range_is_drawn_for_each_pair()
    {
        var record = Some.Party("sources: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, 192.0.2.6]\ntarget: a.example\ndemand: [{random: 1 to 20 per hour}]");

        var counts = record.Pairs.Select(p => record.Seconds(p.Source).Length).ToList();
        Assert.True(counts.Max() > 2 * counts.Min(), string.Join(' ', counts));
        Assert.All(counts, c => Assert.InRange(c, 28 * 24 * .8, 28 * 24 * 21));
    }

    [Fact]
    public void Levels_make_demand_strong_and_weak_at_their_times()
    {
        var record = Some.Party(
            "source: 192.0.2.1\ntarget: a.example\ndemand:\n  - random: 20 per hour\n    hours: {open: [Mon-Fri 08:00-18:00], zone: America/New_York, otherwise: 10 %}\n"
            + "    changes: [{from: 2026-03-16, times: 3}, {from: 2026-03-18T13:00, to: 2026-03-18T15:00, times: 0}]");

        double PerHour(double fromDay, double fromHour, double toHour) =>
            record.Seconds().Count(s => s >= fromDay * Day + fromHour * 3_600 && s < fromDay * Day + toHour * 3_600) / (toHour - fromHour);
        Assert.InRange(PerHour(1, 13, 23), 15, 25);     // Tuesday, 08-18 in New York, which is UTC-5 then
        Assert.InRange(PerHour(1, 0, 13), 1, 4);
        Assert.InRange(PerHour(15, 12, 22), 48, 72);    // summer time from 8 March on, and the step
        Assert.Equal(0, PerHour(16, 13, 15));
    }

    [Fact]
    public void Drift_clusters_traffic_and_a_shared_level_makes_two_parties_rise_and_fall_together()
    {
        const string Follows = "source: 192.0.2.1\ntarget: a.example\ndemand: [{random: 20 per hour, follows: [weather]}]";
        var record = Some.Record($"{Some.Head}levels:\n  weather: {{drift: {{spread: 1, memory: 1 d}}}}\nparties:\n  p:\n{Some.Indented(Follows)}"
            + $"  q:\n{Some.Indented(Follows.Replace("192.0.2.1", "192.0.2.2", StringComparison.Ordinal))}");

        double[] Days(string source) => [.. Enumerable.Range(0, 28).Select(d => (double)record.Seconds(source).Count(s => (int)(s / Day) == d))];
        var (one, other) = (Days("192.0.2.1"), Days("192.0.2.2"));
        Assert.True(Variance(one) > 10 * one.Average());
        var covariance = one.Zip(other, (a, b) => (a - one.Average()) * (b - other.Average())).Average();
        Assert.True(covariance / Math.Sqrt(Variance(one) * Variance(other)) > .95);
        Assert.DoesNotContain(record.Seconds("192.0.2.1"), record.Seconds("192.0.2.2").Contains); // the level is shared, not the times
    }

    [Fact]
    public void Children_multiply_demand_as_a_branching_process_does()
    {
        const string With = "source: 192.0.2.1\ntarget: a.example\ndemand: [{random: 5 per hour, children: {mean: 0.5, within: 1 min}}]";
        var with = Some.Party(With).Seconds();
        var without = Some.Party("source: 192.0.2.1\ntarget: a.example\ndemand: [{random: 5 per hour}]").Seconds();

        Assert.InRange((double)with.Length / without.Length, 1.85, 2.15); // 1 / (1 - mean)
        Assert.True(with.Gaps().Count(g => g < 60) > 5 * without.Gaps().Count(g => g < 60));
    }

    [Fact]
    public void Attempts_that_fail_come_again_on_their_ladder()
    {
        var record = Some.Party("source: mx1\ntarget: mx.example.org\nkind: smtp-out\ndemand: [{at: [2026-03-05T12:00:00Z], retries: {after: [5 min, 10 min], failing: 100 %}}]");

        Assert.Equal([0, 300, 900], record.Seconds().Select(s => s - 3.5 * Day));
        Assert.All(record.Contacts, c => Assert.True(c.Fails));
    }

    [Fact]
    public void A_cache_lets_through_what_finds_no_copy()
    {
        var gaps = Some.Party("source: 192.0.2.1\ntarget: a.example\ncache: {ttl: 1 h}\ndemand: [{random: 20 per hour}]").Seconds().Gaps();

        Assert.True(gaps.Min() >= 3_600);
        Assert.InRange(gaps.Average(), 3_700, 3_860); // ttl + 1 / rate
    }

    [Fact]
    public void Several_caches_let_through_one_each()
    {
        var seconds = Some.Party("source: 192.0.2.1\ntarget: a.example\ncache: {ttl: 1 h, caches: 3}\ndemand: [{random: 200 per hour}]").Seconds();

        var most = seconds.Max(s => seconds.Count(t => t >= s && t < s + 3_599));
        Assert.Equal(3, most);
    }

    [Fact]
    public void Repeats_follow_within_their_time()
    {
        var gaps = Some.Party("source: 192.0.2.1\ntarget: a.example\nrepeats: {share: 100 %, within: 5 s}\ncache: {ttl: 1 h}\ndemand: [{schedule: 1 h}]").Seconds().Gaps();

        Assert.All(gaps.Where((_, i) => i % 2 == 0), g => Assert.InRange(g, 0, 5));
        Assert.All(gaps.Where((_, i) => i % 2 == 1), g => Assert.InRange(g, 3_595, 3_600));
    }

    [Fact]
    public void Sources_together_make_the_same_occasions()
    {
        var record = Some.Party("sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\ntogether: {how: all, lag: 5 s}\ndemand: [{random: 1 per hour}]");

        var (one, other) = (record.Seconds("192.0.2.1"), record.Seconds("192.0.2.2"));
        Assert.Equal(one.Length, other.Length);
        Assert.All(one.Zip(other), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 5));
        Assert.InRange(one.Zip(other).Count(p => p.First < p.Second) / (double)one.Length, .4, .6);
    }

    [Fact]
    public void Either_of_the_sources_makes_an_occasion_and_they_share_the_work()
    {
        var record = Some.Party("sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\ncache: {ttl: 1 h}\ntogether: {how: either}\ndemand: [{random: 50 per hour}]");

        Assert.True(record.Seconds().Gaps().Min() >= 3_600);
        Assert.InRange(record.Seconds("192.0.2.1").Length / (double)record.Contacts.Count, .42, .58);
    }

    [Fact]
    public void Sources_in_turn_hand_over()
    {
        var record = Some.Party("sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\ntogether: {how: in-turn, at: [2026-03-12]}\ndemand: [{random: 5 per hour}]");

        Assert.True(record.Seconds("192.0.2.1").Max() < 10 * Day);
        Assert.True(record.Seconds("192.0.2.2").Min() >= 10 * Day);
        var drawn = Some.Party("sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\ntogether: {how: in-turn, stay: 2 d}\ndemand: [{random: 5 per hour}]");
        var turns = drawn.Contacts.Zip(drawn.Contacts.Skip(1)).Count(p => p.First.Pair != p.Second.Pair);
        Assert.InRange(turns, 5, 30);
    }

    [Theory]
    [InlineData("contacts: [140, 97]")]
    [InlineData("contacts: [140, 97]\ncache: {ttl: 2 h}")]
    [InlineData("contacts: [140, 97]\ntogether: {how: all, lag: 3 s, alone: 10 %}")]
    [InlineData("contacts: [140, 97]\ntogether: {how: either}\nrepeats: {share: 30 %}")]
    [InlineData("contacts: [140, 97]\ntogether: {how: in-turn, stay: 12 h}")]
    public void Contacts_are_exactly_as_many_as_asked_for(string lines)
    {
        var record = Some.Party($"sources: [192.0.2.1, 192.0.2.2]\ntarget: a.example\n{lines}\ndemand:\n  - random: 0.01 per hour\n    children: {{mean: 0.3, within: 10 min}}\n  - at: [2026-03-20T10:00:07]");

        Assert.Equal(140, record.Seconds("192.0.2.1").Length);
        Assert.Equal(97, record.Seconds("192.0.2.2").Length);
        Assert.Contains(record.Seconds(), s => s == 18 * Day + 36_007);
        Assert.True(record.Accounts[0].Factor > 1);
    }

    [Fact]
    public void One_number_is_of_all_sources_together()
    {
        var record = Some.Party("strangers: {number: 30, block: 2001:db8::/64}\ntarget: a.example\ncontacts: 50\ndemand: [{random: 9 per hour}]");

        Assert.Equal(50, record.Contacts.Count);
        Assert.All(record.Pairs, p => Assert.StartsWith("2001:db8::", p.Source, StringComparison.Ordinal));
        Assert.InRange(record.Pairs.Count, 15, 30);
    }

    [Theory]
    [InlineData("source: 192.0.2.1\ntarget: a.example\ncontacts: 700\ncache: {ttl: 1 h}\ndemand: [{random: 1 per hour}]", "asks for 700")]
    [InlineData("source: 192.0.2.1\ntarget: a.example\ncontacts: 700\ndemand: [{schedule: 1 h}]", "more than its demand can make")]
    [InlineData("source: 192.0.2.1\ntarget: a.example\ncontacts: 9\ndemand: [{random: 10 per minute, changes: [{times: 9999}]}]", "makes too many demands")]
    [InlineData("source: 192.0.2.1\ntarget: a.example\ncontacts: 1\ndemand: [{at: [2026-03-05, 2026-03-06]}]", "fewer than the 2 that its `at` names")]
    public void A_number_that_cannot_be_is_told_with_its_place(string lines, string because)
    {
        var specification = Some.Specification($"{Some.Head}parties:\n  p:\n{Some.Indented(lines)}");

        Assert.Null(new Simulator(specification).Run(1, out var problem));
        Assert.StartsWith("some.yaml:8:15: parties.p", problem!.ToString(), StringComparison.Ordinal);
        Assert.Contains(because, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_for_analysis_holds_what_a_filter_keeps()
    {
        var record = Some.Record(ExampleSpecification.Text);
        var table = record.Table(new ContactFilter(targets: ["login.example.com"], map: new Dictionary<string, string>(StringComparer.Ordinal) { ["198.51.100.11"] = "198.51.100.12" }));

        Assert.Equal(396, table.Count);
        Assert.Equal(7, table.Pairs.Length);
        Assert.Equal(record.Contacts.Count, record.Table(ContactFilter.None).Count);
    }

    static double Variance(double[] values) => values.Average(v => (v - values.Average()) * (v - values.Average()));
}

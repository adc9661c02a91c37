using Postern.Simulation.Specification;

namespace Postern.Simulation.Tests.Specification;

public class SpecificationReaderTests
{
    // Behind Head and `parties:` with one right party: what follows begins in line 10.
    const string Head = "from: 2026-03-02\nto: 2026-03-08\nparties:\n  right:\n    source: 192.0.2.1\n    target: a.example\n    demand:\n      - random: 1 per hour\n      - at: [2026-03-03]\n";

    [Fact]
    public void The_example_is_read_as_it_explains_itself()
    {
        var read = Some.Specification(ExampleSpecification.Text);

        Assert.Equal("2026-03-01T23:00:00Z", UnixTime.Format(read.From));
        Assert.Equal("2026-03-15T23:00:00Z", UnixTime.Format(read.To));
        Assert.Equal(["people", "poller", "sleeper", "busy-name", "twins", "stopped", "strangers"], read.Parties.Select(p => p.Name));
        Assert.Equal("198.51.100.129", read.Parties[^1].Sources[0]);
        var poller = Assert.IsType<TimerDemand>(read.Parties[1].Demand[0]);
        Assert.Equal((3_600, 18, .12, 420), (poller.PeriodSeconds, poller.JitterSeconds, poller.MissedShare, poller.PhaseSeconds));
        Assert.Equal(Togetherness.All, read.Parties[4].Together.How);
    }

    [Theory]
    [InlineData("colour: red", "10:1", "colour is unknown; the file has name, zone, from, to, seed, resolution, order, sensor-off, levels, parties")]
    [InlineData("seed: -1", "10:7", "seed is \"-1\"; write a whole number")]
    [InlineData("resolution: 1 fortnight", "10:13", "such as 90 s")]
    [InlineData("resolution: 0 s", "10:13", "it can be 1 us to 1 d")]
    [InlineData("order: random", "10:8", "write sorted or shuffled")]
    [InlineData("zone: Mars/Base", "10:7", "which this system does not know")]
    [InlineData("sensor-off: [{}]", "10:14", "is everything")]
    [InlineData("sensor-off: [{from: 2026-03-05, to: 2026-03-04}]", "10:37", "is not after from")]
    [InlineData("sensor-off: [{from: 2026-04-05}]", "10:21", "lies outside the record")]
    [InlineData("sensor-off: [{from: 2026-03-03, to: 2026-03-03}]", "9:13", "when the sensor is off")]
    [InlineData("levels: {x: {}}", "10:13", "levels.x says nothing")]
    [InlineData("levels: {x: {hours: {otherwise: 5 %}}}", "10:21", "levels.x.hours.open is missing")]
    [InlineData("levels: {x: {hours: {open: [Mon-Fri 8-18]}}}", "10:29", "such as Mon-Fri 08:00-18:00")]
    [InlineData("levels: {x: {hours: {open: [Mon-Fri 08:00-18:00], otherwise: 120 %}}}", "10:62", "it can be 0 to 100 %")]
    [InlineData("levels: {x: {changes: [{from: 2026-03-03}]}}", "10:24", "levels.x.changes[0].times is missing")]
    [InlineData("levels: {x: {drift: {spread: 9}}}", "10:30", "write a number from 0 to 3")]
    [InlineData("from: 2026-03-02", "10:1", "stands in line 1 already")]
    public void What_cannot_be_is_refused_with_its_place(string text, string place, string because) =>
        Assert.Contains(Some.Problems(Head + text), p => p.StartsWith($"some.yaml:{place}: ", StringComparison.Ordinal) && p.Contains(because, StringComparison.Ordinal));

    [Theory]
    [InlineData("", "the file is empty; `postern simulate --example` prints one")]
    [InlineData("- a", "begin with `from: 2026-03-02`")]
    [InlineData("from: 2026-03-02", "to is missing; write when the record ends")]
    [InlineData("from: 2026-03-02\nto: 2026-03-08", "parties is empty")]
    [InlineData("from: 2026-03-02\nto: 2026-03-01\nparties: ", "2:5: to is not after from")]
    [InlineData("from: 1990-03-02\nto: 2026-03-01\nparties: ", "more than 20 years")]
    [InlineData("from: yesterday\nto: 2026-03-01\nparties: ", "1:7: from is wrong: \"yesterday\" is no time")]
    public void A_file_that_is_no_specification_is_refused(string text, string because) =>
        Assert.Contains(Some.Problems(text), p => p.Contains(because, StringComparison.Ordinal));

    [Theory]
    [InlineData("target: a.example", "parties.x.source is missing")]
    [InlineData("source: 192.0.2.1", "parties.x.target is missing")]
    [InlineData("source: 192.0.2.1\nsources: [192.0.2.2]", "stands beside sources")]
    [InlineData("sources: []", "parties.x.sources names nobody")]
    [InlineData("sources: [192.0.2.1, 192.0.2.1]", "has 192.0.2.1 twice")]
    [InlineData("source: 'two words'", "write an address, or a name")]
    [InlineData("target: Upper.example", "lower-case letters")]
    [InlineData("target: a.example.", "without a final dot")]
    [InlineData("strangers: {}", "parties.x.strangers.number is missing")]
    [InlineData("strangers: {number: 256}", "198.51.100.0/24 has 255 addresses")]
    [InlineData("strangers: {number: 2, block: 198.51.100}", "write a block of addresses")]
    [InlineData("source: a\nstrangers: {number: 2}", "stands beside source")]
    [InlineData("kind: dns", "write dns-lookup or smtp-in or smtp-out or flow")]
    [InlineData("kind: heartbeat", "write dns-lookup or")]
    [InlineData("outcome: bad", "write ok or failed")]
    [InlineData("from: 2026-03-20", "lies outside the record")]
    [InlineData("together: {how: all}", "needs several sources")]
    [InlineData("together: {lag: 2 s}", "together.how is missing")]
    [InlineData("together: {how: either, lag: 2 s}", "parties.x.together.lag is unknown; parties.x.together has how")]
    [InlineData("cache: {}", "parties.x.cache.ttl is missing")]
    [InlineData("cache: {ttl: 1 h, caches: 0}", "from 1 to 1000")]
    [InlineData("repeats: {within: 1 s}", "repeats.share is missing")]
    [InlineData("source: a\ncontacts: [1, 2]", "has 2 numbers for 1 sources")]
    [InlineData("contacts: many", "write a whole number from 1")]
    [InlineData("source: a", "parties.x.demand is missing")]
    [InlineData("demand: []", "parties.x.demand is empty")]
    [InlineData("demand: [{jitter: 1 s}]", "says no sort of demand; write one of schedule, sleep, random, at")]
    [InlineData("demand: [{random: 1 per day, sleep: 1 h}]", "is sleep and random; write each as an entry of its own")]
    [InlineData("demand: [{random: often}]", "write a rate such as 3 per hour")]
    [InlineData("demand: [{random: 3 to 1 per hour}]", "write a rate such as")]
    [InlineData("demand: [{random: 2000 per second}]", "write a rate such as")]
    [InlineData("demand: [{random: 9999999999 per hour}]", "at most a thousand a second")]
    [InlineData("demand: [{random: 1 per day, follows: [nothing]}]", "names nothing, which is not under levels; add it there")]
    [InlineData("demand: [{random: 1 per day, jitter: 1 s}]", "demand[0].jitter is unknown")]
    [InlineData("demand: [{random: 1 per day, children: {}}]", "children.mean is missing")]
    [InlineData("demand: [{random: 1 per day, children: {mean: 1}}]", "from 0 to 0.95")]
    [InlineData("demand: [{random: 1 per day, retries: {}}]", "retries.after is missing")]
    [InlineData("demand: [{schedule: 1 h, jitter: 2 h}]", "is more than the period of 1 h")]
    [InlineData("demand: [{schedule: 1 h, missed: 100 %}]", "it can be 0 to 99 %")]
    [InlineData("source: a\ntarget: b\ndemand: [{schedule: 10 ms}]", "parties.x.demand makes about 60,480,000 demands: at most 20,000,000")]
    [InlineData("demand: [{sleep: 1 h, phase: 1 s}]", "demand[0].phase is unknown")]
    [InlineData("demand: [{at: [2026-04-01]}]", "lies outside the record")]
    [InlineData("demand: [{at: [noon]}]", "demand[0].at[0] is wrong")]
    public void A_party_that_cannot_be_is_refused(string lines, string because) =>
        Assert.Contains(Some.Problems($"{Head}  x:\n{Some.Indented(lines)}"), p => p.Contains(because, StringComparison.Ordinal));
}

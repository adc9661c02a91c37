using Postern.Analysis.Findings;

namespace Postern.Tests.RealRecords;

/// <summary>What is said of real records must be true, and nothing may be said where there is nothing (truth files beside the data).</summary>
public sealed class RealRecordTests
{
    const string Postfix = "postfix/server-mail/mail.log.1.gz";
    const string Quiet = "stratosphere/003-zeek-scenario-malicious";
    const string Camera = "stratosphere/001-zeek-scenario-malicious/conn.log.gz";
    const string Honeypot8 = "stratosphere/008-zeek-mixed/data/conn.log.labeled.gz";
    const string Honeypot10 = "stratosphere/010-zeek-mixed/data/conn.log.labeled.gz";

    [Theory]
    [InlineData("147.224.63.58")]
    [InlineData("165.199.26.15")]
    public void The_two_hourly_clients_of_a_mail_server_are_found(string client)
    {
        var found = Assert.Single(RealRecord.Of(Postfix).Periodic, pair => pair.Source == client);
        Assert.Equal(3_600, found.Cadence!.PeriodSeconds!.Value, 2.0);
        Assert.Equal("smtp-in", found.Kind);
    }

    [Fact]
    public void Nothing_else_that_calls_the_mail_server_is_called_periodic()
    {
        var clients = RealRecord.Of(Postfix).Periodic.Where(pair => pair.Kind == "smtp-in").Select(pair => pair.Source);
        Assert.Equal(["147.224.63.58", "165.199.26.15"], clients.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_beacon_through_a_proxy_is_found_with_its_period()
    {
        var record = RealRecord.Of("rita/proxy/conn.log");
        var found = record.Pair("10.136.0.18", "10.136.0.16");
        Assert.Equal("periodic", found.Cadence!.Verdict);
        Assert.Equal(249, found.Cadence.PeriodSeconds!.Value, 5.0); // RITA's expectations: median 249 s, MAD 23 s
        Assert.Equal("10.136.0.16", record.Found.Targets[0].Target);
    }

    [Fact]
    public void A_record_without_a_beat_gets_none()
    {
        var record = RealRecord.Of(Quiet);
        Assert.Empty(record.Periodic);
        Assert.Empty(record.Stopped);
        Assert.All(record.Pairs, pair => Assert.Empty(pair.Changes!));
        Assert.Contains(record.Found.Headline, sentence => sentence.StartsWith("Nothing stands out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Camera, "stratosphere-001.json", 5)]
    [InlineData(Honeypot8, "stratosphere-008.json", 1)]
    public void Pollers_whose_gaps_all_lie_at_one_period_are_found_with_it(string path, string truth, int least)
    {
        var record = RealRecord.Of(path);
        var checkedPairs = 0;
        foreach (var pair in RealRecord.Truth(truth).Where(t => t.Contacts >= 20 && t.ShareNear >= .98 && t.MedianGap > 10))
        {
            var found = record.Pair(pair.Source, pair.Target);
            if (found.Contacts != pair.Contacts)
                continue; // the truth counts by port
            checkedPairs++;
            Assert.Equal("periodic", found.Cadence!.Verdict);
            Assert.InRange(found.Cadence.PeriodSeconds!.Value / pair.MedianGap, .97, 1.03);
        }
        Assert.InRange(checkedPairs, least, int.MaxValue);
    }

    [Fact]
    public void The_control_connection_of_a_compromised_host_ranks_among_the_first()
    {
        // Labelled CC by the capture's authors: two connections a cycle, 9 and 14 s apart.
        var record = RealRecord.Of(Camera);
        var cycles = 23.06 / record.Pair("192.168.1.115", "41.108.179.197").Cadence!.PeriodSeconds!.Value;
        Assert.InRange(Math.Round(cycles), 1, 5); // both steps are nearly multiples of a fifth of the cycle
        Assert.Equal(Math.Round(cycles), cycles, .02);
        Assert.Contains("41.108.179.197", record.Found.Targets.Take(3).Select(target => target.Target));
    }

    [Fact]
    public void A_poller_that_misses_beats_is_found_with_its_period()
    {
        var found = RealRecord.Of(Honeypot8).Pair("147.32.81.167", "91.228.167.171").Cadence!;
        Assert.Equal("periodic", found.Verdict);
        Assert.Equal(301.8, found.PeriodSeconds!.Value, 1.0);
        Assert.InRange(found.MissedShare!.Value, .02, .3);
    }

    [Fact]
    public void Strangers_who_attack_a_host_are_not_called_periodic() =>
        Assert.DoesNotContain(RealRecord.Of(Honeypot8).Periodic, pair => pair.Target == "147.32.81.167");

    [Fact]
    public void A_host_that_went_silent_is_said_to_have_stopped_and_its_attackers_of_the_last_hour_are_not()
    {
        var record = RealRecord.Of(Honeypot10);
        var host = record.Stopped.Where(pair => pair.Source == "147.32.83.234").ToList();
        Assert.InRange(host.Count, 5, int.MaxValue);
        // The host itself called nobody after this; strangers went on to call it until 21:59.
        Assert.All(host, pair => Assert.True(string.CompareOrdinal(pair.To, "2022-06-14T15:40") < 0, $"{pair.Target} {pair.To}"));
        Assert.All(record.Stopped, pair => Assert.True(string.CompareOrdinal(pair.To, "2022-06-14T21:00") < 0, $"{pair.Source} {pair.To}"));
        Assert.Contains(record.Found.Headline, sentence => sentence.Contains("of one source, 147.32.83.234", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Postfix)]
    [InlineData("rita/proxy/dns.log.gz")]
    [InlineData(Camera)]
    [InlineData(Honeypot8)]
    [InlineData(Honeypot10)]
    [InlineData("wrccdc-2018/dns.log.gz")]
    public void Where_a_beat_is_claimed_contacts_follow_one_another_at_its_period(string path)
    {
        var record = RealRecord.Of(path);
        // A beat whose jitter is not resolved, or that misses more beats than METHODS §13 tries, shows in the spectrum and not from contact to contact.
        foreach (var pair in record.Periodic.Where(pair => pair.Cadence is { JitterSeconds: not null, MissedShare: < .7 }))
            Assert.True(Followed(record.Seconds(pair), pair.Cadence!) >= .1, $"{pair.Source} {pair.Target}: {pair.Cadence!.Text}");
    }

    [Theory]
    [InlineData(Postfix)]
    [InlineData(Honeypot10)]
    public void No_sentence_is_empty_and_every_p_value_is_one(string path)
    {
        var record = RealRecord.Of(path);
        Assert.All(record.Pairs, pair =>
        {
            Assert.NotEmpty(pair.Why!);
            Assert.InRange(pair.Cadence!.PValue ?? 1, double.Epsilon, 1);
            Assert.InRange(pair.Cadence.QValue ?? 1, double.Epsilon, 1);
            Assert.InRange(pair.End!.PValue ?? 1, 0, 1);
            Assert.All(pair.Changes!, change => Assert.InRange(change.PValue!.Value, 0, .05));
        });
    }

    /// <summary>Share of the contacts that are followed by one at one to four periods' distance, less the share at half a period
    /// more: what density and bursts give by themselves is in both.</summary>
    static double Followed(double[] seconds, CadenceFindings beat)
    {
        var period = beat.PeriodSeconds!.Value;
        var latitude = Math.Max(period / 100, Math.Min(period / 4, 2 * beat.JitterSeconds!.Value));
        return (Share(0) - Share(.5)) / seconds.Length;

        double Share(double more) => seconds.Count(time => Enumerable.Range(1, 4).Any(beats => Any(time + (beats + more) * period)));

        bool Any(double around)
        {
            var at = Array.BinarySearch(seconds, around - latitude);
            at = at < 0 ? ~at : at;
            return at < seconds.Length && seconds[at] <= around + latitude;
        }
    }
}

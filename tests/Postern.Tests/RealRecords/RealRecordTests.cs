using Postern.Analysis.Findings;

namespace Postern.Tests.RealRecords;

/// <summary>What is said of real records must be true, and nothing may be said where there is nothing (truth files beside the data).</summary>
public sealed class RealRecordTests
{
    const string Postfix = "postfix/server-mail/mail.log.1.gz";
    const string Quiet = "stratosphere/003-zeek-scenario-malicious";
    const string Camera = "stratosphere/001-zeek-scenario-malicious/conn.log.gz";
    const string Honeypot8 = "stratosphere/008-zeek-mixed/data/conn.log.labeled.gz";
    const string Exercise = "wrccdc-2018/dns.log.gz";
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
    public void The_control_connection_of_a_compromised_host_comes_in_twos_and_ranks_among_the_first()
    {
        // Labelled CC by the capture's authors: two connections a cycle, 9 and 14 s apart.
        var record = RealRecord.Of(Camera);
        var found = record.Pair("192.168.1.115", "41.108.179.197").Cadence!;
        Assert.Equal(23.06, found.PeriodSeconds!.Value, 0.1);
        Assert.Equal(2, found.OccasionsPerBeat);
        Assert.Equal(0, found.MissedShare!.Value, 0.01);
        Assert.Null(found.PeriodChanges);
        Assert.Contains("41.108.179.197", record.Found.Targets.Take(3).Select(target => target.Target));
    }

    /// <summary>Periods read off the gaps of the files themselves, and the least and greatest share of beats missed that they allow.</summary>
    public static TheoryData<string, string, string, double, double, double> KnownBeats() => new()
    {
        // Look-ups for the same name and its address families: a minute's timer, and one of 20 and 40 s in turn.
        { Exercise, "10.47.1.153", "videosearch.ubuntu.com", 60, 0, 0.01 },
        { Exercise, "10.47.8.155", "videosearch.ubuntu.com", 20, 0.3, 0.35 },
        // Six look-ups within two milliseconds, 1.513 s apart.
        { Exercise, "10.47.1.208", "*", 1.5132, 0, 0.1 },
        // Bursts of ten to a hundred look-ups every half minute.
        { Exercise, "10.47.1.153", "ise.wrccdc.org", 30.365, 0, 0.05 },
        { Exercise, "10.47.2.153", "ise.wrccdc.org", 30.3, 0, 0.15 },
        { Exercise, "10.47.8.155", "ise.wrccdc.org", 30.35, 0, 0.1 },
        // Pollers of a quarter of an hour and of 28 minutes that are started anew out of turn (truth file: median 900.15).
        { Honeypot8, "147.32.81.167", "20.54.24.231", 900.15, 0.05, 0.25 },
        { Honeypot8, "147.32.81.167", "51.104.162.168", 900.15, 0.1, 0.35 },
        { Honeypot8, "147.32.81.167", "20.199.120.151", 1680.0, 0, 0.25 },
        { Honeypot8, "147.32.81.167", "91.228.165.146", 301.8, 0.1, 0.3 },
        { Honeypot10, "147.32.83.234", "34.225.190.52", 300.39, 0, 0.1 },
        { Honeypot10, "129.82.138.44", "147.32.83.234", 5280, 0, 0.1 },
    };

    [Theory]
    [MemberData(nameof(KnownBeats))]
    public void A_known_beat_is_said_with_its_period_and_its_misses(
        string path, string source, string target, double period, double leastMissed, double mostMissed)
    {
        var found = RealRecord.Of(path).Pair(source, target).Cadence!;
        Assert.Equal("periodic", found.Verdict);
        Assert.Equal(1, found.PeriodSeconds!.Value / period, 0.002);
        Assert.InRange(found.MissedShare!.Value, leastMissed, mostMissed);
    }

    [Theory]
    [InlineData("172.31.255.5", "login.live.com")] // 1, 1, 2, 4 s and a pause: a stub resolver's retries
    [InlineData("172.31.255.5", "heartbeat.dm.origin.com")]
    [InlineData("172.31.255.5", "public-ubiservices.ubi.com")]
    [InlineData("10.47.8.150", "www.splunk.com")] // five bursts
    public void Retries_and_too_few_bursts_are_called_regular_and_not_periodic(string source, string target)
    {
        var found = RealRecord.Of(Exercise).Pair(source, target).Cadence!;
        Assert.Equal("irregular", found.Verdict);
        Assert.Null(found.PeriodSeconds);
    }

    [Theory]
    [InlineData("stratosphere/005-zeek-scenario-malicious/conn.log.gz")]
    [InlineData(Camera)]
    [InlineData(Honeypot8)]
    [InlineData(Honeypot10)]
    [InlineData(Exercise)]
    public void No_beat_is_claimed_of_which_nine_in_ten_are_missed_and_no_period_changes_to_nothing(string path)
    {
        foreach (var found in RealRecord.Of(path).Periodic.Select(pair => pair.Cadence!))
        {
            Assert.True(found.MissedShare is null or <= 0.9, found.Text);
            Assert.All(found.PeriodChanges ?? [], change => Assert.InRange(Math.Min(change.PeriodBefore, change.PeriodAfter), 1, double.PositiveInfinity));
        }
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
    [InlineData(Exercise)]
    public void Where_a_beat_is_claimed_contacts_follow_one_another_at_its_period(string path)
    {
        var record = RealRecord.Of(path);
        // A beat whose jitter is not resolved shows in the spectrum and not from contact to contact.
        foreach (var pair in record.Periodic.Where(pair => pair.Cadence is { JitterSeconds: not null }))
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
            Assert.InRange(pair.End!.PValue ?? 1, double.Epsilon, 1);
            Assert.InRange(pair.End.QValue ?? 1, double.Epsilon, 1);
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

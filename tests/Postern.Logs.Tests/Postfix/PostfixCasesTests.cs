using Postern.Contacts;
using Postern.Logs.Postfix;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Postfix;

/// <summary>Logs of real servers: short cases whose names say what happens, and one server's day.</summary>
public class PostfixCasesTests
{
    // Counted by hand from the lines of each file.
    [Theory]
    [InlineData("1_bounce_simple.log", "accepted 2, bounced 1, sent 1")]
    [InlineData("3_local_delivery.log", "accepted 2, sent 2")]
    [InlineData("4_lost_queue.log", "accepted 8, sent 8")]
    [InlineData("6_deferred_message_retry.log", "accepted 1, deferred 1, sent 5")]
    [InlineData("7_only_connections_and_disconnections.log", "unknown 2")]
    [InlineData("9_mixed_messages.log", "accepted 4, bounced 4, sent 8")]
    [InlineData("10_pickup.log", "accepted 1, sent 1")]
    [InlineData("11_single_successful_delivery.log", "accepted 2, sent 2")]
    [InlineData("12_two_independent_deliveries_in_the_same_smtpd_process_in_order.log", "accepted 4, sent 4")]
    [InlineData("13_empty_msgid_issue_388.log", "accepted 2, sent 2")]
    [InlineData("15_milter-reject.log", "deferred 1")]
    [InlineData("16_corrupted_messageid.log", "accepted 1")]
    [InlineData("17-smtpd-reject.log", "accepted 1, rejected 1")]
    [InlineData("17-smtpd-reject-with-milter-reject.log", "rejected 3")]
    [InlineData("18_pickup2.log", "sent 1")]
    [InlineData("19_postfix_version.log", "")]
    [InlineData("21_deliveries_with_local_daemon.log", "accepted 3, no-mail 4, sent 3")]
    [InlineData("22_virtual_delivery.log", "accepted 1")]
    [InlineData("26_two_recipients.log", "accepted 1, sent 2")]
    [InlineData("27_one_sent_one_received.log", "accepted 2, sent 1")]
    [InlineData("30_in_reply_to_header.log", "accepted 1, sent 1")]
    [InlineData("31_inbound_reply.log", "accepted 2, sent 1")]
    [InlineData("33_delivery_with_remote_id.log", "accepted 1, sent 1")]
    public void Case_gives_what_its_name_says(string file, string outcomes)
    {
        var (sink, records) = Read("postfix", "individual_files", file);
        Assert.Equal(outcomes, string.Join(", ", sink.Contacts.CountBy(c => c.Outcome)
            .OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}")));
        Assert.Equal(records, sink.Fates);
        Assert.Empty(sink.Rejected);
    }

    [Fact]
    public void Deferred_message_is_sent_to_another_relay_seven_minutes_later()
    {
        var (sink, _) = Read("postfix", "individual_files", "6_deferred_message_retry.log");
        var attempts = sink.Contacts.Where(c => c.Kind == ContactKind.SmtpOut && (string?)c.Detail["queue_id"] == "A17F830001CA").ToList();
        Assert.Equal(
            "deferred mailin6.zih.recipient.relay.example.com, sent mailin5.zih.recipient.relay.example.com",
            string.Join(", ", attempts.Select(a => $"{a.Outcome} {a.Target}")));
        Assert.Equal(426 * UnixTime.Second, attempts[1].Time - attempts[0].Time);
    }

    [Fact]
    public void Every_line_of_a_real_server_has_one_fate()
    {
        foreach (var file in SharedData.Files("postfix/server-mail", "mail.*"))
        {
            var (sink, records) = Read(file.Split('/'));
            Assert.Equal(records, sink.Fates);
            Assert.Empty(sink.Rejected);
        }
    }

    // truth/postfix-2021-01-27.json
    [Theory]
    [InlineData("147.224.63.58", "no-mail", 24, "2021-01-27T06:50:01Z", "2021-01-28T05:49:58Z", 3600)]
    [InlineData("165.199.26.15", "accepted", 33, "2021-01-27T07:00:04Z", "2021-01-28T06:00:03Z", 3599)]
    public void Hourly_clients_of_a_real_server_are_found(
        string client, string outcome, int contacts, string first, string last, double medianGap)
    {
        var (sink, _) = Read("postfix", "server-mail", "mail.log.1.gz");
        var times = sink.Contacts.Where(c => c.Source == client).Select(c => c.Time!.Value).Order().ToList();
        Assert.Equal(contacts, times.Count);
        Assert.All(sink.Contacts.Where(c => c.Source == client), c => Assert.Equal(outcome, c.Outcome));
        Assert.Equal((first, last), (UnixTime.Format(times[0]), UnixTime.Format(times[^1])));
        var gaps = times.Zip(times.Skip(1), (a, b) => (b - a) / 1e9).Order().ToList();
        Assert.InRange((gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2]) / 2, medianGap - 1, medianGap + 1);
    }

    [Fact]
    public void Deliveries_of_a_real_server_are_counted_whether_they_leave_the_machine_or_not()
    {
        var (sink, _) = Read("postfix", "server-mail", "mail.log.1.gz");
        var sent = sink.Contacts.Count(c => c is { Kind: ContactKind.SmtpOut, Outcome: "sent" });
        Assert.Equal(254, sent + sink.Ignored["local delivery"]);
    }

    static (ListSink Sink, long Records) Read(params string[] path) =>
        SampleReading.File(new PostfixFormat(), SharedData.Path(path), new ReadOptions { LogYear = 2021 });
}

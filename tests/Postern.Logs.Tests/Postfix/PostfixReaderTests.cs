using Postern.Contacts;
using Postern.Logs.Postfix;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Postfix;

public class PostfixReaderTests
{
    const string At = "2026-01-02T03:04:05.000001+00:00 mx1 ";

    [Fact]
    public void Field_names_inside_addresses_subjects_and_replies_are_never_taken()
    {
        var (sink, _) = SampleReading.File(
            new PostfixFormat(), SharedData.Path("hostile", "postfix-fake-fields.log"), new ReadOptions());
        Assert.Equal(
            [("192.0.2.1", "mx1", "rejected"), ("mx1", "mx.t.test", "bounced")],
            sink.Contacts.Select(c => (c.Source!, c.Target, c.Outcome)));
    }

    [Fact]
    public void Size_comes_from_the_queue_manager_even_after_the_session_and_only_the_first_counts()
    {
        var sink = Read("""
            postfix/smtpd[1]: connect from a.test[192.0.2.1]
            postfix/smtpd[1]: 5C0D3B320F2: client=a.test[192.0.2.1]
            postfix/smtpd[1]: disconnect from a.test[192.0.2.1] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
            postfix/qmgr[2]: 5C0D3B320F2: from=<s@a.test>, size=4267, nrcpt=2 (queue active)
            postfix/qmgr[2]: 5C0D3B320F2: from=<s@a.test>, size=9999, nrcpt=2 (queue active)
            """);
        var contact = Assert.Single(sink.Contacts);
        Assert.Equal(("accepted", 4267L), (contact.Outcome, contact.Bytes));
        Assert.Equal("s@a.test", (string?)contact.Detail["mail_from"]);
    }

    [Fact]
    public void A_queue_id_that_is_used_again_belongs_to_the_new_message()
    {
        var sink = Read("""
            postfix/smtpd[1]: 5C0D3B320F2: client=a.test[192.0.2.1]
            postfix/qmgr[2]: 5C0D3B320F2: from=<s@a.test>, size=100, nrcpt=1 (queue active)
            postfix/qmgr[2]: 5C0D3B320F2: removed
            postfix/smtpd[1]: 5C0D3B320F2: client=b.test[192.0.2.2]
            postfix/qmgr[2]: 5C0D3B320F2: from=<s@b.test>, size=200, nrcpt=1 (queue active)
            postfix/smtpd[1]: 5C0D3B320F2: client=c.test[192.0.2.3]
            postfix/qmgr[2]: 5C0D3B320F2: from=<s@c.test>, size=300, nrcpt=1 (queue active)
            """);
        Assert.Equal([100L, 200, 300], sink.Contacts.Select(c => c.Bytes!.Value));
    }

    [Fact]
    public void A_filters_verdict_on_a_message_corrects_it_and_is_no_second_contact()
    {
        var sink = Read("""
            postfix/smtpd[1]: connect from a.test[192.0.2.1]
            postfix/smtpd[1]: 5C0D3B320F2: client=a.test[192.0.2.1]
            postfix/cleanup[3]: 5C0D3B320F2: milter-reject: END-OF-MESSAGE from a.test[192.0.2.1]: 5.7.1 no; from=<s@a.test> to=<r@b.test> proto=ESMTP helo=<a>
            postfix/smtpd[1]: disconnect from a.test[192.0.2.1] ehlo=1 mail=1 rcpt=1 data=0/1 quit=1 commands=4/5
            """);
        Assert.Equal("rejected", Assert.Single(sink.Contacts).Outcome);
        Assert.Equal(4, sink.Fates);
    }

    [Fact]
    public void A_session_without_mail_is_dated_to_its_start_and_told_apart_by_process()
    {
        var sink = Read("""
            postfix/smtpd[1]: connect from a.test[192.0.2.1]
            postfix/smtpd[2]: connect from b.test[192.0.2.2]:4711
            postfix/smtpd[1]: NOQUEUE: reject: RCPT from a.test[192.0.2.1]: 450 4.1.8 no; from=<> to=<r@b.test> proto=ESMTP helo=<a>
            postfix/smtpd[2]: disconnect from b.test[192.0.2.2]:4711 ehlo=1 quit=1 commands=2
            postfix/smtpd[1]: disconnect from a.test[192.0.2.1] commands=4
            postfix/smtpd[3]: connect from c.test[192.0.2.3]
            """);
        Assert.Equal(
            [(2L, "192.0.2.2", "no-mail"), (3, "192.0.2.1", "deferred")],
            sink.Contacts.Select(c => (c.Line, c.Source!, c.Outcome)).Order());
        Assert.Equal(4711, sink.Contacts.Single(c => c.Line == 2).SourcePort);
        Assert.Equal(6, sink.Fates);
        Assert.Equal(2, sink.Ignored["connect"]);
    }

    [Theory]
    [InlineData("relay=mail.test[private/dovecot-lmtp], delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)")]
    [InlineData("relay=dovecot, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered)")]
    public void Delivery_through_a_socket_of_the_machine_is_no_contact(string relay) =>
        Assert.Equal(1, Read($"postfix/lmtp[1]: 5C0D3B320F2: to=<a@b.test>, {relay}").Ignored["local delivery"]);

    [Theory]
    [InlineData("sent", "sent")]
    [InlineData("deferred", "deferred")]
    [InlineData("SOFTBOUNCE", "deferred")]
    [InlineData("expired", "expired")]
    [InlineData("deliverable", "no-mail")]
    [InlineData("undeliverable", "bounced")]
    [InlineData("news", "unknown")]
    public void Status_word_becomes_an_outcome(string status, string outcome)
    {
        var sink = Read($"postfix/smtp[1]: 5C0D3B320F2: to=<a@b.test>, orig_to=<root>, relay=MX.b.test[2001:DB8::1]:25, "
            + $"conn_use=2, delay=1, delays=0/0/0/1, dsn=2.0.0, status={status} (text)");
        var contact = Assert.Single(sink.Contacts);
        Assert.Equal((outcome, "mx.b.test", 25), (contact.Outcome, contact.Target, contact.TargetPort));
        Assert.Equal("root", (string?)contact.Detail["orig_to"]);
    }

    [Fact]
    public void An_instance_with_another_syslog_name_is_read_and_other_programs_are_not()
    {
        var sink = Read("""
            out-2/relay/smtp[1]: 5C0D3B320F2: to=<a@b.test>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (no)
            nothing/like[1]: 5C0D3B320F2: to=<a@b.test>, relay=none, delay=1, dsn=4.4.1, status=deferred (no)
            dovecot: imap-login: Login
            postfix/smtp[1]: message repeated 3 times: [ 5C0D3B320F2: to=<a@b.test>]
            """);
        Assert.Equal("b.test", Assert.Single(sink.Contacts).Target);
        Assert.Equal(2, sink.Ignored["other program"]);
        Assert.Equal(4, sink.Fates);
    }

    [Theory]
    [InlineData("postfix/smtp[1]: 5C0D3B320F2: to=<a@b.test>, relay=mx.b.te")]
    [InlineData("postfix/smtpd[1]: 5C0D3B320F2: client=a.te")]
    [InlineData("postfix/smtpd[1]: NOQUEUE: reject: RCPT from a.test[192.0.2")]
    public void A_cut_line_is_rejected(string line) => Assert.Single(Read(line).Rejected);

    [Fact]
    public void Programs_told_from_the_text_give_the_same_contacts_as_programs_told_by_the_tag()
    {
        var tagged = Contacts("syslog-iso.log");
        Assert.Equal(tagged, Contacts("syslog-rfc5424.log"));
        Assert.Equal(77, tagged.Count);

        static List<string> Contacts(string file) =>
            [.. SampleReading.File(new PostfixFormat(), SharedData.Path("formats", "postfix", file), new ReadOptions()).Sink.Contacts
                .Select(c => $"{c.Line} {c.Time} {c.Source} {c.Target} {c.Outcome} {c.Bytes} {c.Detail.ToJsonString()}")];
    }

    // formats.md §7.1: 4k0j7t5cMyz1jTQv is of 2026-12-31T22:59:54.790606Z.
    [Fact]
    public void Long_queue_ids_tell_the_year()
    {
        var reader = new PostfixFormat().Open(
            SampleReading.Context() with { WrittenAt = UnixTime.From(new DateTimeOffset(2031, 6, 1, 0, 0, 0, TimeSpan.Zero)) });
        var sink = new ListSink();
        reader.Read("Dec 31 22:59:55 mx1 postfix/smtpd[1]: 4k0j7t5cMyz1jTQv: client=a.test[192.0.2.1]"u8, 1, sink);
        reader.Finish(sink);
        Assert.Equal("2030-12-31T22:59:55Z", UnixTime.Format(sink.Contacts[0].Time!.Value));
        Assert.Equal(2026, reader.BetterYear);
    }

    [Fact]
    public void Long_queue_ids_tell_that_the_zone_is_wrong()
    {
        var path = SharedData.Path("formats", "postfix", "maillog-long-qid-new-year.log");
        var (wrong, _) = SampleReading.File(new PostfixFormat(), path, new ReadOptions());
        Assert.Contains(wrong.Warned, w => w.Contains("1:00 h ahead", StringComparison.Ordinal));
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var (right, _) = SampleReading.File(new PostfixFormat(), path, new ReadOptions { LogZone = berlin });
        Assert.DoesNotContain(right.Warned, w => w.Contains("ahead", StringComparison.Ordinal));
        Assert.Equal("2026-12-31T22:59:54Z", UnixTime.Format(right.Contacts[0].Time!.Value));
    }

    [Fact]
    public void A_log_without_host_takes_the_servers_name_from_the_user()
    {
        const string Line = "Jan  2 03:04:05 postfix/smtpd[1]: 5C0D3B320F2: client=a.test[192.0.2.1]";
        Assert.Equal("mail.lab.test", SampleReading.Text(new PostfixFormat(), Line, new ReadOptions { Server = "Mail.Lab.test" }).Contacts[0].Target);
        var nameless = SampleReading.Text(new PostfixFormat(), Line);
        Assert.Contains(nameless.Assumed, a => a.Contains("--server", StringComparison.Ordinal));
    }

    static ListSink Read(string lines) => SampleReading.Text(
        new PostfixFormat(), string.Join('\n', lines.Split('\n').Select(l => At + l)));
}

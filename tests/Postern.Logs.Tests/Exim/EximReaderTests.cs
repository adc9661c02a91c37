using Postern.Contacts;
using Postern.Logs.Exim;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Exim;

public class EximReaderTests
{
    const string Id = "1xUvww-00037U-2y";

    [Fact]
    public void A_clock_that_jumps_is_read_to_the_end_and_said()
    {
        var (sink, records) = SampleReading.File(
            new EximFormat(), SharedData.Path("hostile", "exim-clock-jump.log"), new ReadOptions { LogZone = TimeZoneInfo.Utc });
        Assert.Equal(records, sink.Fates);
        Assert.Empty(sink.Rejected);
        Assert.NotEmpty(sink.Contacts);
        Assert.Contains(sink.Warned, w => w.Contains("back", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("H=([6.6.6.6]) [192.0.2.7]", "([6.6.6.6])", null)]
    [InlineData("H=(a) [6.6.6.6]) [192.0.2.7]:25", "(a) [6.6.6.6])", null)]
    [InlineData("H=(a) [6.6.6.6] (b) [192.0.2.7]", "(a) [6.6.6.6] (b)", null)]
    [InlineData("H=mx.a.test ([6.6.6.6]) [192.0.2.7]:25", "mx.a.test", "[6.6.6.6]")]
    [InlineData("H=mx.a.test [192.0.2.7] I=[6.6.6.6]:25", "mx.a.test", null)]
    [InlineData("H=[192.0.2.7]", null, null)]
    public void Only_the_last_address_of_the_host_is_true(string host, string? name, string? helo)
    {
        var contact = Assert.Single(Read($"{Id} <= a@b.test {host} P=esmtp S=100 T=\"x [7.7.7.7]\" from <a@b.test> for c@d.test").Contacts);
        Assert.Equal("192.0.2.7", contact.Source);
        Assert.Equal(name, (string?)contact.Detail["source_name"]);
        Assert.Equal(helo, (string?)contact.Detail["helo"]);
        Assert.Equal(100, contact.Bytes);
    }

    [Fact]
    public void Fields_inside_a_subject_a_sender_or_a_reply_are_never_taken()
    {
        var sink = Read($"""
            {Id} <= "odd H=[6.6.6.6] S=9"@b.test T="\" H=[6.6.6.6] S=9" H=(h) [192.0.2.7] P=esmtp S=100
            {Id} => "a H=x [6.6.6.6]"@t.test R=r T=t H=mx.t.test [192.0.2.9]:25 C="250 \" H=y [7.7.7.7] ok"
            """);
        Assert.Equal(
            [("192.0.2.7", "this-server", 100L), ("this-server", "mx.t.test", 100)],
            sink.Contacts.Select(c => (c.Source!, c.Target, c.Bytes!.Value)));
    }

    [Theory]
    [InlineData("== a@b.test R=r T=t defer (-54): retry time not reached for any host", false)]
    [InlineData("== a@b.test routing defer (-52): retry time not reached", false)]
    [InlineData("== a@b.test R=r T=t defer (-44) H=mx.b.test [192.0.2.9]: SMTP error: 450 retry time not reached", true)]
    [InlineData("== a@b.test R=r T=t defer (111): Connection refused", true)]
    [InlineData("== retry@b.test <routing@b.test> R=routing T=t defer (111): Connection refused", true)]
    public void A_deferral_counts_when_something_was_tried(string text, bool tried)
    {
        var sink = Read($"{Id} {text}");
        Assert.Equal(tried ? 1 : 0, sink.Contacts.Count(c => c.Outcome == "deferred"));
        Assert.Equal(tried ? 0 : 1, sink.Ignored.GetValueOrDefault("not tried"));
    }

    [Theory]
    [InlineData("H=(h) [192.0.2.7] X=TLS1.3:a:128 CV=no F=<a@b.test> rejected RCPT <c@d.test>: no", "rejected", "RCPT")]
    [InlineData("H=(h) [192.0.2.7] temporarily rejected connection in \"connect\" ACL: \"later\"", "deferred", "connection")]
    [InlineData("H=(h) [192.0.2.7] F=<\"x rejected y\"@b.test> temporarily rejected RCPT <c@d.test>: greylisted", "deferred", "RCPT")]
    [InlineData("rejected MAIL FROM:<a@b.test> H=(h) [192.0.2.7]: message too big", "rejected", "MAIL")]
    [InlineData("rejected HELO from (h) [192.0.2.7]: syntactically invalid argument(s): a_b", "rejected", "HELO")]
    [InlineData(Id + " H=(h) [192.0.2.7] F=<a@b.test> rejected after DATA: content: rejected", "rejected", "after DATA")]
    public void A_refusal_is_a_contact(string text, string outcome, string stage)
    {
        var contact = Assert.Single(Read(text).Contacts);
        Assert.Equal(("192.0.2.7", outcome, stage), (contact.Source, contact.Outcome, (string?)contact.Detail["stage"]));
    }

    [Theory]
    [InlineData("H=(h) [192.0.2.7] incomplete transaction (RSET) from <rejected@b.test>")]
    [InlineData("H=a.test [192.0.2.7] sender verify fail for <a@b.test>: rejected RCPT <x@y.test>")]
    [InlineData("SMTP connection from (lost) [192.0.2.7] closed by QUIT")]
    [InlineData(Id + " H=mx.b.test [192.0.2.9]: Remote host closed connection")]
    public void Other_lines_are_ignored(string text) => Assert.Equal(1, Read(text).Ignored["other"]);

    [Theory]
    [InlineData(Id + " <= a@b.test H=(h) [192.0.2")]
    [InlineData(Id + " => a@b.test R=r T=t H=mx.b.te")]
    [InlineData("H=(h rejected RCPT <a@b.test>: no")]
    public void A_damaged_line_is_rejected(string text) => Assert.Single(Read(text).Rejected);

    [Fact]
    public void Message_ids_tell_the_year_of_a_syslog_without_years()
    {
        var reader = new EximFormat().Open(
            SampleReading.Context() with { WrittenAt = UnixTime.From(new DateTimeOffset(2031, 6, 1, 0, 0, 0, TimeSpan.Zero)) });
        var sink = new ListSink();
        reader.Read("Nov 22 01:00:58 mx2 exim[1]: 1xUvww-00037U-2y <= a@b.test H=(h) [192.0.2.7] P=esmtp S=1"u8, 1, sink);
        reader.Finish(sink);
        Assert.Equal(2026, reader.BetterYear);
    }

    [Fact]
    public void Message_ids_tell_that_the_zone_is_wrong()
    {
        var sink = SampleReading.Text(
            new EximFormat(), "2026-11-22 03:00:58 1xUvww-00037U-2y <= a@b.test H=(h) [192.0.2.7] P=esmtp S=1");
        Assert.Contains(sink.Warned, w => w.Contains("2:00 h ahead", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stamp_of_exims_own_inside_syslog_wins()
    {
        var sink = SampleReading.Text(
            new EximFormat(),
            "Nov 22 01:03:25 mx2 exim[1]: 2026-11-22 01:03:24.123 +0100 [1] 1xUvww-00037U-2y <= a@b.test H=(h) [192.0.2.7] S=1");
        Assert.Equal("2026-11-22T00:03:24.123Z", UnixTime.Format(sink.Contacts[0].Time!.Value));
        Assert.Equal("mx2", sink.Contacts[0].Target);
    }

    [Fact]
    public void Longer_ids_of_newer_versions_are_read() =>
        Assert.Single(Read("1rXpLt-00000003pAb-1234 <= a@b.test H=(h) [192.0.2.7] P=esmtp S=1").Contacts);

    static ListSink Read(string lines) => SampleReading.Text(
        new EximFormat(), string.Join('\n', lines.Split('\n').Select(l => "2026-11-22 01:00:58 " + l)));
}

using Postern.Contacts;
using Postern.Logs.Dnsmasq;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Dnsmasq;

public class DnsmasqReaderTests
{
    const string Own = "Nov 22 00:00:10 dnsmasq[9]: ";

    [Fact]
    public void The_first_result_settles_all_that_wait_for_the_name()
    {
        var sink = Read(
            "query[A] Host.test from 10.0.0.1", "query[AAAA] host.test from 10.0.0.2", "query[A] other.test from 10.0.0.1",
            "reply host.test is NXDOMAIN", "query[A] host.test from 10.0.0.3", "cached host.test is 192.0.2.1");
        Assert.Equal("NXDOMAIN | NXDOMAIN | unknown | NOERROR", sink.Outcomes);
        Assert.Equal(2, sink.Ignored["result line"]);
    }

    [Theory]
    [InlineData("query[PTR] 134.1.0.10.in-addr.arpa from ::1", "config 10.0.1.134 is NXDOMAIN", "NXDOMAIN")]
    [InlineData("query[PTR] 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa from ::1",
        "/etc/hosts 2001:db8::1 is host.lan", "NOERROR")]
    [InlineData("query[A] 10.0.1.134 from ::1", "config 10.0.1.134 is NXDOMAIN", "NXDOMAIN")]
    [InlineData("query[A] a.test from ::1", "reply a.test is NODATA-IPv4", "NOERROR")]
    [InlineData("query[A] a.test from ::1", "reply a.test is SERVFAIL (EDE: this is signed)", "SERVFAIL")]
    [InlineData("query[A] a.test from ::1", "auth a.test is 192.0.2.1 (DNSSEC signed)", "NOERROR")]
    [InlineData("query[A] a.test from ::1", "config a.test is not implemented", "NOTIMP")]
    [InlineData("query[TXT] a.test from ::1", "reply a.test is 5", "NOERROR")]
    [InlineData("query[A] a.test from ::1", "validation a.test is BOGUS", "SERVFAIL")]
    [InlineData("query[A] a.test from ::1", "validation a.test is SECURE", "unknown")]
    [InlineData("query[A] a.test from ::1", "gravity blocked a.test is 0.0.0.0", "BLOCKED")]
    [InlineData("query[A] a.test from ::1", "regex blacklisted a.test is 0.0.0.0", "BLOCKED")]
    [InlineData("query[A] a.test from ::1", "special domain a.test is NXDOMAIN", "BLOCKED")]
    [InlineData("query[A] a.test from ::1", "reply error is SERVFAIL", "unknown")]
    public void Results_give_the_outcome(string query, string result, string outcome) =>
        Assert.Equal(outcome, Assert.Single(Read(query, result).Contacts).Outcome);

    [Fact]
    public void With_serial_numbers_the_answer_is_exact_and_an_alias_waits_for_its_target()
    {
        var sink = Read(
            "1 10.0.0.1/5000 query[A] www.test from 10.0.0.1", "2 10.0.0.2/5000 query[A] www.test from 10.0.0.2",
            "2 10.0.0.2/5000 reply error is 4", "1 10.0.0.1/5000 reply www.test is <CNAME>",
            "1 10.0.0.1/5000 reply target.test is NXDOMAIN", "1 10.0.0.1/5000 reply www.test is 192.0.2.1");
        Assert.Equal("NXDOMAIN | NOTIMP", sink.Outcomes);
        Assert.Equal(5000, sink.Contacts[0].SourcePort);
        Assert.Equal(2, (int?)sink.Contacts[1].Detail["serial"]);
    }

    [Fact]
    public void Serial_numbers_may_begin_anew()
    {
        var sink = Read("TCP 1 ::1/50 query[A] a.test from ::1", "UDP 1 ::1/50 query[A] b.test from ::1", "UDP 1 ::1/50 reply b.test is ::2");
        Assert.Equal("unknown | NOERROR", sink.Outcomes);
    }

    [Fact]
    public void Raw_names_may_hold_the_words_of_the_format()
    {
        var sink = Read(
            "query[A] victim.test from 10.0.0.1",
            "query[A] victim.test is NXDOMAIN from 10.0.0.9 from 10.0.0.2",
            "reply victim.test is NXDOMAIN from 10.0.0.9 is NXDOMAIN",
            "query[A] <name unprintable> from 10.0.0.3");
        Assert.Equal("unknown | NXDOMAIN | unknown", sink.Outcomes);
        Assert.Equal("10.0.0.1 | 10.0.0.2 | 10.0.0.3", sink.Sources);
        Assert.Equal("victim.test is nxdomain from 10.0.0.9", sink.Contacts[1].Target);
        Assert.Equal("<name unprintable>", sink.Contacts[2].Target);
    }

    [Theory]
    [InlineData("dnsmasq: query[A] a.test from ::1", null)]
    [InlineData("dnsmasq[7]: query[A] a.test from ::1", null)]
    [InlineData("Thu Jan  1 00:10:00 2026 daemon.info dnsmasq[1]: query[A] a.test from ::1", "2026-01-01T00:10:00Z")]
    [InlineData("<30>1 2026-11-22T00:00:10Z ns dnsmasq 9 - - query[A] a.test from ::1", "2026-11-22T00:00:10Z")]
    public void Every_kind_of_header_is_read(string line, string? time)
    {
        var contact = Assert.Single(SampleReading.Text(new DnsmasqFormat(), line).Contacts);
        Assert.Equal(time, contact.Time is { } known ? UnixTime.Format(known) : null);
        Assert.Equal(LineTest.Yes, new DnsmasqFormat().Test(System.Text.Encoding.UTF8.GetBytes(line), first: true));
    }

    [Fact]
    public void Lost_lines_are_reported_and_everything_else_is_ignored()
    {
        var sink = Read("overflow: 12 log entries lost", "overflow: 30 log entries lost", "cache size 150, 0/0 cache insertions",
            "www.test                192.0.2.1                                4F         Sun Nov 22", "possible DNS-rebind attack detected: a.test");
        Assert.Equal("log lines that dnsmasq lost under load (log-async): 42", Assert.Single(sink.Warned));
        Assert.Equal(5, sink.Ignored["other"]);
        sink = SampleReading.Text(new DnsmasqFormat(), "Nov 22 00:00:10 dnsmasq-dhcp[9]: DHCPACK(eth0) query[A] a.test from ::1");
        Assert.Equal(1, sink.Ignored["other program"]);
    }

    [Theory]
    [InlineData("query[A] a.test")]
    [InlineData("query[A] a.test from nowhere")]
    [InlineData("query[A]  from ::1")]
    public void Cut_queries_are_rejected(string message) => Assert.Single(Read(message).Rejected);

    [Fact]
    public void Mutated_lines_have_one_fate_each() => Mutations.AssertOneFateEach(new DnsmasqFormat(), "dnsmasq", "pihole");

    static ListSink Read(params string[] messages) =>
        SampleReading.Text(new DnsmasqFormat(), string.Join('\n', messages.Select(m => Own + m)));
}

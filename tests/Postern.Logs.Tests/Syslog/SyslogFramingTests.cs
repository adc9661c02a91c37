using System.Text;
using Postern.Contacts;
using Postern.Logs.Syslog;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Time;
using Postern.Testing;

namespace Postern.Logs.Tests.Syslog;

public class SyslogFramingTests
{
    [Theory]
    [InlineData("Nov  2 01:54:57 ns1 named[94]: text: more", "ns1", "named", "94", "text: more")]
    [InlineData("Nov 2 01:54:57 ns1 named: text", "ns1", "named", "", "text")]
    [InlineData("Nov 02 01:54:57.123 dnsmasq[812]: query[A] x", "", "dnsmasq", "812", "query[A] x")]
    [InlineData("<30>Nov  2 01:54:57 mx1 postfix/submission/smtpd[7]: connect", "mx1", "postfix/submission/smtpd", "7", "connect")]
    [InlineData("Nov  2 01:54:57 <mail.info> mx1 postfix/qmgr[7]: removed", "mx1", "postfix/qmgr", "7", "removed")]
    [InlineData("Thu Jan  1 00:10:00 2026 daemon.info dnsmasq[1]: started", "", "dnsmasq", "1", "started")]
    [InlineData("Jan 11 10:00:00 2026 mx1 sshd[1]: hello", "mx1", "sshd", "1", "hello")]
    [InlineData("2026-11-22T01:54:51.486662+01:00 ns1 named[9436]: hello", "ns1", "named", "9436", "hello")]
    [InlineData("<29>2026-11-22T01:54:51Z ns1 kernel: hello", "ns1", "kernel", "", "hello")]
    [InlineData("<30>1 2026-11-22T01:54:54.236132+01:00 ns1 named 9436 - -  queries: x", "ns1", "named", "9436", "queries: x")]
    [InlineData("<30>1 - - app - ID47 [a x=\"]\\\"\"][b] \ufeffhello", "", "app", "", "hello")]
    [InlineData("Nov  2 01:54:57 ns1 -- MARK --", "ns1", "", "", "-- MARK --")]
    [InlineData("Nov  2 01:54:57 ns1 empty[1]:", "ns1", "empty", "1", "")]
    [InlineData("""{"@timestamp":"2026-11-22T01:54:51Z","host":"mx1","severity":6,"syslog-tag":"postfix/smtp[5]:","message":" a\tb"}""",
        "mx1", "postfix/smtp", "5", "a\tb")]
    public void Every_shape_is_taken_apart(string line, string host, string program, string pid, string message)
    {
        Assert.True(new SyslogFraming().TryRead(Encoding.UTF8.GetBytes(line), out var record, out var problem), problem);
        Assert.Equal(host, Encoding.UTF8.GetString(record.Host));
        Assert.Equal(program, Encoding.UTF8.GetString(record.Program));
        Assert.Equal(pid, Encoding.UTF8.GetString(record.Pid));
        Assert.Equal(message, Encoding.UTF8.GetString(record.Message));
        Assert.Equal(0, record.Repeats);
        Assert.Equal(line.StartsWith("<30>1 - ", StringComparison.Ordinal), !record.HasTime);
    }

    [Theory]
    [InlineData("Nov  2 01:54:57 ns1 last message repeated 3 times", 3)]
    [InlineData("Nov  2 01:54:57 ns1 postfix/smtpd[1]: last message repeated 12 times", 12)]
    [InlineData("Nov  2 01:54:57 ns1 postfix/smtpd[1]: message repeated 2 times: [ connect from x]", 2)]
    [InlineData("Nov  2 01:54:57 ns1 postfix/smtpd[1]: message repeated often", 0)]
    [InlineData("Nov  2 01:54:57 ns1 postfix/smtpd[1]: the last message repeated 3 times", 0)]
    public void Repeats_are_counted(string line, int repeats)
    {
        Assert.True(new SyslogFraming().TryRead(Encoding.UTF8.GetBytes(line), out var record, out _));
        Assert.Equal(repeats, record.Repeats);
    }

    [Theory]
    [InlineData("Feb 30 10:00:00 mx1 a: b", "impossible time")]
    [InlineData("Jan 11 24:00:00 mx1 a: b", "impossible time")]
    [InlineData("Feb 29 10:00:00 2026 mx1 a: b", "impossible time")]
    [InlineData("2026-02-30T10:00:00Z mx1 a: b", "impossible time")]
    [InlineData("<30>1 2026-02-30T10:00:00Z - a - - - b", "impossible time")]
    [InlineData("{\"@timestamp\":\"2026-02-30T10:00:00Z\"}", "impossible time")]
    [InlineData("{\"message\":\"a\"}", "no @timestamp")]
    [InlineData("{\"message\":\"\\ud800\"}", "damaged JSON")]
    [InlineData("{\"message\":", "damaged JSON")]
    [InlineData("{} {}", "damaged JSON")]
    [InlineData("Foo 11 10:00:00 mx1 a: b", "no syslog header")]
    [InlineData("jan 11 10:00:00 mx1 a: b", "no syslog header")]
    [InlineData("2026 Jan 11 10:00:00 mx1 a: b", "no syslog header")]
    [InlineData("<192>Jan 11 10:00:00 mx1 a: b", "no syslog header")]
    [InlineData("<30>1 2026-02-03T10:00:00Z mx1 a - - [cut", "no syslog header")]
    [InlineData("atom named[1806]: client", "no syslog header")]
    [InlineData("", "no syslog header")]
    public void Lines_without_a_sound_header_are_refused(string line, string expected)
    {
        Assert.False(new SyslogFraming().TryRead(Encoding.UTF8.GetBytes(line), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Impossible_and_foreign_dates_are_told_from_the_leap_second()
    {
        var (times, problems) = Place("syslog-impossible-dates.log", 2026);
        Assert.Equal("2026-01-12T00:00:00Z | 2026-01-11T10:00:00Z", times);
        Assert.Equal(
            "1 29 February, but the year is taken as 2026 | 2 impossible time | 3 no syslog header | 4 impossible time | 5 impossible time"
            + " | 6 impossible time | 7 impossible time | 9 impossible time | 10 no syslog header | 11 no syslog header | 13 no syslog header",
            problems);
    }

    [Fact]
    public void Lines_out_of_order_around_new_year_stay_within_seconds()
    {
        var (times, problems) = Place("syslog-backwards-over-new-year.log", 2025);
        Assert.Equal(
            "2025-12-31T23:59:58Z | 2026-01-01T00:00:01Z | 2025-12-31T23:59:59Z | 2026-01-01T00:00:02Z | 2026-01-01T00:00:03Z", times);
        Assert.Empty(problems);
    }

    [Fact]
    public void The_application_name_of_rfc_5424_may_be_cut()
    {
        var framing = new SyslogFraming();
        framing.TryRead("<22>1 2026-11-22T00:57:15.762012+00:00 mx1 postfix 10230 - -  hello"u8, out var record, out _);
        Assert.True(record.ProgramCut);
        framing.TryRead("Nov  2 01:54:57 mx1 postfix/smtpd[1]: hello"u8, out record, out _);
        Assert.False(record.ProgramCut);
    }

    static (string Times, string Problems) Place(string hostile, int year)
    {
        var clock = new LogClock(SampleReading.Context(new ReadOptions { LogZone = TimeZoneInfo.Utc, LogYear = year }));
        var framing = new SyslogFraming();
        List<string> times = [], problems = [];
        foreach (var (line, number) in File.ReadAllLines(SharedData.Path("hostile", hostile)).Select((l, i) => (l, i + 1)))
        {
            if (framing.TryRead(Encoding.UTF8.GetBytes(line), out var record, out var problem)
                && clock.TryPlace(in record.Stamp, out var time, out problem))
                times.Add(UnixTime.Format(time));
            else
                problems.Add($"{number} {problem}");
        }
        return (string.Join(" | ", times), string.Join(" | ", problems));
    }
}

using Postern.Contacts;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Unbound;

namespace Postern.Logs.Tests.Unbound;

public class UnboundReaderTests
{
    [Fact]
    public void Names_that_are_no_text_stay_different()
    {
        var sink = HostileFile.AssertRead(new UnboundFormat(), "invalid-utf8-names.log");
        Assert.Equal(@"caf\233.example.test", sink.Contacts[0].Target);
    }

    [Fact]
    public void A_reply_completes_the_oldest_open_query_of_its_kind()
    {
        var sink = Read(
            "[100] unbound[9:0] info: 10.0.0.1 A.test. A IN",
            "[101] unbound[9:0] info: 10.0.0.1 a.test. A IN",
            "[101] unbound[9:0] info: 10.0.0.1 a.test. AAAA IN",
            "[101] unbound[9:0] info: 10.0.0.2 a.test. A IN",
            "[102] unbound[9:1f] info: 10.0.0.1 a.TEST. A IN NXDOMAIN 0.25 0 77");
        Assert.Equal("NXDOMAIN | unknown | unknown | unknown", sink.Outcomes);
        Assert.Equal(77, sink.Contacts[0].Bytes);
        Assert.Equal("""{"qtype":"A","qclass":"IN","duration_s":"0.25","cached":false}""", sink.Contacts[0].Detail.ToJsonString());
        Assert.Equal(1, sink.Ignored["merged into its query"]);
    }

    [Fact]
    public void A_reply_without_a_query_is_a_contact_at_its_own_time()
    {
        var sink = Read("[102] unbound[9:0] info: ::1 a.test. A IN NOERROR 1.5 1 77 on tcp 192.0.2.53 53");
        var contact = Assert.Single(sink.Contacts);
        Assert.Equal((102 * UnixTime.Second, "NOERROR", 77), (contact.Time, contact.Outcome, contact.Bytes));
        Assert.Equal("192.0.2.53", (string?)contact.Detail["server"]);
    }

    [Fact]
    public void A_reply_minutes_later_belongs_to_no_open_query()
    {
        var sink = Read("[100] unbound[9:0] info: ::1 a.test. A IN", "[221] unbound[9:0] info: ::1 a.test. A IN NOERROR 0.1 1 77");
        Assert.Equal("unknown | NOERROR", sink.Outcomes);
    }

    [Fact]
    public void Lines_that_only_look_alike_are_ignored()
    {
        var sink = Read(
            "[1] unbound[9:0] info: response for a.test. A IN",
            "[1] unbound[9:0] info: resolving a.test. A IN",
            "[1] unbound[9:0] info: 10.0.0.1 a.test A IN",
            "[1] unbound[9:0] info: 10.0.0.1 null TYPE0 CLASS0 REFUSED 0.000000 1 12",
            "[1] unbound[9:0] info: 10.0.0.1 - - - FORMERR - - - ",
            "[1] unbound[9:0] error: SERVFAIL <a.test. A IN>: all servers failed",
            "[1] unbound[9:0] fatal error: out of memory");
        Assert.Empty(sink.Contacts);
        Assert.Empty(sink.Rejected);
        Assert.Equal(3, sink.Ignored["other"]);
        Assert.Equal(1, sink.Ignored["reply without a name"]);
        Assert.Equal(1, sink.Ignored["other level"]);
    }

    [Theory]
    [InlineData("Nov 22 00:00:10 my-dns[9:0] query: ::1 a.test. A IN", "2026-11-22T00:00:10Z")]
    [InlineData("2026-11-22T00:00:10.123+01:00 unbound[9:0] query: ::1 a.test. A IN", "2026-11-21T23:00:10.123Z")]
    [InlineData("Nov 22 00:00:10 ns unbound[9]: [9:0] info: ::1 a.test. A IN", "2026-11-22T00:00:10Z")]
    [InlineData("<30>1 2026-11-22T00:00:10Z ns my-dns 9 - - [9:a] info: ::1 a.test. A IN", "2026-11-22T00:00:10Z")]
    [InlineData("[1795308335] unbound[9:0] info: ::1 a.test. A IN", "2026-11-22T00:45:35Z")]
    public void Every_kind_of_header_is_read(string line, string time)
    {
        var contact = Assert.Single(Read(line).Contacts);
        Assert.Equal(time, UnixTime.Format(contact.Time!.Value));
        Assert.Equal(LineTest.Yes, new UnboundFormat().Test(System.Text.Encoding.UTF8.GetBytes(line), first: false));
    }

    [Fact]
    public void Other_lines_of_a_syslog_file_are_ignored_and_other_text_rejected()
    {
        var sink = Read(
            "Nov 22 00:00:10 ns sshd[9]: said [9:0] info: 10.0.0.1 a.test. A IN",
            "Nov 22 00:00:10 ns unbound[9]: last message repeated 2 times",
            "hello",
            "Feb 30 00:00:10 unbound[9:0] info: ::1 a.test. A IN",
            "[1e9] unbound[9:0] info: ::1 a.test. A IN",
            "[1] unbound[9:0] info: ::1 a.test. A IN NOERROR 0.1");
        Assert.Empty(sink.Contacts);
        Assert.Equal(1, sink.Ignored["other program"]);
        Assert.Equal(1, sink.Ignored["repeat of an earlier line"]);
        Assert.Equal("no line of Unbound | impossible time | no line of Unbound | damaged reply", sink.Reasons);
    }

    [Fact]
    public void Mutated_lines_have_one_fate_each() => Mutations.AssertOneFateEach(new UnboundFormat(), "unbound");

    static ListSink Read(params string[] lines) => SampleReading.Text(new UnboundFormat(), string.Join('\n', lines));
}

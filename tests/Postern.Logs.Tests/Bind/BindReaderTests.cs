using Postern.Contacts;
using Postern.Logs.Bind;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Bind;

public class BindReaderTests
{
    const string Query = "22-Nov-2026 00:00:10.000 queries: info: client @0x7f 192.0.2.7#4711 (a.test): query: a.test IN A +E(0)K (192.0.2.53)";

    [Fact]
    public void Words_of_the_format_inside_names_and_views_mislead_nobody()
    {
        var sink = HostileFile.AssertRead(new BindFormat(), "bind-fake-fields.log");
        Assert.Equal(@"a\032in\032a\032(x):\032query:\032b | d.test | f.test", sink.Targets);
        Assert.Equal("(x)", (string?)sink.Contacts[1].Detail["view"]);
        Assert.Equal("fe80::1%eth0", sink.Contacts[2].Source);
        Assert.Equal("""{"qtype":"AAAA","qclass":"IN","server":"fe80::2%eth0","rd":false,"tcp":false,"edns":0,"do":true,"cd":true}""",
            sink.Contacts[2].Detail.ToJsonString());
        Assert.Equal([3L], sink.Rejected.Select(r => r.Line));
    }

    [Theory]
    [InlineData("query failed (SERVFAIL) for a.test/IN/A at query.c:7916", "SERVFAIL")]
    [InlineData("query failed (timed out) for A.TEST/IN/A at query.c:7916", "SERVFAIL")]
    [InlineData("query failed (FORMERR) for a.test/IN/A at query.c:7916", "FORMERR")]
    [InlineData("query (cache) 'a.test/A/IN' denied (allow-query-cache did not match)", "REFUSED")]
    [InlineData("query 'a.test/A/IN' denied", "REFUSED")]
    public void What_is_said_of_a_query_within_five_seconds_is_its_outcome(string message, string outcome)
    {
        var sink = Read($"{Query}\n22-Nov-2026 00:00:15.000 client @0x7f 192.0.2.7#4711 (a.test): {message}");
        var contact = Assert.Single(sink.Contacts);
        Assert.Equal(outcome, contact.Outcome);
        Assert.Equal(1, sink.Ignored["merged into its query"]);
    }

    [Theory]
    [InlineData("22-Nov-2026 00:00:15.004 client @0x7f 192.0.2.7#4711 (a.test): query 'a.test/A/IN' denied")]
    [InlineData("22-Nov-2026 00:00:10.004 client @0x7f 192.0.2.7#4712 (a.test): query 'a.test/A/IN' denied")]
    [InlineData("22-Nov-2026 00:00:10.004 client @0x7f 192.0.2.8#4711 (a.test): query 'a.test/A/IN' denied")]
    [InlineData("22-Nov-2026 00:00:10.004 client @0x7f 192.0.2.7#4711 (b.test): query 'b.test/A/IN' denied")]
    public void What_is_said_later_or_of_another_query_is_a_contact(string line)
    {
        var sink = Read($"{Query}\n{line}");
        Assert.Equal("unknown | REFUSED", sink.Outcomes);
    }

    [Fact]
    public void The_newest_of_equal_queries_takes_the_outcome()
    {
        var sink = Read($"{Query}\n{Query}\n{Query[..25]}client @0x7f 192.0.2.7#4711 (a.test): query 'a.test/A/IN' denied");
        Assert.Equal("unknown | REFUSED", sink.Outcomes);
    }

    [Theory]
    [InlineData("client 10.0.0.3#1035: query: Name.test IN A +ED", "name.test", true)]
    [InlineData("client 10.0.0.3#1035: query: name.test IN A", "name.test", true)]
    [InlineData("client 10.0.0.3#1035: view x y: query: . IN NS -", ".", true)]
    [InlineData("queries: client 10.0.0.3#1035/key k.: query: name.test IN A +", "name.test", true)]
    [InlineData("client @0x7f 10.0.0.3#1035 (name.test): query: name.test IN A", null, true)]
    [InlineData("client @0x7f 10.0.0.3#1035 (name.test): query: name.test IN", null, true)]
    [InlineData("client @0x7f 10.0.0.3#103599 (name.test): query: name.test IN A +", null, true)]
    [InlineData("client @0x7f 10.0.0#1035 (name.test): query: name.test IN A + (::1)", null, true)]
    [InlineData("client @0x7f (no-peer): allocate new client", null, false)]
    public void Old_styles_are_read_and_cut_lines_rejected(string line, string? target, bool about)
    {
        var sink = Read($"22-Nov-2026 00:00:10.000 {line}");
        Assert.Equal(target, sink.Contacts.SingleOrDefault()?.Target);
        Assert.Equal(about && target is null ? 1 : 0, sink.Rejected.Count);
    }

    [Theory]
    [InlineData("zone transfer 'example.com/AXFR/IN' denied", "example.com", "AXFR")]
    [InlineData("update '0/25.2.0.192.in-addr.arpa/IN' denied", "0/25.2.0.192.in-addr.arpa", null)]
    [InlineData("update forwarding 'example.com/IN' denied", "example.com", null)]
    [InlineData("query (cache) 'quo'e/x.test/AAAA/IN' denied", "quo'e/x.test", "AAAA")]
    public void Refused_transfers_and_updates_are_contacts(string message, string target, string? type)
    {
        var contact = Assert.Single(Read($"22-Nov-2026 00:00:10.000 client 10.0.0.3#1035: {message}").Contacts);
        Assert.Equal((target, type, "REFUSED"), (contact.Target, (string?)contact.Detail["qtype"], contact.Outcome));
    }

    [Theory]
    [InlineData("22-Nov-2026 00:00:10.004 ", "2026-11-22T00:00:10.004Z")]
    [InlineData("2026-11-22T00:00:10.004 ", "2026-11-22T00:00:10.004Z")]
    [InlineData("2026-11-22T00:00:10.004Z ", "2026-11-22T00:00:10.004Z")]
    [InlineData("2026-11-22T00:00:10.004+02:00 queries: ", "2026-11-21T22:00:10.004Z")]
    [InlineData("Nov 22 00:00:10.004 ", "2026-11-22T00:00:10.004Z")]
    [InlineData("Nov 22 00:00:10 ns named[7]: queries: info: ", "2026-11-22T00:00:10Z")]
    [InlineData("Nov 22 00:00:10 ns named[7]: 22-Nov-2026 00:00:09.998 queries: info: ", "2026-11-22T00:00:09.998Z")]
    [InlineData("<30>1 2026-11-22T00:00:10.004+01:00 ns named 7 - - ", "2026-11-21T23:00:10.004Z")]
    public void Every_kind_of_time_is_read(string header, string expected)
    {
        var contact = Assert.Single(Read($"{header}client @0x7f 192.0.2.7#4711 (a.test): query: a.test IN A + (::1)").Contacts);
        Assert.Equal(expected, UnixTime.Format(contact.Time!.Value));
    }

    [Fact]
    public void Without_print_time_contacts_have_no_time_and_the_file_says_so()
    {
        var sink = Read("client @0x7f 192.0.2.7#4711 (a.test): query: a.test IN A + (::1)\nqueries: info: reload\nclients everywhere");
        Assert.Null(Assert.Single(sink.Contacts).Time);
        Assert.Equal("lines without any time: 1 (named logs none without print-time yes)", Assert.Single(sink.Warned));
        Assert.Equal(1, sink.Ignored["no client record"]);
        Assert.Equal([3L], sink.Rejected.Select(r => r.Line));
    }

    [Fact]
    public void Impossible_times_are_rejected_wherever_they_stand()
    {
        var sink = Read("30-Feb-2026 00:00:10.004 client 1.2.3.4#5: query: a.test IN A +\n"
            + "Feb 30 00:00:10 ns named[7]: client 1.2.3.4#5: query: a.test IN A +\n"
            + "Nov 22 00:00:10 ns named[7]: 22-Nov-2026 25:00:09.998 client 1.2.3.4#5: query: a.test IN A +\n"
            + "22-Nov-9999 00:00:10.004 client 1.2.3.4#5: query: a.test IN A +");
        Assert.Empty(sink.Contacts);
        Assert.Equal("impossible time | impossible time | impossible time | time outside 1677 to 2262", sink.Reasons);
    }

    [Fact]
    public void Repeats_and_other_programs_are_ignored()
    {
        var sink = Read("Nov 22 00:00:10 ns last message repeated 3 times\nNov 22 00:00:10 ns sshd[1]: client 1.2.3.4#5: query: a.test IN A +");
        Assert.Equal(1, sink.Ignored["repeat of an earlier line"]);
        Assert.Equal(1, sink.Ignored["other program"]);
        Assert.Contains("that are no contacts here: 3", string.Join('\n', sink.Warned), StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_lines_have_one_fate_each() => Mutations.AssertOneFateEach(new BindFormat(), "bind");

    static ListSink Read(string text) => SampleReading.Text(new BindFormat(), text);
}

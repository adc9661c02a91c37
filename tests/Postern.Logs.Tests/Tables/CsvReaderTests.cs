using Postern.Contacts;
using Postern.Logs.Tables;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Tables;

public class CsvReaderTests
{
    const string Named = "time=time,source=client,target=query";

    // REFERENCE-CASE.md, "line".
    [Fact]
    public void Lines_of_time_name_and_resolver_need_no_options()
    {
        var sink = Read("""
            2016-07-20T10:55:33.000Z|mail1.example.com|203.0.113.15
            2016-07-20T09:55:33.000Z|mail1.example.com|203.0.113.16
            """);
        Assert.Empty(sink.Faults);
        Assert.Equal(
            [("203.0.113.15", "mail1.example.com", ContactKind.DnsLookup, "unknown"), ("203.0.113.16", "mail1.example.com", ContactKind.DnsLookup, "unknown")],
            sink.Contacts.Select(c => (c.Source!, c.Target, c.Kind, c.Outcome)));
        Assert.Equal("2016-07-20T10:55:33Z", UnixTime.Format(sink.Contacts[0].Time!.Value));
        Assert.Contains(sink.Assumed, a => a.Contains("dns-lookup", StringComparison.Ordinal));
        Assert.Contains(sink.Assumed, a => a.Contains("time = 0", StringComparison.Ordinal) && a.Contains("source = 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("timestamp,src_ip,dst_ip,bytes\n1467331200,10.0.0.1,10.0.0.2,77", ContactKind.Flow, 77L)]
    [InlineData("Date;Client IP;Host;x\n2016-07-01 00:00:00;10.0.0.1;10.0.0.2;1", ContactKind.Flow, null)]
    [InlineData("a\tb\tc\n10.0.0.1\t10.0.0.2.test\t1467331200000", ContactKind.DnsLookup, null)]
    public void Columns_without_doubt_are_recognised(string text, ContactKind kind, long? bytes)
    {
        var sink = Read(text);
        Assert.Empty(sink.Faults);
        var contact = Assert.Single(sink.Contacts);
        Assert.Equal(("10.0.0.1", kind, bytes), (contact.Source, contact.Kind, contact.Bytes));
        Assert.StartsWith("10.0.0.2", contact.Target, StringComparison.Ordinal);
        Assert.Equal("2016-07-01T00:00:00Z", UnixTime.Format(contact.Time!.Value));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("client")]
    [InlineData("utc")]
    public void A_first_row_with_a_time_is_data_whatever_names_are_in_it(string name)
    {
        var rows = string.Concat(Enumerable.Range(1, 20).Select(i => $"\n2026-03-02T08:00:{i:00}Z,a{i}.example,10.0.0.1"));

        var sink = Read($"2026-03-02T08:00:00Z,{name},10.0.0.1{rows}");

        Assert.Equal(21, sink.Contacts.Count);
        Assert.Equal(name, sink.Contacts[0].Target);
    }

    [Theory]
    [InlineData("2016-07-20T10:55:33Z,10.0.0.1,10.0.0.2", "each be the source")]
    [InlineData("2016-07-20T10:55:33Z,2016-07-20T10:55:34Z,10.0.0.1,a.test", "each be the time")]
    [InlineData("2016-07-20T10:55:33Z,10.0.0.1,a.test,b.test", "each be the target")]
    [InlineData("2016-07-20T10:55:33Z,10.0.0.1,word", "no column is clearly the target")]
    [InlineData("time,src,source,query\n2016-07-20T10:55:33Z,10.0.0.1,10.0.0.2,a.test", "each be the source")]
    public void A_doubt_is_a_fault_that_names_the_option_and_the_columns(string text, string why)
    {
        var sink = Read(text);
        var fault = Assert.Single(sink.Faults);
        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.Contains("--columns", fault, StringComparison.Ordinal);
        Assert.Contains(text.Split(',')[0], fault, StringComparison.Ordinal);
        Assert.Empty(sink.Contacts);
        Assert.Equal(text.Split('\n').Length, sink.Fates);
    }

    [Theory]
    [InlineData("epoch-seconds", "1467331200.5", 500_000_000L)]
    [InlineData("epoch-millis", "1467331200123", 123_000_000L)]
    [InlineData("epoch-micros", "1467331200123456", 123_456_000L)]
    [InlineData("epoch-nanos", "1467331200123456789", 123_456_789L)]
    [InlineData("iso8601", "2016-07-01T02:00:00.25+02:00", 250_000_000L)]
    [InlineData("dd.MM.yyyy HH:mm:ss", "01.07.2016 00:00:00", 0L)]
    [InlineData("yyyyMMddHHmmss zzz", "20160701020000 +02:00", 0L)]
    public void Time_formats_are_read_as_said_and_the_first_five_without_being_said(string format, string text, long nanoseconds)
    {
        var row = $"{text};10.0.0.1;a.test";
        var said = Read(row, $"time=0,source=1,target=2,header=no,time-format={format}");
        Assert.Equal(1467331200 * UnixTime.Second + nanoseconds, Assert.Single(said.Contacts).Time);
        if (!format.Contains('y'))
            Assert.Equal(said.Contacts[0].Time, Assert.Single(Read(row).Contacts).Time);
    }

    [Fact]
    public void Local_times_take_the_given_zone()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var sink = SampleReading.Text(
            new CsvFormat(), "2016-07-01 02:00:00,10.0.0.1,a.test", new ReadOptions { LogZone = berlin });
        Assert.Equal(1467331200 * UnixTime.Second, sink.Contacts[0].Time);
    }

    [Fact]
    public void Markup_formulas_and_control_characters_come_out_escaped()
    {
        var sink = Hostile("csv-formula-and-markup-injection.csv", Named + ",outcome=rcode");
        Assert.Equal(5, sink.Contacts.Count);
        Assert.Empty(sink.Rejected);
        Assert.All(sink.Contacts, c => Assert.All(c.Target, character => Assert.InRange(character, '!', '~')));
    }

    [Fact]
    public void An_ambiguous_header_is_a_fault_and_a_number_settles_it()
    {
        var named = Hostile("csv-header-repeated-and-duplicate-names.csv", Named);
        Assert.Contains("\"query\" is ambiguous", Assert.Single(named.Faults), StringComparison.Ordinal);
        Assert.Empty(named.Contacts);
        var numbered = Hostile("csv-header-repeated-and-duplicate-names.csv", "time=time,source=client,target=3");
        Assert.Equal("b.test b.test", string.Join(' ', numbered.Contacts.Select(c => c.Target)));
        Assert.Equal(1, numbered.Ignored["repeated header"]);
    }

    [Fact]
    public void An_unclosed_quote_is_a_fault_that_names_its_line_and_the_rows_before_are_kept()
    {
        var sink = Hostile("csv-unclosed-quote.csv", Named + ",outcome=rcode");
        Assert.Equal("h1.test", Assert.Single(sink.Contacts).Target);
        Assert.Contains("line 3", Assert.Single(sink.Faults), StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(sink.Rejected).Line);
    }

    [Fact]
    public void A_row_of_wrong_width_is_rejected_with_its_line()
    {
        var sink = Hostile("csv-wrong-columns.csv", Named + ",outcome=rcode");
        Assert.Equal("h1.test h4.test", string.Join(' ', sink.Contacts.Select(c => c.Target)));
        Assert.Equal([3L, 4], sink.Rejected.Select(r => r.Line));
        Assert.Equal(1, sink.Ignored["blank"]);
    }

    [Fact]
    public void Quotes_hold_line_breaks_delimiters_and_quotes()
    {
        var sink = Read("time,client,query,note\n2026-01-02T03:04:05Z,10.0.0.1,a.test,\"one, \"\"two\"\"\n\nthree\"\n2026-01-02T03:04:06Z,10.0.0.1,b.test,x\n",
            Named + ",note=note");
        Assert.Equal([(2L, "one, \"two\"\n\nthree"), (5, "x")], sink.Contacts.Select(c => (c.Line, (string)c.Detail["note"]!)));
        Assert.Empty(sink.Rejected);
    }

    [Fact]
    public void Text_behind_a_closing_quote_is_rejected_and_a_stray_quote_is_text()
    {
        var sink = Read("time,client,query\n2026-01-02T03:04:05Z,10.0.0.1,\"a\".test\n2026-01-02T03:04:06Z,10.0.0.1,b\".test\n", Named);
        Assert.Equal("b\".test", Assert.Single(sink.Contacts).Target);
        Assert.Equal(2, Assert.Single(sink.Rejected).Line);
    }

    [Fact]
    public void A_quote_that_stays_open_beyond_the_limit_is_a_fault_and_memory_stays_bounded()
    {
        var lines = Enumerable.Range(0, 1000).Select(i => $"2026-01-02T03:04:05Z,10.0.0.1,{(i == 500 ? "\"" : "")}a.test");
        var options = new ReadOptions { Columns = "time=0,source=1,target=2,header=no", LongestLine = 4096 };
        var sink = SampleReading.Text(new CsvFormat(), string.Join('\n', lines), options);
        Assert.Equal(500, sink.Contacts.Count);
        Assert.Contains("line 501", Assert.Single(sink.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time=0,source=9,target=2", "no column 9")]
    [InlineData("time=0,source=nobody,target=2,header=yes", "no column \"nobody\"")]
    [InlineData("time=1,source=1,target=2,header=no", "time-format=")]
    public void A_mapping_that_does_not_fit_is_a_fault(string columns, string said)
    {
        var sink = Read("2026-01-02T03:04:05Z,10.0.0.1,a.test\n2026-01-02T03:04:06Z,10.0.0.1,a.test", columns);
        Assert.Contains(said, Assert.Single(sink.Faults), StringComparison.Ordinal);
        Assert.Empty(sink.Contacts);
    }

    [Theory]
    [InlineData("soon,10.0.0.1,a.test,1,flow", "time is not iso8601")]
    [InlineData(",10.0.0.1,a.test,1,flow", "time is empty")]
    [InlineData("2026-02-30T03:04:05Z,10.0.0.1,a.test,1,flow", "time is not iso8601")]
    [InlineData("2026-01-02T03:04:05Z,,a.test,1,flow", "source is empty")]
    [InlineData("2026-01-02T03:04:05Z,10.0.0.1,,1,flow", "target is empty")]
    [InlineData("2026-01-02T03:04:05Z,10.0.0.1,a.test,-1,flow", "bytes are not a whole number")]
    [InlineData("2026-01-02T03:04:05Z,10.0.0.1,a.test,18446744073709551616,flow", "bytes are not a whole number")]
    [InlineData("2026-01-02T03:04:05Z,10.0.0.1,a.test,1,visit", "kind is not known")]
    public void A_value_that_cannot_be_read_rejects_its_row(string row, string reason)
    {
        var sink = Read($"2026-01-02T03:04:05Z,10.0.0.1,a.test,,flow\n{row}\n2026-01-02T03:04:05Z,10.0.0.1,a.test,5,smtp-out",
            "time=0,source=1,target=2,bytes=3,kind=4,header=no");
        Assert.Equal((2L, reason), sink.Rejected.Select(r => (r.Line, r.Reason)).Single());
        Assert.Equal([ContactKind.Flow, ContactKind.SmtpOut], sink.Contacts.Select(c => c.Kind));
    }

    [Fact]
    public void A_wide_row_is_no_harm()
    {
        var wide = string.Join(',', Enumerable.Repeat("x", 10_000));
        var sink = Read($"2026-01-02T03:04:05Z,10.0.0.1,a.test,{wide}\n", "time=0,source=1,target=2,header=no");
        Assert.Single(sink.Contacts);
    }

    static ListSink Hostile(string file, string columns) => SampleReading.File(
        new CsvFormat(), SharedData.Path("hostile", file), new ReadOptions { Columns = columns }).Sink;

    static ListSink Read(string text, string? columns = null) =>
        SampleReading.Text(new CsvFormat(), text, new ReadOptions { Columns = columns });
}

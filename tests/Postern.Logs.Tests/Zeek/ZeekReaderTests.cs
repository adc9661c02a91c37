using Postern.Logs.Tests.Expected;
using Postern.Logs.Zeek;

namespace Postern.Logs.Tests.Zeek;

public sealed class ZeekReaderTests
{
    const string Header = "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\trcode_name\n";

    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("zeek");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_gives_what_is_expected(string path) => ExpectedFile.AssertRead(new ZeekFormat(), path);

    [Fact]
    public void Names_are_normalised_whatever_bytes_they_hold()
    {
        var sink = SampleReading.Text(new ZeekFormat(), Header
            + "1.0\tC1\t192.0.2.1\t53\t192.0.2.2\t53\tWWW.Example.COM\tNOERROR\n"
            + "2.0\tC1\t192.0.2.1\t53\t192.0.2.2\t53\tna\\xefve.example\tNOERROR\n"
            + "3.0\tC1\t192.0.2.1\t53\t192.0.2.2\t53\ta\\x20b.example.\t-\n"
            + "4.0\tC1\t2001:DB8:0:0::1\t53\t192.0.2.2\t53\t.\tNXDOMAIN\n");

        Assert.Equal(["www.example.com", "na\\239ve.example", "a\\032b.example", "."], sink.Contacts.Select(c => c.Target));
        Assert.Equal(["NOERROR", "NOERROR", "no-answer", "NXDOMAIN"], sink.Contacts.Select(c => c.Outcome));
        Assert.Equal("2001:db8::1", sink.Contacts[3].Source);
    }

    [Fact]
    public void A_row_without_a_query_is_ignored_and_one_without_an_address_rejected()
    {
        var sink = SampleReading.Text(new ZeekFormat(), Header
            + "1.0\tC1\t192.0.2.1\t53\t192.0.2.2\t53\t-\tNOERROR\n"
            + "1.0\tC1\t-\t53\t192.0.2.2\t53\ta.example\tNOERROR\n"
            + "1.0\tC1\tnot.an.address\t53\t192.0.2.2\t53\ta.example\tNOERROR\n");

        Assert.Equal(1, sink.Ignored["no query"]);
        Assert.Equal([5L, 6L], sink.Rejected.Select(r => r.Line));
    }

    [Fact]
    public void Json_keys_may_be_nested_and_the_log_unnamed()
    {
        var sink = SampleReading.Text(new ZeekFormat(),
            """{"ts":1.5,"uid":"C1","id":{"orig_h":"192.0.2.1","orig_p":4,"resp_h":"192.0.2.9","resp_p":53},"trans_id":1,"query":"A.example"}""" + "\n"
            + """{"_path":"http","ts":1.5,"uid":"C1","id.orig_h":"192.0.2.1"}""" + "\n"
            + """{"ts":"2018-01-30T18:14:02.090842Z","uid":"C2","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.9","conn_state":"SF","orig_bytes":3}""" + "\n");

        Assert.Equal(["a.example", "192.0.2.9"], sink.Contacts.Select(c => c.Target));
        Assert.Equal(1_517_336_042_090_842_000, sink.Contacts[1].Time);
        Assert.Equal(3, sink.Contacts[1].Bytes);
        Assert.Equal(1, sink.Ignored.Values.Sum());
    }

    [Theory]
    [InlineData("2026-03-02T08:00:00.123456789Z", "UTC", 1_772_438_400_123_456_789)]
    [InlineData("2026-03-02T08:00:00.1234567891Z", "UTC", 1_772_438_400_123_456_789)]
    [InlineData("2026-03-02T10:00:00+0200", "Europe/Berlin", 1_772_438_400_000_000_000)]
    [InlineData("2026-03-02T08:00:00", null, 1_772_438_400_000_000_000)]
    [InlineData("2026-03-02T09:00:00", "Europe/Berlin", 1_772_438_400_000_000_000)]
    [InlineData("2026-10-25T02:30:00", "Europe/Berlin", 1_792_888_200_000_000_000)] // the first of two
    [InlineData("03/04/2026 08:00:00 AM", null, null)]
    [InlineData("2026-02-30T08:00:00Z", null, null)]
    [InlineData("2026-03-02T08:00:00Z or so", null, null)]
    [InlineData("9999-01-01T00:00:00Z", null, null)]
    public void Iso_stamps_of_json_are_read_as_everywhere(string stamp, string? zone, long? expected)
    {
        var line = $$"""{"ts":"{{stamp}}","uid":"C1","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.9","trans_id":1,"query":"a.example"}""";

        var sink = SampleReading.Text(new ZeekFormat(), line, new ReadOptions { LogZone = zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone) });

        Assert.Equal(expected, sink.Contacts.SingleOrDefault()?.Time);
        Assert.Equal(1, sink.Fates);
        Assert.Equal(zone is null && expected is not null, sink.Assumed.Exists(a => a.Contains("no zone", StringComparison.Ordinal)));
        Assert.Equal(stamp.Contains("7891", StringComparison.Ordinal), sink.Assumed.Exists(a => a.Contains("nine fractional digits", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rows_of_any_width_are_rejected_for_one_reason_that_shows_the_numbers()
    {
        var sink = SampleReading.Text(new ZeekFormat(), Header + string.Concat(Enumerable.Range(1, 301).Where(i => i != 7).Select(i => $"1.0{new string('\t', i)}\n")));

        Assert.Equal(["wrong number of columns"], sink.Rejected.Select(r => r.Reason).Distinct());
        Assert.Equal(300, sink.Rejected.Count);
        Assert.StartsWith("2 instead of 8: 1.0", sink.Rejected[0].Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#separator \\x09\n#path\topen_conn\n#fields\tts\tid.orig_h\tid.resp_h\n1.0\t192.0.2.1\t192.0.2.9\n1.0\t192.0.2.1\t192.0.2.9\n")]
    [InlineData("{\"_path\":\"open_conn\",\"ts\":1.5,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.9\"}\n{\"_path\":\"open_conn\",\"ts\":1.5,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.9\"}\n")]
    public void A_log_that_repeats_flows_is_warned_of(string text)
    {
        var sink = SampleReading.Text(new ZeekFormat(), text);

        Assert.Equal(2, sink.Contacts.Count);
        Assert.Contains("open_conn repeats", Assert.Single(sink.Warned), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ts":1.5,"query":"a" """)]
    [InlineData("""{"ts":1.5} {"ts":2.5}""")]
    [InlineData("""[1,2]""")]
    [InlineData("""{"ts":NaN,"uid":"C"}""")]
    [InlineData("""{"ts":1.5,"trans_id":1,"id.orig_h":"192.0.2.1","query":"\ud800"}""")]
    [InlineData("null")]
    public void Broken_json_is_rejected(string line)
    {
        var sink = new ListSink();
        new ZeekJsonReader().Read(System.Text.Encoding.UTF8.GetBytes(line), 1, sink);

        Assert.Empty(sink.Contacts);
        Assert.Equal(1, sink.Fates);
    }

    [Fact]
    public void Deep_json_overflows_nothing()
    {
        var sink = new ListSink();
        new ZeekJsonReader().Read(System.Text.Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000)), 1, sink);

        Assert.Single(sink.Rejected);
    }
}

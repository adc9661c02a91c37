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

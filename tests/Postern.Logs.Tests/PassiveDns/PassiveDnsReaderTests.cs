using System.Text;
using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.PassiveDns;
using Postern.Logs.Reading;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.PassiveDns;

public class PassiveDnsReaderTests
{
    const string Record = """{"rrname":"a.test.","rrtype":"A","rdata":["192.0.2.1"],"time_first":1380139330,"time_last":1427881899,"count":5}""";

    [Fact]
    public void A_stream_is_taken_out_of_its_envelope()
    {
        var sink = Read("""{"cond":"begin"}""", $$"""{"obj":{{Record}}}""", $$"""{"cond":"ongoing","obj":{{Record}}}""", """{"cond":"succeeded"}""");
        Assert.Equal(2, sink.Contacts.Count);
        Assert.All(sink.Contacts, c => Assert.True(c.Aggregate && c.Source is null && c.Target == "a.test"));
        Assert.Equal(2, sink.Ignored["mark of the stream"]);
        Assert.Empty(sink.Warned);
    }

    [Fact]
    public void A_stream_that_is_cut_off_or_failed_says_so()
    {
        Assert.Single(Read("""{"cond":"begin"}""", $$"""{"obj":{{Record}}}""").Warned);
        Assert.Single(Read("""{"cond":"begin"}""", """{"cond":"failed","msg":"timeout"}""").Faults);
        Assert.Empty(Read(Record).Warned);
    }

    [Fact]
    public void What_a_stranger_wrote_is_printable_in_the_detail()
    {
        var said = "{\"rrname\":\"a.test\",\"rrtype\":\"TXT\",\"rdata\":[\"\u009b31m\u202eab\u007f \\u001b é 😀\",\t[1.50, true]],\"time_first\":1380139330}";
        var harvest = new RawDetail();
        new PassiveDnsFormat().Open(SampleReading.Context()).Read([.. Encoding.UTF8.GetBytes(said)], 1, harvest);

        Assert.True(harvest.Detail.All(octet => octet is >= (byte)' ' and <= (byte)'~'), Encoding.Latin1.GetString(harvest.Detail));
        var data = JsonNode.Parse(harvest.Detail)!["rdata"]!;
        Assert.Equal("\u009b31m\u202eab\u007f \u001b é 😀", (string?)data[0]);
        Assert.Contains("[1.50, true]", Encoding.ASCII.GetString(harvest.Detail), StringComparison.Ordinal);
    }

    /// <summary>Keeps the detail of the last contact as it came.</summary>
    sealed class RawDetail : RecordingSink
    {
        public byte[] Detail { get; private set; } = [];

        public override bool WantsDetail => true;

        public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
        {
        }

        protected override int Keep(in ContactRow row)
        {
            Detail = row.Detail.ToArray();
            return 0;
        }
    }

    [Theory]
    [InlineData("1380139330", "2013-09-25T20:02:10Z")]
    [InlineData("1380139330.5", "2013-09-25T20:02:10.500Z")]
    [InlineData("1.38013933e9", "2013-09-25T20:02:10Z")]
    [InlineData("\"1380139330\"", "2013-09-25T20:02:10Z")]
    [InlineData("\"2013-09-25T20:02:10Z\"", "2013-09-25T20:02:10Z")]
    [InlineData("\"2013-09-25T22:02:10+02:00\"", "2013-09-25T20:02:10Z")]
    [InlineData("1e400", null)]
    [InlineData("\"2013-09-31T20:02:10Z\"", null)]
    [InlineData("\"yesterday\"", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    public void Times_are_numbers_or_text(string value, string? time)
    {
        var sink = Read(Record.Replace("1380139330", value, StringComparison.Ordinal));
        Assert.Equal(time, sink.Contacts.Count == 0 ? null : UnixTime.Format(sink.Contacts[0].Time!.Value));
        Assert.Equal(time is null ? 1 : 0, sink.Rejected.Count);
    }

    [Theory]
    [InlineData("""A\\032B.test""", @"a\032b.test")]
    [InlineData("""d\\.t.test""", @"d\.t.test")]
    [InlineData("""\u0041.test""", "a.test")]
    [InlineData("""\ud800.test""", null)]
    [InlineData("", null)]
    public void Names_are_unescaped_from_json_and_from_master_file_text(string name, string? target)
    {
        var sink = Read(Record.Replace("a.test.", name, StringComparison.Ordinal));
        Assert.Equal(target, sink.Contacts.SingleOrDefault()?.Target);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"rrname\":\"a.test\",\"rrtype\":\"A\",\"time_first\":1")]
    [InlineData("{\"rrname\":\"a.test\",\"rrtype\":\"A\",\"time_first\":1} {}")]
    [InlineData("{\"rrname\":\"a.test\",\"rrtype\":\"A\"}")]
    [InlineData("{\"rrname\":5,\"rrtype\":\"A\",\"time_first\":1}")]
    [InlineData("{\"obj\":[]}")]
    public void Other_json_is_rejected(string line) => Assert.Single(Read(line).Rejected);

    [Fact]
    public void Depth_and_length_break_nothing()
    {
        var sink = Read(string.Concat(Enumerable.Repeat("{\"obj\":", 100_000)), string.Concat(Enumerable.Repeat("[", 100_000)),
            Record.Replace("a.test", new string('a', 70_000), StringComparison.Ordinal), Record);
        Assert.Equal([1L, 2L, 3L], sink.Rejected.Select(r => r.Line));
        Assert.Single(sink.Contacts);
    }

    [Fact]
    public void Mutated_lines_have_one_fate_each() => Mutations.AssertOneFateEach(new PassiveDnsFormat(), "passive-dns-cof");

    static ListSink Read(params string[] lines) => SampleReading.Text(new PassiveDnsFormat(), string.Join('\n', lines));
}

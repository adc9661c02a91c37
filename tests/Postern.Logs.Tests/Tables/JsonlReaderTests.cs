using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.Tables;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Tables;

public class JsonlReaderTests
{
    const string Good = """{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"a.test"}""";

    // The expected file numbers the elements; a reader gives the line on which an element starts.
    [Fact]
    public void A_pretty_printed_array_is_read_as_expected()
    {
        var path = SharedData.Path("formats", "generic-jsonl", "array.json");
        var expected = (JsonObject)JsonNode.Parse(File.ReadAllText(path + ".expected.json"))!;
        var options = ExpectedFile.OptionsOf((JsonObject)expected["import_options"]!);
        var (sink, _) = SampleReading.File(new JsonlFormat(), path, options);
        Assert.Equal((long)expected["records"]!, sink.Fates);
        Assert.Equal((int)expected["counts"]!["contacts"]!, sink.Contacts.Count);
        Assert.Equal((int)expected["distinct_sources"]!, sink.Contacts.Select(c => c.Source).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((int)expected["distinct_targets"]!, sink.Contacts.Select(c => c.Target).Distinct(StringComparer.Ordinal).Count());
        foreach (var row in expected["rows"]!.AsArray())
        {
            var number = (int)row!["line"]!;
            var contact = sink.Contacts[number - 1];
            Assert.Equal(2 + (number - 1) * 6, contact.Line);
            Assert.Equal(
                ((long)row["time_ns"]!, (string)row["source"]!, (string)row["target"]!, (string)row["outcome"]!),
                (contact.Time!.Value, contact.Source!, contact.Target, contact.Outcome));
        }
    }

    [Theory]
    [InlineData("{\"event\":{\"time\":1767323045},\"src\":{\"ip\":\"10.0.0.1\"},\"dns\":{\"q\":\"a.test\"},\"n\":3}")]
    [InlineData("{\"timestamp\":1767323045000,\"client\":\"10.0.0.1\",\"qname\":\"a.test\"}")]
    [InlineData("{\"id.orig_h\":\"10.0.0.1\",\"when\":\"1767323045.000\",\"question\":\"a.test\"}")]
    public void Keys_without_doubt_are_recognised(string line)
    {
        var sink = Read(line + "\n" + line);
        Assert.Empty(sink.Faults);
        Assert.Equal(2, sink.Contacts.Count);
        Assert.Equal(("10.0.0.1", "a.test", 1767323045 * UnixTime.Second), (sink.Contacts[0].Source, sink.Contacts[0].Target, sink.Contacts[0].Time));
    }

    [Fact]
    public void Numbers_with_exponents_are_times_when_the_unit_is_said() => Assert.Equal(
        1767323045 * UnixTime.Second,
        Assert.Single(Read(
            """{"t":1.767323045e9,"src":"10.0.0.1","query":"a.test"}""", "time=t,source=src,target=query,time-format=epoch-seconds").Contacts).Time);

    [Fact]
    public void A_literal_key_comes_before_a_path_and_the_last_of_two_keys_counts()
    {
        var sink = Read(
            """{"a":{"ip":"10.0.0.9"},"a.ip":"10.0.0.1","t":1767323045,"a":{"ip":"10.0.0.8"},"q":"b.test","q":"a.test"}""",
            "time=t,source=a.ip,target=q");
        Assert.Equal(("10.0.0.1", "a.test"), (sink.Contacts[0].Source, sink.Contacts[0].Target));
        Assert.Single(sink.Warned, w => w.Contains("twice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"a.te""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"a.test"}{"ts":1}""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"a.test",}""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"a.test"} // comment""")]
    [InlineData("""{"ts":NaN,"src":"10.0.0.1","query":"a.test"}""")]
    [InlineData("""{"ts":1e400,"src":"10.0.0.1","query":"a.test"}""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":"\ud800.test"}""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1","query":null}""")]
    [InlineData("""{"ts":"2026-01-02T03:04:05Z","src":"10.0.0.1"}""")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{")]
    public void A_damaged_line_is_rejected_and_the_next_is_read(string line)
    {
        var sink = Read($"{Good}\n{line}\n{Good}");
        Assert.Equal(2, sink.Contacts.Count);
        Assert.Equal(2, Assert.Single(sink.Rejected).Line);
    }

    [Fact]
    public void A_hundred_thousand_levels_are_rejected_in_a_line_and_in_an_array()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);
        Assert.Single(Read($"{Good}\n{deep}\n{Good}").Rejected);
        var array = Read($"[{Good},\n{deep},\n{Good}]");
        Assert.Equal(2, array.Contacts.Count);
        Assert.Equal(2, Assert.Single(array.Rejected).Line);
    }

    [Theory]
    [InlineData("[GOOD,GOOD]", 2, 0)]
    [InlineData("[\n GOOD\n ,GOOD\n]\n", 2, 0)]
    [InlineData("[GOOD,null,5,\"a\",[1,2],GOOD]", 2, 4)]
    [InlineData("[]", 0, 0)]
    [InlineData("[GOOD] trailing\nmore", 1, 2)]
    [InlineData("{\n\"ts\":\"2026-01-02T03:04:05Z\",\n\"src\":\"10.0.0.1\",\"query\":\"a.test\"\n}\nGOOD", 2, 0)]
    public void Elements_are_found_however_they_are_laid_out(string text, int contacts, int rejected)
    {
        var sink = Read(text.Replace("GOOD", Good, StringComparison.Ordinal));
        Assert.Equal((contacts, rejected), (sink.Contacts.Count, sink.Rejected.Count));
        Assert.Empty(sink.Faults);
    }

    [Fact]
    public void An_array_that_is_cut_off_is_a_fault_and_its_whole_elements_are_kept()
    {
        var sink = Read($"[{Good},\n{Good[..40]}");
        Assert.Single(sink.Contacts);
        Assert.Equal(2, Assert.Single(sink.Rejected).Line);
        Assert.Single(sink.Faults);
    }

    [Fact]
    public void An_element_that_is_too_long_is_rejected_and_the_next_is_read()
    {
        var sink = SampleReading.Text(
            new JsonlFormat(), $"[{Good},\n{{\"x\":\"{new string('x', 5000)}\"}},\n{Good}]", new ReadOptions { LongestLine = 4096 });
        Assert.Equal(2, sink.Contacts.Count);
        Assert.Equal("element is too long", Assert.Single(sink.Rejected).Reason);
    }

    [Fact]
    public void A_key_that_is_nowhere_is_a_fault_that_lists_the_keys()
    {
        var sink = Read($"{Good}\n{Good}", "time=ts,source=client,target=query");
        var fault = Assert.Single(sink.Faults);
        Assert.Contains("\"client\"", fault, StringComparison.Ordinal);
        Assert.Contains("\"src\"", fault, StringComparison.Ordinal);
        Assert.Equal(2, sink.Rejected.Count);
    }

    static ListSink Read(string text, string? columns = null) =>
        SampleReading.Text(new JsonlFormat(), text, new ReadOptions { Columns = columns });
}

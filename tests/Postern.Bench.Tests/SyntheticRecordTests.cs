using System.Text;
using Postern.Bench.Records;

namespace Postern.Bench.Tests;

public class SyntheticRecordTests
{
    [Fact]
    public void A_record_has_the_lines_and_pairs_asked_for()
    {
        var rows = Rows(Written(RecordFormat.Zeek, seed: 1));

        Assert.Equal(20_000, rows.Count);
        Assert.All(rows, row => Assert.Equal(24, row.Length));
        Assert.Equal(900, rows.Select(row => (row[2], row[9])).Distinct().Count());
        Assert.Contains(rows, row => row[2].Contains(':', StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_stand_in_the_order_of_writing_which_is_nearly_that_of_asking()
    {
        double[] asked = [.. Rows(Written(RecordFormat.Zeek, seed: 1)).Select(row => double.Parse(row[0]))];

        var late = asked.Zip(asked.Skip(1)).Count(pair => pair.Second < pair.First);
        Assert.InRange(late, 1, asked.Length / 5); // an AAAA answer may overtake its A
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second > pair.First - 11));
    }

    [Fact]
    public void The_seed_decides_every_byte()
    {
        Assert.Equal(Written(RecordFormat.Zeek, 1), Written(RecordFormat.Zeek, 1));
        Assert.NotEqual(Written(RecordFormat.Zeek, 1), Written(RecordFormat.Zeek, 2));
    }

    [Fact]
    public void Every_format_tells_of_the_same_look_ups()
    {
        var names = Rows(Written(RecordFormat.Zeek, 1)).Select(row => row[9]);
        var json = Encoding.ASCII.GetString(Written(RecordFormat.ZeekJson, 1)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var bind = Encoding.ASCII.GetString(Written(RecordFormat.Bind, 1)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(names, json.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("query").GetString()!), StringComparer.Ordinal);
        Assert.Equal(names, bind.Select(line => line.Split("query: ")[1].Split(' ')[0]), StringComparer.Ordinal);
    }

    static byte[] Written(RecordFormat format, ulong seed)
    {
        using var stream = new MemoryStream();
        RecordWriter.Write(SyntheticRecord.Make(seed, 20_000, 900, 2), format, stream);
        return stream.ToArray();
    }

    static List<string[]> Rows(byte[] log) => [.. Encoding.ASCII.GetString(log)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.Split('\t'))];
}

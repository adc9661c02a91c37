using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Postern.Bench.Records;
using Postern.Simulation;
using Postern.Testing.Traffic;

namespace Postern.Bench.Example;

/// <summary>The files of <c>examples/</c> that are made and not written: two logs and what is true of them.</summary>
static class ExampleFiles
{
    static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The sensor's dns.log, uncompressed.</summary>
    public static byte[] DnsLog()
    {
        using var stream = new MemoryStream();
        using (var line = new LineBuffer(stream))
        {
            line.Add(ZeekDns.Header("2026-03-02"));
            foreach (var (time, pair) in Contacts(ExampleWeek.Dns()))
                ZeekDns.Write(line, Question(time, pair));
            line.Add(ZeekDns.Footer("2026-03-09"));
        }
        return stream.ToArray();
    }

    /// <summary>The mail server's log.</summary>
    public static byte[] MailLog() =>
        Encoding.ASCII.GetBytes(string.Concat(ExampleMail.Lines(ExampleWeek.Mail()).Select(line => line + "\n")));

    /// <summary>The truth: every pair, and when the sensor was off.</summary>
    public static byte[] Truth() => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Resolution = "microseconds",
            SensorOff = new { From = Text(ExampleWeek.Hole.From), Until = Text(ExampleWeek.Hole.Until) },
            Pairs = ExampleWeek.Dns().Concat(ExampleWeek.Mail()).OrderBy(p => p.Part == "ordinary"),
        },
        json);

    static IEnumerable<(long Time, Planted Pair)> Contacts(IEnumerable<Planted> pairs) =>
        pairs.SelectMany(pair => pair.Times.Select(time => (Time: time, Pair: pair))).OrderBy(contact => contact.Time);

    static Question Question(long time, Planted pair)
    {
        var random = new TrafficRandom((ulong)time);
        var delay = 300 + (long)random.Exponential(15_000);
        return new Question(
            time / 1_000, delay, Encoding.ASCII.GetBytes(pair.Source), Encoding.ASCII.GetBytes(pair.Target), "198.51.100.80"u8.ToArray(),
            Ipv6: false, random);
    }

    static string Text(long time) => DateTimeOffset.FromUnixTimeSeconds(time / SimulatedSeries.Second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

using Postern.Simulation;

namespace Postern.Bench.Records;

/// <summary>Writes a record as the log that a Zeek sensor or a BIND server would have written.</summary>
static class RecordWriter
{
    public static void Write(SyntheticRecord record, RecordFormat format, Stream stream)
    {
        using var line = new LineBuffer(stream);
        if (format == RecordFormat.Zeek)
            line.Add(ZeekDns.Header("2024-01-01"));
        for (var i = 0; i < record.Lines; i++)
        {
            var (asked, delay, pair, second) = record[i];
            var (client, name, _, _) = record.Plan.Pairs[pair];
            var question = new Question(
                asked, delay, record.Plan.Clients[client], record.Plan.Names[name], record.Plan.Answers[name],
                second, new TrafficRandom((ulong)asked ^ ((ulong)pair << 32)));
            switch (format)
            {
                case RecordFormat.Zeek:
                    ZeekDns.Write(line, question);
                    break;
                case RecordFormat.ZeekJson:
                    ZeekDnsJson.Write(line, question);
                    break;
                default:
                    BindQuery.Write(line, question);
                    break;
            }
        }
        if (format == RecordFormat.Zeek)
            line.Add(ZeekDns.Footer("2024-01-31"));
    }
}

/// <summary>Formats that a record can be written in.</summary>
enum RecordFormat
{
    /// <summary>Zeek dns.log, tab-separated.</summary>
    Zeek,

    /// <summary>Zeek dns.log, one JSON object a line.</summary>
    ZeekJson,

    /// <summary>BIND 9 query log.</summary>
    Bind,
}

/// <summary>One look-up on its way into a line; <paramref name="Draws"/> makes what only looks like something.</summary>
readonly record struct Question(
    long AskedMicros, long DelayMicros, byte[] Client, byte[] Name, byte[] Answers, bool Ipv6, TrafficRandom Draws)
{
    public bool Answered => DelayMicros < 10_000_000;

    public bool Exists => Answers.Length > 0;
}

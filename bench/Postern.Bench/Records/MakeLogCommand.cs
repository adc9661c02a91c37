using System.CommandLine;

namespace Postern.Bench.Records;

/// <summary><c>make-log</c>: the big record that the speed figures of docs/performance.md are measured on.</summary>
static class MakeLogCommand
{
    const int Million = 1_000_000;

    public static Command Make()
    {
        var path = new Argument<string>("path") { Description = "file to write, or - for standard output (pipe it to gzip)" };
        var lines = new Option<int>("--lines") { Description = "contacts, one a line", DefaultValueFactory = _ => 4 * Million };
        var pairs = new Option<int>("--pairs") { Description = "distinct pairs; default 92,000 x (lines / 4 million)^.7" };
        var days = new Option<double>("--days") { Description = "length; default one day a million lines, at least two" };
        var seed = new Option<ulong>("--seed") { Description = "same seed, same bytes", DefaultValueFactory = _ => 1 };
        var format = new Option<string>("--format") { Description = "what to write", DefaultValueFactory = _ => "zeek" };
        format.AcceptOnlyFromAmong("zeek", "zeek-json", "bind");
        var command = new Command("make-log", "write a large synthetic DNS log") { path, lines, pairs, days, seed, format };
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(lines);
            var record = SyntheticRecord.Make(
                parsed.GetValue(seed), count,
                parsed.GetValue(pairs) is > 0 and var p ? p : (int)Math.Min(count, 92_000 * Math.Pow(count / (4.0 * Million), .7)),
                parsed.GetValue(days) is > 0 and var d ? d : Math.Max(2, count / (double)Million));
            using var stream = parsed.GetValue(path) == "-" ? Console.OpenStandardOutput() : File.Create(parsed.GetValue(path)!);
            RecordWriter.Write(record, Named(parsed.GetValue(format)!), stream);
            Console.Error.WriteLine($"{record.Lines:N0} lines, {record.Plan.Pairs.Length:N0} pairs");
        });
        return command;
    }

    static RecordFormat Named(string format) => format switch
    {
        "zeek-json" => RecordFormat.ZeekJson,
        "bind" => RecordFormat.Bind,
        _ => RecordFormat.Zeek,
    };
}

using BenchmarkDotNet.Attributes;
using Postern.Bench.Records;
using Postern.Contacts;
using Postern.Logs;
using Postern.Logs.Input;
using Postern.Logs.Reading;

namespace Postern.Bench.Micro.Logs;

/// <summary>Reading 200,000 look-ups into a table, by format, on one thread; counting line ends in the same bytes is the floor.</summary>
[MemoryDiagnoser]
public class ReadingBenchmarks
{
    const int Lines = 200_000;

    readonly string path = Path.Combine(Path.GetTempPath(), $"postern-bench-{Environment.ProcessId}.log");
    IReadOnlyList<InputFile> files = [];

    [Params("Zeek", "ZeekJson", "Bind")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        using (var file = File.Create(path))
            RecordWriter.Write(SyntheticRecord.Make(1, Lines, Lines / 40, 2), Enum.Parse<RecordFormat>(Format), file);
        files = InputFiles.Find([path], DateTimeOffset.UnixEpoch.AddYears(60), out _);
    }

    [GlobalCleanup]
    public void Delete() => File.Delete(path);

    [Benchmark(Baseline = true, Description = "count line ends")]
    public int CountLines()
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[1 << 16];
        var count = 0;
        for (var read = file.Read(bytes); read > 0; read = file.Read(bytes))
            count += bytes.AsSpan(0, read).Count((byte)'\n');
        return count;
    }

    [Benchmark(Description = "read into a table")]
    public int Read()
    {
        var harvest = new TableHarvest(ContactFilter.None);
        new LogReader(new ReadOptions(), threads: 1).Read(files, harvest, progress: null, CancellationToken.None);
        return harvest.Build().Count;
    }
}

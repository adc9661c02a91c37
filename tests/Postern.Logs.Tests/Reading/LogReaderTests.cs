using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Postern.Contacts;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Testing;

namespace Postern.Logs.Tests.Reading;

public sealed class LogReaderTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-reading-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    static (ContactTable Table, IReadOnlyList<FileReport> Reports, long Duplicates) Read(
        IEnumerable<string> paths, int threads = 2, ReadOptions? options = null)
    {
        var files = InputFiles.Find(paths, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), out var problems);
        Assert.Empty(problems);
        var harvest = new TableHarvest(ContactFilter.None);
        var reports = new LogReader(options ?? new ReadOptions(), threads).Read(files, harvest, null, TestContext.Current.CancellationToken);
        return (harvest.Build(TestContext.Current.CancellationToken), reports, harvest.Duplicates);
    }

    /// <summary>A Zeek log whose header turns its columns about in the middle, several times, between blocks of a megabyte.</summary>
    static string TurningLog(int rows)
    {
        var text = new StringBuilder("#separator \\x09\n");
        for (var i = 0; i < rows; i++)
        {
            if (i % 9_001 == 0)
                text.Append(i / 9_001 % 2 == 0 ? "#path\tdns\n#fields\tts\tuid\tid.orig_h\tquery\trcode_name\n" : "#fields\trcode_name\tquery\tid.orig_h\tuid\tts\n");
            string[] row = [$"{1_500_000_000 + i}.{i % 1000:D3}000", $"C{i:x12}ABCDEFGHIJKLMNOPQRSTUVWXYZ", $"192.0.2.{i % 50}", $"h{i % 211}.example.com", "NOERROR"];
            text.Append(string.Join('\t', i / 9_001 % 2 == 0 ? row : row.Reverse())).Append('\n');
            if (i % 10_007 == 0)
                text.Append("garbage\n");
        }
        return text.ToString();
    }

    [Fact]
    public void One_thread_and_several_read_the_same_even_when_headers_change_inside_the_file()
    {
        var path = Write("dns.log", TurningLog(60_000));
        var one = Read([path], threads: 1);

        Assert.Equal(60_000, one.Table.Count);
        Assert.Equal(6, one.Reports[0].Tally.Rejected.Values.Sum());
        foreach (var threads in new[] { 2, 3, 8 })
        {
            var several = Read([path], threads);

            Assert.True(one.Table.AllTimes.SequenceEqual(several.Table.AllTimes));
            Assert.True(one.Table.Pairs.SequenceEqual(several.Table.Pairs));
            Assert.Equal(one.Reports[0].Tally.FirstRejected, several.Reports[0].Tally.FirstRejected);
            Assert.Equal(one.Reports[0].Tally.Ignored, several.Reports[0].Tally.Ignored);
            Assert.Equal(one.Reports[0].Sha256, several.Reports[0].Sha256);
        }
    }

    [Fact]
    public void Rejected_lines_are_numbered_in_the_file_not_in_the_block()
    {
        var log = TurningLog(60_000);
        var garbage = log.Split('\n').Index().Where(l => l.Item == "garbage").Select(l => l.Index + 1L);

        var tally = Read([Write("dns.log", log)]).Reports[0].Tally;

        Assert.Equal(garbage, tally.FirstRejected.Select(r => r.Line));
    }

    [Fact]
    public void Many_small_files_are_one_record()
    {
        var paths = Enumerable.Range(0, 40).Select(f =>
            Write($"dns.{f}.log", $"#separator \\x09\n#path\tdns\n#fields\tts\tid.orig_h\tquery\n{1000 + f}.5\t192.0.2.1\ta.example\n")).ToList();

        var (table, reports, _) = Read(paths, threads: 4);

        Assert.Equal(40, table.Count);
        Assert.Equal(1, table.Pairs.Length);
        Assert.Equal(paths, reports.Select(r => r.Path));
    }

    [Fact]
    public void Overlapping_files_count_once()
    {
        var log = TurningLog(2_000);
        var (table, _, duplicates) = Read([Write("a.log", log), Write("b.log", log)]);

        Assert.Equal(2_000, table.Count);
        Assert.Equal(2_000, duplicates);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("bom")]
    [InlineData("crlf")]
    [InlineData("cr")]
    [InlineData("bom and cr")]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("gzip")]
    [InlineData("no last line end")]
    public void The_text_is_found_in_every_dress(string dress)
    {
        var log = TurningLog(300);
        byte[] bytes = dress switch
        {
            "bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(log)],
            "bom and cr" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(log.Replace('\n', '\r'))],
            "crlf" => Encoding.UTF8.GetBytes(log.Replace("\n", "\r\n", StringComparison.Ordinal)),
            "cr" => Encoding.UTF8.GetBytes(log.Replace('\n', '\r')),
            "utf-16le" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(log)],
            "utf-16be" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(log)],
            "gzip" => Zip(Encoding.UTF8.GetBytes(log)),
            "no last line end" => Encoding.UTF8.GetBytes(log.TrimEnd('\n')),
            _ => Encoding.UTF8.GetBytes(log),
        };

        var (table, reports, _) = Read([Write("x.log", bytes)]);

        Assert.Equal(300, table.Count);
        Assert.Equal(1, reports[0].Tally.Rejected.Values.Sum());
        Assert.Empty(reports[0].Tally.Faults);
    }

    [Fact]
    public void A_cut_gzip_gives_what_it_held_and_says_so()
    {
        var zipped = Zip(Encoding.UTF8.GetBytes(TurningLog(20_000)));

        var report = Read([Write("x.log.gz", zipped[..(zipped.Length / 2)])]).Reports[0];

        Assert.InRange(report.Tally.Contacts, 5_000, 15_000);
        Assert.Contains("end early", Assert.Single(report.Tally.Faults), StringComparison.Ordinal);
        Assert.True(report.Flawed);
        Assert.False(report.Unreadable);
    }

    [Fact]
    public void A_file_that_is_no_log_says_how_it_begins()
    {
        var report = Read([Write("x.txt", "It was a dark and stormy night.\n\u001b[31mThe end.\n")]).Reports[0];

        Assert.True(report.Unreadable);
        Assert.Contains("format not recognised; it begins with: It was a dark", report.Tally.Faults[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', report.Tally.Faults[0]);
    }

    [Fact]
    public void Blank_and_empty_files_are_no_error()
    {
        foreach (var text in new[] { "", "\n\n  \n" })
            Assert.False(Read([Write("x.log", text)]).Reports[0].Unreadable);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        var path = Write("dns.log", TurningLog(60_000));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new LogReader(new ReadOptions(), 2).Read(
            InputFiles.Find([path], default, out _), new TableHarvest(ContactFilter.None), null, cancelled.Token));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void An_array_may_be_one_line_of_any_length(string end)
    {
        const int Count = 3_000;
        var options = new ReadOptions { LongestLine = 1 << 16 };
        var elements = Enumerable.Range(0, Count).Select(i => $$"""{"time":"2026-01-02T03:04:05Z","client":"192.0.2.{{i % 200}}","query":"h{{i}}, \"]}.example"}""");

        var (table, reports, _) = Read([Write("x.json", $"[{string.Join(',', elements)}]{end}")], options: options);

        Assert.Equal(Count, table.Count);
        Assert.Equal(Count, table.Targets.Count);
        Assert.Empty(reports[0].Tally.Rejected);
        Assert.Equal(1, reports[0].Tally.Lines);
    }

    [Fact]
    public void A_long_line_that_is_no_array_is_rejected_once()
    {
        var row = """{"time":"2026-01-02T03:04:05Z","client":"192.0.2.1","query":"a.example"}""";
        var text = $"{row}\n{{\"x\":\"{new string('[', 300_000)}\"}}\n{row}\n";

        var tally = Read([Write("x.json", text)], options: new ReadOptions { LongestLine = 1 << 16 }).Reports[0].Tally;

        Assert.Equal(2, tally.Contacts);
        Assert.Equal((2, "line longer than 65,536 bytes"), (tally.FirstRejected[0].Line, Assert.Single(tally.Rejected).Key));
        Assert.Equal((3, 3), (tally.Lines, tally.Records));
    }

    [Fact]
    public void Xz_data_that_ask_for_a_gigabyte_are_refused()
    {
        Require.Program("xz");
        var path = Write("x.log", TurningLog(50));
        using (var xz = Process.Start("xz", ["-k", "--", path]))
            xz.WaitForExit();
        var octets = File.ReadAllBytes(path + ".xz");
        // The first block header (the .xz file format, §3.1): its size, its flags, then the filter: LZMA2, one octet of properties, the dictionary.
        const int Block = 12, Gigabyte = 36;
        var length = (octets[Block] + 1) * 4;
        Assert.Equal(0x21, octets[Block + 2]);
        octets[Block + 4] = Gigabyte;
        BitConverter.TryWriteBytes(octets.AsSpan(Block + length - 4), Crc32.Append(0, octets.AsSpan(Block, length - 4)));

        var report = Read([Write("large.xz", octets)]).Reports[0];

        Assert.Contains("limit", Assert.Single(report.Tally.Faults), StringComparison.OrdinalIgnoreCase);
        Assert.True(report.Unreadable);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_failure_in_any_thread_ends_the_reading(int threads)
    {
        var path = Write("dns.log", TurningLog(60_000));
        var files = InputFiles.Find([path], default, out _);
        // Which thread meets which part is chance, so several parts are tried: the one that opened the file must fail once at least.
        for (var part = 1; part <= 5; part++)
        {
            var problem = await Record.ExceptionAsync(() => Task.Run(() =>
                new LogReader(new ReadOptions(), threads).Read(files, new FailingHarvest(part), null, TestContext.Current.CancellationToken)));

            Assert.Equal("the disk is full", Assert.IsType<IOException>(problem).Message);
        }
    }

    /// <summary>Fails at one part.</summary>
    sealed class FailingHarvest(int part) : Harvest
    {
        int parts;

        protected internal override RecordingSink MakePart(object? threadState, int file) =>
            Interlocked.Increment(ref parts) == part ? throw new IOException("the disk is full") : new NoSink();

        protected internal override void Take(RecordingSink part, int file, long firstLine)
        {
        }
    }

    sealed class NoSink : RecordingSink
    {
        public override bool WantsDetail => false;

        public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
        {
        }

        protected override int Keep(in ContactRow row) => 0;
    }

    static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return zipped.ToArray();
    }
}

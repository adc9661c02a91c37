using System.CommandLine;
using System.IO.Compression;

namespace Postern.Bench.Example;

/// <summary><c>make-example</c>: writes the made files of <c>examples/</c>.</summary>
static class MakeExampleCommand
{
    public static Command Make()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "the folder examples/ of a checkout" };
        var command = new Command("make-example", "write the example record and its truth") { folder };
        command.SetAction(parsed =>
        {
            var root = parsed.GetValue(folder)!.FullName;
            var week = Directory.CreateDirectory(Path.Combine(root, "week")).FullName;
            using (var file = File.Create(Path.Combine(week, "dns.log.gz")))
            using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize))
                gzip.Write(ExampleFiles.DnsLog());
            File.WriteAllBytes(Path.Combine(week, "mail.log"), ExampleFiles.MailLog());
            File.WriteAllBytes(Path.Combine(root, "week.truth.json"), [.. ExampleFiles.Truth(), (byte)'\n']);
        });
        return command;
    }
}

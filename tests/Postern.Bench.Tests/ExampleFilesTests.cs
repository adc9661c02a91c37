using System.IO.Compression;
using System.Text;
using Postern.Bench.Example;
using Postern.Testing;

namespace Postern.Bench.Tests;

public class ExampleFilesTests
{
    [Fact]
    public void The_example_is_what_its_maker_makes()
    {
        using var dns = new GZipStream(File.OpenRead(Example("week", "dns.log.gz")), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        dns.CopyTo(plain);

        Assert.Equal(Lines(ExampleFiles.DnsLog()), Lines(plain.ToArray()));
        Assert.Equal(Lines(ExampleFiles.MailLog()), Lines(File.ReadAllBytes(Example("week", "mail.log"))));
        Assert.Equal(Lines(ExampleFiles.Truth()), Lines(File.ReadAllBytes(Example("week.truth.json"))));
    }

    [Fact]
    public void The_example_is_small()
    {
        var bytes = Directory.EnumerateFiles(Example(), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

        Assert.InRange(bytes, 1, 1 << 20);
    }

    [Fact]
    public void Nothing_is_seen_while_the_sensor_is_off()
    {
        var (from, until) = ExampleWeek.Hole;

        Assert.All(ExampleWeek.Dns().SelectMany(pair => pair.Times), time => Assert.False(time >= from && time < until));
        Assert.Contains(ExampleWeek.Mail().SelectMany(pair => pair.Times), time => time >= from && time < until);
    }

    static string[] Lines(byte[] text) => Encoding.ASCII.GetString(text).TrimEnd('\n').Split('\n');

    static string Example(params string[] parts) => Checkout.Path(["examples", .. parts]);
}

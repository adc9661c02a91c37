using System.Text;
using Postern.Testing;

namespace Postern.Logs.Tests.Expected;

/// <summary>Feeds a reader damaged lines: whatever comes, it must not throw, and every record must have one fate.</summary>
static class Mutations
{
    const int Lines = 4000;

    // Words that the text formats look for: put where they do not belong, they must not confuse.
    static readonly string[] Bait =
    [
        " query: ", " denied", "client ", " from ", " is ", ": ", "' denied", "[", "]", "(", ")", " at ", "/IN/A", "#53",
        "query[A] ", "reply ", "null TYPE0 CLASS0 ", " IN ", "\0", "\u001b[2J", "\ufeff", "\\", "\\999", "\"", "{\"obj\":{", "{", "}",
        "Feb 29 10:00:00 ", "9999-12-31T23:59:60.9999999999+23:59 ", "[99999999999999999999] ", "<191>1 - - - - - ",
        "dnsmasq[1]: ", "unbound[1:0] info: ", "last message repeated 99999999999 times", "overflow: 2147483647 log entries lost",
        "127.0.0.1", "::ffff:1.2.3.4%eth0", ".", "..", new('a', 3000),
    ];

    /// <summary>Reads a few thousand mutated lines of the samples in the folders.</summary>
    public static void AssertOneFateEach(LogFormat format, params string[] folders)
    {
        byte[][] samples =
        [
            .. folders.SelectMany(folder => SharedData.Files(Path.Combine("formats", folder), "*"))
                .Where(path => Path.GetExtension(path) is ".log" or ".jsonl")
                .SelectMany(path => File.ReadAllBytes(SharedData.Path(path)).Split((byte)'\n').Where(line => line.Length > 0)),
        ];
        Assert.SkipWhen(samples.Length == 0, "shared/data does not lie beside this checkout");
        var random = new Random(20_261_122);
        foreach (var wantsDetail in (bool[])[true, false])
        {
            var sink = new ListSink(wantsDetail);
            var reader = format.Open(SampleReading.Context());
            for (var number = 1; number <= Lines; number++)
            {
                var line = samples[random.Next(samples.Length)];
                for (var changes = random.Next(4); changes > 0; changes--)
                    line = Mutate(line, samples[random.Next(samples.Length)], random);
                reader.Read(line, number, sink);
                Assert.True(sink.Fates == number, $"line {number} has {sink.Fates - number + 1} fates: {Encoding.Latin1.GetString(line)}");
            }
            reader.Finish(sink);
            Assert.Equal(Lines, sink.Fates);
            Assert.All(sink.Contacts, c => Assert.DoesNotContain('\u001b', c.Target));
            Assert.NotEmpty(sink.Contacts);
        }
    }

    static byte[] Mutate(byte[] line, byte[] other, Random random)
    {
        var at = random.Next(line.Length + 1);
        var length = random.Next(Math.Min(line.Length - at, 40) + 1);
        return random.Next(7) switch
        {
            0 => line[..at],
            1 => [.. line[..at], .. line[(at + length)..]],
            2 => [.. line[..at], .. Encoding.UTF8.GetBytes(Bait[random.Next(Bait.Length)]), .. line[at..]],
            3 => [.. line[..at], (byte)random.Next(256), .. line[Math.Min(at + 1, line.Length)..]],
            4 => [.. line[..at], .. other[random.Next(other.Length)..]],
            5 => [.. line[..(at + length)], .. line[at..]],
            _ => [.. line[at..], .. line[..at]],
        };
    }

    static IEnumerable<byte[]> Split(this byte[] content, byte end)
    {
        for (var start = 0; start < content.Length;)
        {
            var length = Array.IndexOf(content, end, start) is >= 0 and var found ? found - start : content.Length - start;
            yield return content[start..(start + length)];
            start += length + 1;
        }
    }
}

using Postern.Logs.Exim;
using Postern.Logs.Postfix;
using Postern.Logs.Tables;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Mail;

/// <summary>Damaged samples: no reader may throw, and every record keeps one fate.</summary>
public class MutationTests
{
    const int Rounds = 40;

    [Theory]
    [InlineData("formats/postfix/syslog-iso.log")]
    [InlineData("formats/postfix/syslog-rfc5424.log")]
    [InlineData("formats/postfix/postscreen.log")]
    [InlineData("formats/postfix/public-fail2ban.log")]
    public void Damaged_postfix_lines_have_one_fate_each(string path) => Damage(new PostfixFormat(), path, lines: true);

    [Theory]
    [InlineData("formats/exim/mainlog-selector-all-dst.log")]
    [InlineData("formats/exim/syslog-traditional.log")]
    [InlineData("formats/exim/public-crowdsec.log")]
    public void Damaged_exim_lines_have_one_fate_each(string path) => Damage(new EximFormat(), path, lines: true);

    // A quote that is opened by damage joins lines, so records are fewer than lines.
    [Theory]
    [InlineData("formats/generic-csv/comma-iso.csv")]
    [InlineData("formats/generic-csv/semicolon-decimal-comma-bom-crlf.csv")]
    public void Damaged_tables_are_read_to_the_end(string path) => Damage(new CsvFormat(), path, lines: false);

    [Fact]
    public void Damaged_json_lines_have_one_fate_each() =>
        Damage(new JsonlFormat(), "formats/generic-jsonl/nested-epoch-ns.jsonl", lines: true);

    [Fact]
    public void Damaged_arrays_are_read_to_the_end() => Damage(new JsonlFormat(), "formats/generic-jsonl/array.json", lines: false);

    static void Damage(LogFormat format, string path, bool lines)
    {
        var sound = File.ReadAllBytes(SharedData.Path(path.Split('/')));
        for (var round = 0; round < Rounds; round++)
        {
            var state = (ulong)round * 7919 + 1;
            var damaged = Mutate(sound, ref state);
            var (sink, records) = SampleReading.Bytes(format, damaged, new ReadOptions(), wantsDetail: round % 2 == 0, path);
            if (lines)
                Assert.True(records == sink.Fates, $"round {round}: {records} lines, {sink.Fates} fates");
            else
                Assert.InRange(sink.Fates, 1, records + 1);
        }
    }

    static byte[] Mutate(byte[] sound, ref ulong state)
    {
        ReadOnlySpan<byte> marks = "[]<>()\"=:,; {}\\\0\xff\n"u8;
        var bytes = sound.ToList();
        for (var change = Next(ref state, 40) + 1; change > 0; change--)
        {
            var at = Next(ref state, bytes.Count);
            switch (Next(ref state, 5))
            {
                case 0:
                    bytes[at] = (byte)Next(ref state, 256);
                    break;
                case 1:
                    bytes[at] = marks[Next(ref state, marks.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(Next(ref state, 60), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, marks[Next(ref state, marks.Length)]);
                    break;
                default:
                    var from = Next(ref state, bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(Next(ref state, 60), bytes.Count - from)));
                    break;
            }
        }
        return [.. bytes];
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    static int Next(ref ulong state, int below)
    {
        var z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }
}

using System.Text;
using System.Text.Json;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Text;
using Postern.Logs.Zeek;

namespace Postern.Logs.Tests.Text;

public sealed class FlatJsonTests
{
    static readonly string[] Lines =
    [
        """{"ts":1704067200.361868,"uid":"CExYBE3yCOkcOZkRl0","id.orig_h":"10.0.1.129","id.orig_p":17612,"id.resp_h":"192.0.2.53","id.resp_p":53,"proto":"udp","trans_id":32555,"rtt":0.001165,"query":"a.example.com","rcode_name":"NOERROR","AA":false,"answers":["192.0.2.7","b.example.com"],"TTLs":[60.0,3.0e2],"rejected":null}""",
        """{"_path":"conn","ts":"2018-01-30T18:14:02.090842Z","uid":"C2","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.9","conn_state":"SF","orig_bytes":3,"tunnel_parents":[]}""",
        """{"ts":1.5,"uid":"C1","id":{"orig_h":"192.0.2.1","orig_p":4,"resp_h":"192.0.2.9","resp_p":53},"trans_id":1,"query":"A.example"}""",
        """{"_path":"smtp","ts":1.5,"uid":"C1","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.9","rcptto":["<a@b>","<c@d>"],"last_reply":"250 ok","tls":true}""",
    ];

    [Fact]
    public void Members_are_those_of_a_full_parser()
    {
        foreach (var line in Lines.Select(Encoding.ASCII.GetBytes))
        {
            var flat = new FlatJson();
            using var whole = JsonDocument.Parse(line);
            var members = whole.RootElement.EnumerateObject().ToList();
            Assert.True(flat.TryStart(line));
            foreach (var member in members)
            {
                if (member.Value.ValueKind == JsonValueKind.Object)
                {
                    Assert.False(flat.TryNext(line, out _, out _, out _));
                    break;
                }
                Assert.True(flat.TryNext(line, out var key, out var value, out var kind));
                Assert.Equal(member.Name, Encoding.ASCII.GetString(line[key]));
                Assert.Equal(kind == FlatValue.Text ? member.Value.GetString() : member.Value.GetRawText(), Encoding.ASCII.GetString(line[value]));
                Assert.Equal(kind == FlatValue.Array, member.Value.ValueKind == JsonValueKind.Array);
                Assert.Equal(kind == FlatValue.Null, member.Value.ValueKind == JsonValueKind.Null);
            }
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.5e+07")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("truex")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("1 ")]
    public void Literals_are_those_of_a_full_parser(string text)
    {
        bool parses;
        try
        {
            using var _ = JsonDocument.Parse(text);
            parses = !text.Contains(' ', StringComparison.Ordinal); // white space is a parser's, not a literal's
        }
        catch (JsonException)
        {
            parses = false;
        }
        Assert.Equal(parses, FlatJson.IsLiteral(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Damaged_lines_have_the_fate_that_the_full_parser_gives_them()
    {
        // A space behind the brace means nothing to JSON and sends the line to the full parser.
        var random = new Random(11);
        const string Marks = "\"\\{}[],:. \0\t0-a\x7f";
        var (contacts, rejected) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var line = Encoding.ASCII.GetBytes(Lines[random.Next(Lines.Length)]).ToList();
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                var at = random.Next(1, line.Count);
                if (random.Next(2) == 0)
                    line[at] = (byte)Marks[random.Next(Marks.Length)];
                else
                    line.RemoveAt(at);
            }
            var quick = Read([.. line]);
            var full = Read([line[0], (byte)' ', .. line.Skip(1)]);
            Assert.Equal(full.Contacts.Select(Said), quick.Contacts.Select(Said));
            Assert.Equal(full.Ignored, quick.Ignored);
            Assert.Equal(full.Reasons, quick.Reasons);
            contacts += quick.Contacts.Count;
            rejected += quick.Rejected.Count;
        }
        Assert.True(contacts > 5_000 && rejected > 5_000);

        static string Said(ReadContact contact) =>
            $"{contact.Time} {contact.Kind} {contact.Source}:{contact.SourcePort} {contact.Target}:{contact.TargetPort} {contact.Outcome} {contact.Bytes} {contact.Detail}";
    }

    static ListSink Read(byte[] line)
    {
        var sink = new ListSink();
        new ZeekJsonReader().Read(line, 1, sink);
        return sink;
    }
}

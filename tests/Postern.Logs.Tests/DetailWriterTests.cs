using System.Buffers;
using System.Text;
using System.Text.Json;
using Postern.Logs.Text;

namespace Postern.Logs.Tests;

/// <summary>A detail is sealed and compared byte by byte: its bytes are those of the platform's JSON writer.</summary>
public sealed class DetailWriterTests
{
    [Fact]
    public void Every_character_is_written_as_the_platform_writes_it()
    {
        for (var character = 0; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 97)
        {
            if (!Rune.IsValid(character))
                continue;
            var value = $"a{new Rune(character)}b";
            Same(d => d.Add("name"u8, Encoding.UTF8.GetBytes(value)), j => j.WriteString("name", value));
            Same(d => d.Add("name"u8, value), j => j.WriteString("name", value));
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_written_as_the_platform_writes_it()
    {
        foreach (var value in new[] { "\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83d\ude00\ud83d" })
            Same(d => d.Add("name"u8, value), j => j.WriteString("name", value));
    }

    [Fact]
    public void Any_octets_are_written_as_the_platform_writes_them_once_what_is_not_UTF_8_is_shown_as_text()
    {
        var draw = new Random(4711);
        for (var length = 0; length < 700; length++)
        {
            var value = new byte[length];
            draw.NextBytes(value);
            if (length % 2 == 0)
                value.AsSpan().Replace((byte)'"', (byte)'x');
            Same(d => d.Add("name"u8, value), j => j.WriteString("name", NameText.EscapeInvalid(value)));
        }
    }

    [Fact]
    public void Numbers_and_truth_values_are_written_as_the_platform_writes_them()
    {
        foreach (var number in new[] { 0, 1, -1, 53, long.MinValue, long.MaxValue })
            Same(d => d.Add("n"u8, number), j => j.WriteNumber("n", number));
        foreach (var number in new[] { 0, -0.0, .1, 1e21, 1e-7, 1.0 / 3, double.MaxValue, double.Epsilon, -123456789.125 })
            Same(d => d.Add("n"u8, number), j => j.WriteNumber("n", number));
        Same(d => d.Add("t"u8, true).Add("f"u8, false), j =>
        {
            j.WriteBoolean("t", true);
            j.WriteBoolean("f", false);
        });
    }

    [Fact]
    public void Members_and_contacts_follow_one_another()
    {
        var detail = new DetailWriter();
        Assert.Equal("{}"u8, detail.Begin().End());
        Assert.Equal("{\"qtype\":\"A\",\"port\":53,\"uid\":\"\"}"u8, detail.Begin().Add("qtype"u8, "A"u8).Add("port"u8, 53).Add("uid"u8, ""u8).End());
        Assert.Equal("{}"u8, detail.Begin().End());
        Same(d => d.Add("long"u8, new string('x', 100_000)).Add("b\u00e4d\""u8, "\u2028"u8), j =>
        {
            j.WriteString("long", new string('x', 100_000));
            j.WriteString("b\u00e4d\"", "\u2028");
        });
    }

    static void Same(Action<DetailWriter> write, Action<Utf8JsonWriter> expect)
    {
        var detail = new DetailWriter().Begin();
        write(detail);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        expect(json);
        json.WriteEndObject();
        json.Flush();
        Assert.Equal(Encoding.UTF8.GetString(buffer.WrittenSpan), Encoding.UTF8.GetString(detail.End()));
    }
}

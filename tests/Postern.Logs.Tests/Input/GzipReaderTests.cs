using System.IO.Compression;
using System.Text;
using Postern.Logs.Input;

namespace Postern.Logs.Tests.Input;

public sealed class GzipReaderTests
{
    static byte[] Lines(int count) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => $"line {i * 7919 % 1000} of the text\n")));

    static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return zipped.ToArray();
    }

    static (byte[] Content, GzipReader Reader) Unzip(byte[] zipped, int atOnce = 1000)
    {
        using var content = new MemoryStream();
        var reader = new GzipReader(new Trickle(zipped, atOnce));
        var room = new byte[777];
        for (int count; (count = reader.Read(room)) > 0;)
            content.Write(room, 0, count);
        return (content.ToArray(), reader);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public void All_members_are_read_however_the_bytes_arrive(int atOnce)
    {
        byte[][] members = [Lines(3), [], Lines(5_000), Lines(1), [], Lines(9_000)];
        byte[] zipped = [.. members.SelectMany(Zip)];

        var (content, reader) = Unzip(zipped, atOnce);

        Assert.Null(reader.Fault);
        Assert.Equal(members.SelectMany(m => m), content);
    }

    [Theory]
    [InlineData(30, 34)]
    [InlineData(38, 43)]
    [InlineData(62, 66)]
    [InlineData(70, 75)]
    public void A_member_may_end_anywhere_in_what_is_read_at_once(int from, int to)
    {
        var next = Lines(3);
        var zipped = Zip(next);
        var random = new byte[to << 10];
        new Random(1).NextBytes(random);
        for (var length = from << 10; length < random.Length; length += 11)
        {
            var (content, reader) = Unzip([.. Stored(random.AsSpan(0, length)), .. zipped], 1 << 15);

            Assert.Null(reader.Fault);
            Assert.True(content.Length == length + next.Length && content.AsSpan(length).SequenceEqual(next), $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Any_number_of_equal_members_is_read(int lines)
    {
        const int Members = 10_000;
        byte[] nothing = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, .. new byte[8]]; // the platform writes no bytes at all for nothing
        var zipped = lines == 0 ? nothing : Zip(Lines(lines));

        var (content, reader) = Unzip([.. Enumerable.Repeat(zipped, Members).SelectMany(m => m), .. Zip(Lines(7))], 1 << 16);

        Assert.Null(reader.Fault);
        Assert.Equal(Lines(lines).Length * Members + Lines(7).Length, content.Length);
    }

    [Fact]
    public void Behind_a_member_with_a_wrong_checksum_the_others_are_read()
    {
        var wrong = Zip(Lines(500));
        wrong[^8] ^= 1;

        var (content, reader) = Unzip([.. Zip(Lines(9)), .. wrong, .. wrong, .. Zip(Lines(70))]);

        Assert.Equal([.. Lines(9), .. Lines(500), .. Lines(500), .. Lines(70)], content);
        Assert.StartsWith("the gzip checksum is wrong", reader.Fault, StringComparison.Ordinal);
        Assert.Equal(reader.Fault!.IndexOf("checksum", StringComparison.Ordinal), reader.Fault.LastIndexOf("checksum", StringComparison.Ordinal));
        Assert.False(reader.EndsEarly);
    }

    [Fact]
    public void Behind_a_member_with_no_sound_end_what_is_left_out_is_said()
    {
        var wrong = Zip(Lines(500));
        wrong.AsSpan(^8..).Fill(0x55);
        var more = new byte[30_000];
        new Random(1).NextBytes(more);

        var (content, reader) = Unzip([.. wrong, .. Stored(more)]);

        Assert.Equal(Lines(500), content);
        Assert.Contains("what follows it was left out", reader.Fault, StringComparison.Ordinal);
        Assert.True(reader.EndsEarly);
    }

    /// <summary>A member whose data are as long as its content, and a few bytes.</summary>
    static byte[] Stored(ReadOnlySpan<byte> content)
    {
        List<byte> member = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0xFF];
        for (var at = 0; at < content.Length; at += 0xFFFF)
        {
            var block = content[at..Math.Min(content.Length, at + 0xFFFF)];
            member.AddRange([(byte)(at + block.Length == content.Length ? 1 : 0), (byte)block.Length, (byte)(block.Length >> 8), (byte)~block.Length, (byte)(~block.Length >> 8)]);
            member.AddRange(block);
        }
        member.AddRange(BitConverter.GetBytes(Crc32.Append(0, content)));
        member.AddRange(BitConverter.GetBytes(content.Length));
        return [.. member];
    }

    [Fact]
    public void Wherever_the_data_are_cut_the_beginning_is_given_and_the_cut_is_reported()
    {
        var whole = Lines(60);
        var zipped = Zip(whole);
        for (var length = 1; length < zipped.Length; length++)
        {
            var (content, reader) = Unzip(zipped[..length]);

            Assert.True(whole.AsSpan().StartsWith(content), $"cut at {length}");
            Assert.NotNull(reader.Fault);
            Assert.True(reader.EndsEarly, $"cut at {length}");
        }
    }

    [Fact]
    public void A_wrong_checksum_is_reported()
    {
        var zipped = Zip(Lines(500));
        zipped[^8] ^= 1;

        var (content, reader) = Unzip(zipped);

        Assert.Equal(Lines(500), content);
        Assert.Contains("checksum", reader.Fault, StringComparison.Ordinal);
        Assert.False(reader.EndsEarly);
    }

    [Fact]
    public void Damage_inside_the_data_is_reported()
    {
        var zipped = Zip(Lines(20_000));
        var silent = 0;
        for (var place = 20; place < zipped.Length - 8; place += 997)
        {
            var damaged = (byte[])zipped.Clone();
            damaged[place] ^= 0x55;
            if (Unzip(damaged).Reader.Fault is null)
                silent++;
        }

        Assert.Equal(0, silent);
    }

    [Fact]
    public void Bytes_behind_the_data_are_counted_and_left_out()
    {
        var (content, reader) = Unzip([.. Zip(Lines(100)), .. "some rubbish"u8]);

        Assert.Equal(Lines(100), content);
        Assert.StartsWith("12 bytes", reader.Fault, StringComparison.Ordinal);
        Assert.False(reader.EndsEarly);
    }

    [Fact]
    public void Every_optional_part_of_the_header_is_passed_over()
    {
        var plain = Zip(Lines(10));
        byte[] dressed = [.. plain[..3], 0x1E, .. plain[4..10], 5, 0, 1, 2, 3, 4, 5, .. "name\0"u8, .. "a comment\0"u8, 0x12, 0x34, .. plain[10..]];

        var (content, reader) = Unzip(dressed);

        Assert.Null(reader.Fault);
        Assert.Equal(Lines(10), content);
    }

    /// <summary>Gives at most so many bytes a read, as pipes do.</summary>
    sealed class Trickle(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, atOnce)]);
    }
}

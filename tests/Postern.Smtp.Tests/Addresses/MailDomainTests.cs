using System.Text;
using Postern.Smtp.Addresses;

namespace Postern.Smtp.Tests.Addresses;

public class MailDomainTests
{
    [Theory]
    [InlineData("circle.test", "circle.test")]
    [InlineData("CIRCLE.Test", "circle.test")]
    [InlineData("a", "a")]
    [InlineData("1.2.3.4a", "1.2.3.4a")]
    [InlineData("a--b.test", "a--b.test")]
    [InlineData("bücher.test", "xn--bcher-kva.test")]
    [InlineData("XN--BCHER-KVA.test", "xn--bcher-kva.test")]
    [InlineData("Bücher.test", "xn--bcher-kva.test")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    public void Domain_is_compared_by_its_lower_case_a_labels(string text, string ascii) =>
        Assert.Equal(ascii, MailDomain.Parse(text).Ascii);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("circle.test.")]
    [InlineData(".circle.test")]
    [InlineData("circle..test")]
    [InlineData("-circle.test")]
    [InlineData("circle-.test")]
    [InlineData("cir_cle.test")]
    [InlineData("cir cle.test")]
    [InlineData("127.0.0.1")]
    [InlineData("circle.1")]
    [InlineData("xn--.test")]
    [InlineData("xn--a.test")]
    [InlineData("xn--abc-.test")]
    [InlineData("xn--99999999999.test")]
    // "Bücher" with its capital encoded; U-labels have none.
    [InlineData("xn--Bcher-Kva2.test")]
    [InlineData("bÜcher.test")]
    [InlineData("circle。test")]
    [InlineData("cir​cle.test")]
    [InlineData("‮circle.test")]
    [InlineData("\u0301circle.test")]
    [InlineData("b\ud83d\ude00.test")]
    public void What_is_not_a_domain_is_refused(string text) => Assert.False(MailDomain.TryParse(Encoding.UTF8.GetBytes(text), allowUtf8: true, out _));

    [Fact]
    public void Utf8_needs_leave()
    {
        Assert.False(MailDomain.TryParse("bücher.test"u8, allowUtf8: false, out _));
        Assert.True(MailDomain.TryParse("xn--bcher-kva.test"u8, allowUtf8: false, out _));
    }

    [Theory]
    [InlineData(63, 1, true)]
    [InlineData(64, 1, false)]
    [InlineData(60, 4, true)]
    [InlineData(63, 4, false)]
    public void Labels_have_63_octets_and_domains_253(int label, int labels, bool valid)
    {
        var text = string.Join('.', Enumerable.Repeat(new string('b', label), labels));
        Assert.Equal(valid, MailDomain.TryParse(Encoding.ASCII.GetBytes(text), allowUtf8: false, out _));
    }

    [Fact]
    public void Look_alike_is_another_domain()
    {
        // U+0430, a Cyrillic letter.
        Assert.NotEqual(MailDomain.Parse("peer-a.test"), MailDomain.Parse("peer-а.test"));
    }

    // RFC 3492 §7.1 (B), (L), (P), (R), (S), (H).
    [Theory]
    [InlineData("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b")]
    [InlineData("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e")]
    [InlineData("パフィーdeルンバ", "de-jg4avhby1noc0d")]
    [InlineData("そのスピードで", "d9juau41awczczp")]
    [InlineData("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l")]
    public void Punycode_is_that_of_the_rfc(string text, string encoded)
    {
        Assert.Equal(encoded, Punycode.Encode([.. text.EnumerateRunes()]));
        Assert.True(Punycode.TryDecode(Encoding.ASCII.GetBytes(encoded), out var runes));
        Assert.Equal(text, string.Concat(runes.Select(r => r.ToString())));
    }

    [Fact]
    public void Punycode_goes_there_and_back_for_any_code_points()
    {
        var random = new TestRandom(1);
        for (var round = 0; round < 500; round++)
        {
            var runes = Enumerable.Range(0, 1 + random.Next(20)).Select(_ => random.Next(4) == 0 ? new Rune('a' + random.Next(26)) : AnyRune(random)).ToArray();
            Assert.True(Punycode.TryDecode(Encoding.ASCII.GetBytes(Punycode.Encode(runes)), out var back));
            Assert.Equal(runes, back);
        }
    }

    [Fact]
    public void Arbitrary_punycode_throws_nothing()
    {
        var random = new TestRandom(2);
        for (var round = 0; round < 20_000; round++)
        {
            var text = random.Octets(1 + random.Next(40), "abz019-AZ"u8);
            if (Punycode.TryDecode(text, out var runes))
                Punycode.Encode(runes);
        }
    }

    static Rune AnyRune(TestRandom random)
    {
        var value = 0x80 + random.Next(0x10FF80 - 0x800);
        return new Rune(value >= 0xD800 ? value + 0x800 : value);
    }
}

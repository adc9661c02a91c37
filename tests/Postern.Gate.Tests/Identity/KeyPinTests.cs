using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.Identity;

public class KeyPinTests
{
    [Fact]
    public void A_renewed_certificate_has_the_same_pin_and_another_key_another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var first = Certificate(key, "peer-a.test", 2026);
        using var renewed = Certificate(key, "peer-a.test", 2027);
        using var rogue = Certificate(other, "peer-a.test", 2026);
        Assert.Equal(KeyPin.Of(first), KeyPin.Of(renewed));
        Assert.NotEqual(KeyPin.Of(first), KeyPin.Of(rogue));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), KeyPin.Of(first).Hex);
    }

    [Fact]
    public void A_pin_reads_back_from_digits_and_from_words()
    {
        for (var i = 0; i < 200; i++)
        {
            var pin = SomeSettings.Pin($"key {i}");
            Assert.Equal(pin, KeyPin.Parse(pin.ToString()));
            Assert.Equal(pin, KeyPin.Parse(pin.Hex.ToUpperInvariant()));
            Assert.Equal(pin, KeyPin.Parse(pin.Words));
            Assert.Equal(pin, KeyPin.Parse(pin.Words.ToUpperInvariant().Replace('-', ' ')));
            Assert.Matches(@"\A([b-z][aiou][b-z][aiou][b-z]-){15}[b-z][aiou][b-z][aiou][b-z]\z", pin.Words);
        }
    }

    // The paper's own examples: 127.0.0.1 and 63.84.220.193.
    [Theory]
    [InlineData("7f000001", "lusab-babad")]
    [InlineData("3f54dcc1", "gutih-tugad")]
    public void Words_are_those_of_the_paper(string hex, string words)
    {
        Assert.Equal(words, SpokenWords.Of(Convert.FromHexString(hex)));
        Assert.True(SpokenWords.TryRead(words, 4, out var octets));
        Assert.Equal(hex, Convert.ToHexStringLower(octets));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha1:0000000000000000000000000000000000000000")]
    [InlineData("SHA256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("lusab-babad")]
    [InlineData("lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babae")]
    [InlineData("lusab--abad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad-lusab-babad")]
    public void What_is_no_pin_is_not_read(string text) => Assert.False(KeyPin.TryParse(text, out _));

    static X509Certificate2 Certificate(ECDsa key, string name, int year) =>
        new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(year, 12, 31, 0, 0, 0, TimeSpan.Zero));
}

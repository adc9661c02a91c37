namespace Postern.Contacts.Tests;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("mail.example.com", "mail.example.com", true)]
    [InlineData("Mail.Example.com.", "mail.example.com", true)]
    [InlineData("example.com", "mail.example.com", false)]
    [InlineData("*.example.com", "mail.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("*", "anything", true)]
    [InlineData("192.0.2.0/24", "192.0.2.77", true)]
    [InlineData("192.0.2.0/24", "192.0.3.77", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::5", true)]
    [InlineData("192.0.2.0/24", "host.example", false)]
    [InlineData("2001:0DB8:0::1", "2001:db8::1", true)]
    [InlineData("2001:0DB8:0::1", "2001:db8::2", false)]
    [InlineData("::FFFF:192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("1", "0.0.0.1", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", false)]
    public void A_pattern_means_what_the_manual_says(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new NamePattern(pattern).Matches(name));
}

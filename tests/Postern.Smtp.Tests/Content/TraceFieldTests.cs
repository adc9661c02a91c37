using System.Net;
using System.Text.RegularExpressions;
using Postern.Smtp.Addresses;
using Postern.Smtp.Content;
using Postern.Smtp.Header;

namespace Postern.Smtp.Tests.Content;

public class TraceFieldTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // RFC 5321 §4.4, Time-stamp-line: what we write of it, no more.
    static readonly Regex TimeStampLine = new(
        @"
        ^Received:\x20
        from\x20(?<name>(?<domain>[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)|\[(IPv6:[0-9a-f:.]+|[0-9.]+)\])
        \x20\(\[(IPv6:[0-9a-f:.]+|[0-9.]+)\]\)
        (\r\n\t\(HELO\x20[!-~-[()<>"";,\\]]+\))?
        \r\n\tby\x20[a-z0-9.-]+\x20with\x20(SMTP|(ESMTP|UTF8SMTP)S?A?)\x20id\x20[!-~-[()<>@,;:\\"".\[\]]]+
        (\r\n\tfor\x20<[^\r\n]+@[^\r\n]+>)?
        ;\r\n\t(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\x20\d{1,2}\x20(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\x20\d{4}\x20\d\d:\d\d:\d\d\x20[+-]\d{4}\r\n$
        ", RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("mx.peer-a.test", "from mx.peer-a.test ([192.0.2.9])\r\n\tby")]
    [InlineData("desk", "from desk ([192.0.2.9])\r\n\tby")]
    [InlineData("[192.0.2.7]", "from [192.0.2.7] ([192.0.2.9])\r\n\tby")]
    [InlineData("desk_01(;x", "from [192.0.2.9] ([192.0.2.9])\r\n\t(HELO desk_01??x)\r\n\tby")]
    [InlineData("-", "from [192.0.2.9] ([192.0.2.9])\r\n\t(HELO -)\r\n\tby")]
    [InlineData("Bürö", "from [192.0.2.9] ([192.0.2.9])\r\n\t(HELO B?r?)\r\n\tby")]
    public void A_name_that_is_no_domain_stands_in_a_comment(string name, string expected) =>
        Assert.Contains(expected, Field(name, "192.0.2.9"), StringComparison.Ordinal);

    [Fact]
    public void The_field_says_how_the_message_came() => Assert.Equal(
        "Received: from desk ([IPv6:2001:db8::1])\r\n\tby mx.circle.test with ESMTPSA id m1\r\n\tfor <alice@circle.test>;\r\n\tSun, 22 Nov 2026 12:00:00 +0000\r\n",
        Field("desk", "2001:db8::1"));

    [Fact]
    public void Whatever_a_client_calls_itself_the_field_keeps_to_the_grammar()
    {
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            var random = new TestRandom(seed);
            var name = System.Text.Encoding.ASCII.GetString(random.Octets(1 + random.Next(12), "aZ09-._()[]<>\\\";,:@!~"u8));
            var field = Field(name, seed % 2 == 0 ? "192.0.2.9" : "2001:db8::9");
            Assert.Matches(TimeStampLine, field);
        }
    }

    [Theory]
    [InlineData(true, true, "")]
    [InlineData(false, true, "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n")]
    [InlineData(true, false, "Message-ID: <m1@mx.circle.test>\r\n")]
    [InlineData(false, false, "Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <m1@mx.circle.test>\r\n")]
    public void What_a_submitted_message_lacks_is_made(bool hasDate, bool hasMessageId, string expected) => Assert.Equal(
        expected, TraceField.Missing(new HeaderFacts([], null, hasDate, hasMessageId), Noon, "m1", MailDomain.Parse("mx.circle.test")));

    [Fact]
    public void The_null_reverse_path_is_told() => Assert.Equal("Return-Path: <>\r\n", TraceField.ReturnPath(null));

    static string Field(string name, string from) => TraceField.Received(new ReceivedFacts
    {
        HelloName = name,
        From = IPAddress.Parse(from),
        By = MailDomain.Parse("mx.circle.test"),
        Protocol = "ESMTPSA",
        Id = "m1",
        Time = Noon,
        For = Mailbox.Parse("alice@circle.test"),
    });
}

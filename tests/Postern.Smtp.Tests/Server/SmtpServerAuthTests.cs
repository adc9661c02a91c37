using System.Text;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Server;

public class SmtpServerAuthTests
{
    // \0user\0pencil
    const string Message = "AHVzZXIAcGVuY2ls";

    [Theory]
    [InlineData($"AUTH PLAIN {Message}\r\n", "235")]
    [InlineData($"AUTH PLAIN\r\n{Message}\r\n", "334 235")]
    [InlineData($"auth plain {Message}\r\n", "235")]
    [InlineData("AUTH EXTERNAL =\r\n", "235")]
    [InlineData("AUTH EXTERNAL\r\n\r\n", "334 235")]
    [InlineData("AUTH EXTERNAL cGVlci1h\r\n", "235")]
    [InlineData("AUTH PLAIN\r\n*\r\n", "334 501")]
    [InlineData("AUTH PLAIN =\r\n", "501")]
    [InlineData("AUTH PLAIN AHU=\r\nNOOP\r\n", "501 250")]
    [InlineData("AUTH PLAIN @@@@\r\nNOOP\r\n", "501 250")]
    [InlineData("AUTH LOGIN\r\n", "504")]
    [InlineData("AUTH CRAM-MD5\r\n", "504")]
    [InlineData("AUTH\r\n", "501")]
    [InlineData("AUTH SCRAM-SHA-256 biws\r\n", "501")]
    // The right first message, then a proof that is none.
    [InlineData("AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9YWJj\r\nYz1iaXdz\r\n", "334 535")]
    public void Exchange_ends_as_it_must(string text, string codes)
    {
        var dialogue = Opened();
        Assert.Equal(codes, dialogue.Codes(text));
        Assert.Equal(codes.EndsWith("235", StringComparison.Ordinal), dialogue.Session.IsAuthenticated);
    }

    [Fact]
    public void Identity_by_the_key_is_asked_of_policy()
    {
        var dialogue = Opened();
        dialogue.Say("AUTH EXTERNAL cGVlci1h\r\n");
        Assert.Equal(new IdentityQuestion(SaslMechanisms.External, "peer-a", ""), dialogue.Questions[^1]);
    }

    [Fact]
    public void Mail_waits_for_authentication_where_the_terms_want_it()
    {
        var dialogue = Opened(requiresAuthentication: true);
        Assert.Equal("530 235 250 503", dialogue.Codes($"MAIL FROM:<>\r\nAUTH PLAIN {Message}\r\nMAIL FROM:<>\r\nAUTH PLAIN\r\n"));
    }

    [Fact]
    public void Third_failure_ends_the_session()
    {
        var dialogue = Opened();
        dialogue.Policy = q => q is PasswordQuestion ? SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed) : null;
        Assert.Equal("535 535 421", dialogue.Codes(string.Concat(Enumerable.Repeat($"AUTH PLAIN {Message}\r\n", 3))));
        Assert.Equal(SmtpStep.Close, dialogue.Last);
    }

    [Fact]
    public void Nothing_is_offered_in_clear()
    {
        var dialogue = new ServerDialogue(SmtpChannel.Clear);
        Assert.DoesNotContain("AUTH", dialogue.Say("EHLO a.test\r\n"));
        Assert.Equal("538", dialogue.Codes($"AUTH PLAIN {Message}\r\n"));
        Assert.Equal([RefusalReason.AuthenticationInClear], dialogue.Reasons);
    }

    [Fact]
    public void Mechanisms_are_announced_strongest_first() =>
        Assert.Contains("250-AUTH EXTERNAL SCRAM-SHA-256 PLAIN\r\n", new ServerDialogue().Say("EHLO a.test\r\n"));

    [Theory]
    [InlineData(12288, "235")]
    [InlineData(12292, "500")]
    public void Line_of_an_exchange_has_12288_octets(int length, string code)
    {
        var identity = $"AUTH EXTERNAL {Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('a', (length - 16) / 4 * 3)))}\r\n";
        Assert.Equal(length, identity.Length);
        var dialogue = Opened();
        var codes = string.Concat(identity.Chunk(1000).Select(piece => dialogue.Codes(new string(piece))));
        Assert.Equal(code, codes);
        Assert.Equal("250", dialogue.Codes("NOOP\r\n"));
    }

    [Fact]
    public void Password_is_not_told()
    {
        var dialogue = Opened();
        dialogue.Say($"AUTH PLAIN {Message}\r\n");
        Assert.DoesNotContain("pencil", $"{dialogue.Questions[^1]}");
        Assert.Equal("pencil", Assert.IsType<PasswordQuestion>(dialogue.Questions[^1]).Password);
    }

    static ServerDialogue Opened(bool requiresAuthentication = false)
    {
        var dialogue = new ServerDialogue();
        dialogue.Terms = dialogue.Terms with { RequiresAuthentication = requiresAuthentication };
        dialogue.Say("EHLO a.test\r\n");
        return dialogue;
    }
}

using Postern.Smtp.Commands;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Server;

/// <summary>Every command in every state, played on a session that was brought there.</summary>
public class SessionTableTests
{
    static readonly Dictionary<SmtpVerb, string> Lines = new()
    {
        [SmtpVerb.Helo] = "HELO a.test",
        [SmtpVerb.Ehlo] = "EHLO a.test",
        [SmtpVerb.Mail] = "MAIL FROM:<m@a.test>",
        [SmtpVerb.Rcpt] = "RCPT TO:<alice@circle.test>",
        [SmtpVerb.Data] = "DATA",
        [SmtpVerb.Bdat] = "BDAT 0",
        [SmtpVerb.Rset] = "RSET",
        [SmtpVerb.Noop] = "NOOP",
        [SmtpVerb.Vrfy] = "VRFY alice",
        [SmtpVerb.Help] = "HELP",
        [SmtpVerb.Quit] = "QUIT",
        [SmtpVerb.StartTls] = "STARTTLS",
        [SmtpVerb.Auth] = "AUTH PLAIN",
    };

    // One row a state: the way there, then the code for each verb in the order above. RFC 5321 §4.1.4.
    [Theory]
    [InlineData("turned away", "", "554 554 503 503 503 503 503 503 503 503 221 503 503")]
    [InlineData("retired", "", "521 521 521 521 521 521 521 521 521 521 221 521 521")]
    [InlineData("opened", "", "250 250 503 503 503 503 250 250 252 214 221 220 503")]
    [InlineData("greeted", "EHLO a.test", "250 250 250 503 503 503 250 250 252 214 221 220 334")]
    [InlineData("mail", "EHLO a.test|MAIL FROM:<>", "250 250 503 250 554 554 250 250 252 214 221 503 503")]
    [InlineData("recipients", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>", "250 250 503 250 354 250 250 250 252 214 221 503 503")]
    [InlineData("chunking", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|BDAT 0", "250 250 503 503 503 250 250 250 252 214 221 503 503")]
    [InlineData("chunk failed", "EHLO a.test|MAIL FROM:<>|RCPT TO:<alice@circle.test>|BDAT 2\r\n\n\n", "250 250 503 503 503 503 250 250 252 214 221 503 503")]
    public void Command_is_answered_as_the_table_says(string state, string way, string codes)
    {
        var verbs = Lines.Keys.ToArray();
        Assert.Equal(Enum.GetValues<SmtpVerb>().Where(v => v < SmtpVerb.NotImplemented), verbs);
        foreach (var (verb, code) in verbs.Zip(codes.Split(' ')))
        {
            // AUTH is offered inside TLS only, STARTTLS outside.
            var dialogue = Bring(state, way, verb == SmtpVerb.StartTls ? SmtpChannel.Clear : SmtpChannel.Tls);
            Assert.True(code == dialogue.Codes($"{Lines[verb]}\r\n"), $"{verb} in state {state}");
        }
    }

    /// <summary>A session in a state, by the commands that lead there.</summary>
    internal static ServerDialogue Bring(string state, string way, SmtpChannel channel)
    {
        var dialogue = new ServerDialogue(channel);
        dialogue.Terms = dialogue.Terms with { RequiresTls = false };
        dialogue.Policy = q => (q, state) switch
        {
            (OpenQuestion, "turned away") => SmtpVerdict.Refuse(RefusalReason.Stranger),
            (OpenQuestion, "retired") => SmtpVerdict.Refuse(RefusalReason.Retired),
            _ => null,
        };
        dialogue.Say("");
        foreach (var line in way.Split('|', StringSplitOptions.RemoveEmptyEntries))
            dialogue.Say(line.EndsWith('\n') ? line : $"{line}\r\n");
        return dialogue;
    }
}

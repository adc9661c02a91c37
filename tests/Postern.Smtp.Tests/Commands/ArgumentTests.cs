using System.Text;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Tests.Commands;

public class ArgumentTests
{
    [Theory]
    [InlineData("mail from:<>", SmtpVerb.Mail, "from:<>")]
    [InlineData("QUIT", SmtpVerb.Quit, "")]
    [InlineData("QUIT   ", SmtpVerb.Quit, "")]
    [InlineData("NOOP  x ", SmtpVerb.Noop, " x")]
    [InlineData("StartTLS", SmtpVerb.StartTls, "")]
    [InlineData("EXPN list", SmtpVerb.NotImplemented, "list")]
    [InlineData("CONNECT a:25 HTTP/1.1", SmtpVerb.OtherProtocol, "a:25 HTTP/1.1")]
    public void Line_is_a_verb_and_its_argument(string line, SmtpVerb verb, string argument)
    {
        Assert.True(CommandLine.TryParse(Encoding.ASCII.GetBytes(line), out var command, out _));
        Assert.Equal((verb, argument), (command.Verb, Encoding.ASCII.GetString(command.Argument)));
    }

    [Theory]
    [InlineData("", RefusalReason.CommandUnknown)]
    [InlineData(" QUIT", RefusalReason.CommandUnknown)]
    [InlineData("QUIT\t", RefusalReason.CommandMalformed)]
    [InlineData("QUIT\0", RefusalReason.CommandMalformed)]
    [InlineData("NOOP\rNOOP", RefusalReason.CommandMalformed)]
    [InlineData("NOOP\nNOOP", RefusalReason.CommandMalformed)]
    [InlineData("NOOP \x1b[2J", RefusalReason.CommandMalformed)]
    [InlineData("NOOP \x7f", RefusalReason.CommandMalformed)]
    [InlineData("N\u00d6OP", RefusalReason.CommandUnknown)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2", RefusalReason.CommandUnknown)]
    [InlineData("XCLIENT ADDR=1.2.3.4", RefusalReason.CommandUnknown)]
    [InlineData("XFORWARD ADDR=1.2.3.4", RefusalReason.CommandUnknown)]
    public void Line_that_is_no_command_says_why(string line, RefusalReason reason)
    {
        Assert.False(CommandLine.TryParse(Encoding.UTF8.GetBytes(line), out _, out var refusal));
        Assert.Equal(reason, refusal);
    }

    [Fact]
    public void Parameters_of_mail_are_read()
    {
        Assert.True(MailArgument.TryParse(
            "from:<\u00e9@b\u00fccher.test> size=5 SMTPUTF8 body=8bitmime RET=HDRS ENVID=a+2Bb REQUIRETLS MT-PRIORITY=-9 AUTH=<>"u8,
            SmtpExtensions.All, out var path, out var parameters, out _));
        Assert.Equal("\u00e9@xn--bcher-kva.test", path!.ToString());
        Assert.Equal(
            new MailParameters
            {
                Size = 5,
                Utf8 = true,
                Body = BodyKind.EightBitMime,
                Return = DsnReturn.Headers,
                EnvelopeId = "a+b",
                RequireTls = true,
                Priority = -9,
                Submitter = "<>",
            },
            parameters);
    }

    [Theory]
    [InlineData("FROM:<>", null)]
    [InlineData("FROM:<a@b> SIZE=00000000000000000001", null)]
    [InlineData("FROM:<a@b> SIZE=99999999999999999999", null)]
    [InlineData("FROM:<a@b>  SIZE=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=1 ", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b>SIZE=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=+1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=1=2", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=1 SIZE=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SIZE=999999999999999999999", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> BODY=BINARYMIME", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> SMTPUTF8=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> REQUIRETLS=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> RET=HDRS RET=FULL", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> ENVID=x RET=FULL", null)]
    [InlineData("FROM:<a@b> ENVID=x ENVID=y", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> ENVID=ab+0D+0ABcc:x", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> ENVID=ab+2", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> ENVID=ab+2b", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> MT-PRIORITY=10", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> MT-PRIORITY=-0", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> MT-PRIORITY=0", null)]
    [InlineData("FROM:<a@b> HOLDFOR=60", RefusalReason.ParameterUnknown)]
    [InlineData("FROM:<a@b> =1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> -X=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b> X_Y=1", RefusalReason.ParameterInvalid)]
    [InlineData("FROM: <a@b>", RefusalReason.SenderMalformed)]
    [InlineData("FROM:a@b", RefusalReason.SenderMalformed)]
    [InlineData("FROM:<a@b", RefusalReason.SenderMalformed)]
    [InlineData("FROM:<<a@b>>", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<a@b>>", RefusalReason.ParameterInvalid)]
    [InlineData("FROM:<postmaster>", RefusalReason.SenderMalformed)]
    [InlineData("FROM:<@relay.test:a@b>", RefusalReason.SourceRoute)]
    [InlineData("FROM:<\u00e9@b>", RefusalReason.Utf8NotDeclared)]
    [InlineData("FROM:<a@\u00e9.test>", RefusalReason.Utf8NotDeclared)]
    [InlineData("FROM:<\u00e9@b> SMTPUTF8", null)]
    [InlineData("TO:<a@b>", RefusalReason.ArgumentInvalid)]
    [InlineData("", RefusalReason.ArgumentInvalid)]
    public void Argument_of_mail_is_taken_or_refused(string argument, RefusalReason? reason)
    {
        var taken = MailArgument.TryParse(Encoding.UTF8.GetBytes(argument), SmtpExtensions.All, out _, out _, out var refusal);
        Assert.Equal(reason, taken ? null : refusal);
    }

    [Theory]
    [InlineData("SIZE=1", SmtpExtensions.Size)]
    [InlineData("BODY=7BIT", SmtpExtensions.EightBitMime)]
    [InlineData("SMTPUTF8", SmtpExtensions.SmtpUtf8)]
    [InlineData("RET=FULL", SmtpExtensions.Dsn)]
    [InlineData("ENVID=x", SmtpExtensions.Dsn)]
    [InlineData("REQUIRETLS", SmtpExtensions.RequireTls)]
    [InlineData("MT-PRIORITY=1", SmtpExtensions.Priority)]
    [InlineData("AUTH=<>", SmtpExtensions.Auth)]
    public void Parameter_needs_its_extension(string parameter, SmtpExtensions extension)
    {
        var argument = Encoding.ASCII.GetBytes($"FROM:<a@b> {parameter}");
        Assert.True(MailArgument.TryParse(argument, extension, out _, out _, out _));
        Assert.False(MailArgument.TryParse(argument, SmtpExtensions.All & ~extension, out _, out _, out var refusal));
        Assert.Equal(RefusalReason.ParameterUnknown, refusal);
    }

    [Fact]
    public void Path_has_256_octets_at_most()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('b', 60), 4))[..187];
        Assert.True(Rcpt($"TO:<{new string('a', 64)}@{domain}ab>", out _));
        Assert.False(Rcpt($"TO:<{new string('a', 64)}@{domain}abc>", out var refusal));
        Assert.Equal(RefusalReason.RecipientMalformed, refusal);
    }

    [Theory]
    [InlineData("TO:<a@b> NOTIFY=NEVER", DsnNotify.Never)]
    [InlineData("TO:<a@b> notify=success,DELAY,failure", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay)]
    public void Notify_is_read(string argument, DsnNotify notify)
    {
        Assert.True(RcptArgument.TryParse(Encoding.ASCII.GetBytes(argument), SmtpExtensions.All, false, out _, out var parameters, out _));
        Assert.Equal(notify, parameters.Notify);
    }

    [Theory]
    [InlineData("TO:<a@b> ORCPT=rfc822;alice+2Bx@circle.test", null)]
    [InlineData("TO:<a@b> NOTIFY=NEVER,SUCCESS", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> NOTIFY=", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> NOTIFY=SUCCESS,SUCCESS", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> NOTIFY=SUCCESS,", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> NOTIFY=NEVER NOTIFY=NEVER", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> ORCPT=rfc822", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> ORCPT=;x", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> ORCPT=rfc822;a+0Ab", RefusalReason.ParameterInvalid)]
    [InlineData("TO:<a@b> SIZE=1", RefusalReason.ParameterUnknown)]
    [InlineData("TO:<>", RefusalReason.RecipientMalformed)]
    [InlineData("TO:<alice>", RefusalReason.RecipientMalformed)]
    [InlineData("TO:<postmaster>", null)]
    [InlineData("TO:<\"a>b\"@c>", null)]
    [InlineData("TO:<@relay.test,@x.test:a@b>", RefusalReason.SourceRoute)]
    public void Argument_of_rcpt_is_taken_or_refused(string argument, RefusalReason? reason) =>
        Assert.Equal(reason, Rcpt(argument, out var refusal) ? null : refusal);

    [Theory]
    [InlineData("0", 0L, false)]
    [InlineData("12 LAST", 12L, true)]
    [InlineData("12 last", 12L, true)]
    [InlineData("9223372036854775807", long.MaxValue, false)]
    public void Chunk_size_is_read(string argument, long size, bool isLast)
    {
        Assert.True(BdatArgument.TryParse(Encoding.ASCII.GetBytes(argument), out var read, out var last));
        Assert.Equal((size, isLast), (read, last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LAST")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("0x10")]
    [InlineData("1 LAST x")]
    [InlineData("1  LAST")]
    [InlineData("1 FIRST")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    public void What_is_no_chunk_size_is_refused(string argument) =>
        Assert.False(BdatArgument.TryParse(Encoding.ASCII.GetBytes(argument), out _, out _));

    [Fact]
    public void Xtext_goes_there_and_back()
    {
        var printable = new string([.. Enumerable.Range(0x20, 0x5f).Select(c => (char)c)]);
        Assert.True(Xtext.TryDecode(Encoding.ASCII.GetBytes(Xtext.Encode(printable)), out var back));
        Assert.Equal(printable, back);
    }

    static bool Rcpt(string argument, out RefusalReason refusal) =>
        RcptArgument.TryParse(Encoding.UTF8.GetBytes(argument), SmtpExtensions.All, allowUtf8: false, out _, out _, out refusal);
}

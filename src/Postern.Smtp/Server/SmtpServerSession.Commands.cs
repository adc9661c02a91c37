using System.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

public sealed partial class SmtpServerSession
{
    const int LongestName = 255;

    static readonly SmtpReply Ok = new(250, EnhancedStatus.Parse("2.0.0"), "OK");
    static readonly SmtpReply ResetDone = new(250, EnhancedStatus.Parse("2.0.0"), "Reset");
    static readonly SmtpReply SenderTaken = new(250, EnhancedStatus.Parse("2.1.0"), "Sender OK");
    static readonly SmtpReply RecipientTaken = new(250, EnhancedStatus.Parse("2.1.5"), "Recipient OK");
    // The same for every argument, so that members cannot be told from strangers (RFC 5321 §3.5.3, §7.3).
    static readonly SmtpReply NotVerified = new(252, EnhancedStatus.Parse("2.5.2"), "Cannot verify; send the message and see");
    static readonly SmtpReply Help = new(214, EnhancedStatus.Parse("2.0.0"), "See RFC 5321");
    static readonly SmtpReply Bye = new(221, EnhancedStatus.Parse("2.0.0"), "Bye");
    static readonly SmtpReply StartHandshake = new(220, EnhancedStatus.Parse("2.0.0"), "Ready to start TLS");

    SmtpExtensions announced;
    bool utf8;
    bool transactionOpen;
    int transactions;
    int recipients;

    void Command(ReadOnlySpan<byte> text)
    {
        if (!CommandLine.TryParse(text, out var command, out var malformed))
        {
            Refuse(state == SessionState.Retired ? RefusalReason.Retired : malformed);
            return;
        }
        verb = command.Verb;
        // Its octets follow whatever is said to it, so its size is read before anything else.
        if (verb == SmtpVerb.Bdat && terms.Extensions.HasFlag(SmtpExtensions.Chunking))
            Bdat(command.Argument);
        else if (verb == SmtpVerb.OtherProtocol)
            Refuse(RefusalReason.CrossProtocol);
        else if (verb == SmtpVerb.NotImplemented || verb == SmtpVerb.Bdat)
            Refuse(state == SessionState.Retired ? RefusalReason.Retired : RefusalReason.CommandNotImplemented);
        else if (SessionTable.Refusal(state, command.Verb) is { } refusal)
            Refuse(IsHello(command.Verb) && turnedAway is not null ? turnedAway : SmtpRefusal.Of(refusal));
        else
            Carry(command.Verb, command.Argument);
    }

    static bool IsHello(SmtpVerb verb) => verb is SmtpVerb.Ehlo or SmtpVerb.Helo;

    void Carry(SmtpVerb verb, ReadOnlySpan<byte> argument)
    {
        switch (verb)
        {
            case SmtpVerb.Ehlo or SmtpVerb.Helo:
                Hello(argument, isExtended: verb == SmtpVerb.Ehlo);
                break;
            case SmtpVerb.Mail:
                Mail(argument);
                break;
            case SmtpVerb.Rcpt:
                Rcpt(argument);
                break;
            case SmtpVerb.Noop:
                ReplyUnless(!Ascii.IsValid(argument), Ok);
                break;
            case SmtpVerb.Vrfy:
                ReplyUnless(argument.IsEmpty, NotVerified);
                break;
            case SmtpVerb.Help:
                ReplyUnless(!Ascii.IsValid(argument), Help);
                break;
            case SmtpVerb.Auth:
                Auth(argument);
                break;
            case var _ when !argument.IsEmpty:
                Refuse(RefusalReason.ArgumentInvalid);
                break;
            case SmtpVerb.Data:
                Data();
                break;
            case SmtpVerb.Rset:
                EndTransaction(TransactionEnd.Reset);
                Reply(ResetDone);
                break;
            case SmtpVerb.Quit:
                Reply(Bye);
                Close(TransactionEnd.Closed);
                break;
            case SmtpVerb.StartTls:
                StartTls();
                break;
        }
    }

    void ReplyUnless(bool invalid, SmtpReply reply)
    {
        if (invalid)
            Refuse(RefusalReason.ArgumentInvalid);
        else
            Reply(reply);
    }

    void Hello(ReadOnlySpan<byte> argument, bool isExtended)
    {
        if (TryName(argument, out var name))
            Ask(new HelloQuestion(name, isExtended));
        else
            Refuse(RefusalReason.ArgumentInvalid);
    }

    // Users' programs name themselves as they like; servers have names.
    bool TryName(ReadOnlySpan<byte> argument, out string name)
    {
        name = "";
        if (argument.IsEmpty || argument.Length > LongestName || !Ascii.IsValid(argument))
            return false;
        if (MailDomain.TryParse(argument, allowUtf8: false, out var domain))
            name = domain.Ascii;
        else if (AddressLiteral.TryParse(argument, out var address))
            name = AddressLiteral.Format(address);
        else if (options.Service == SmtpService.Submission && !argument.Contains((byte)' '))
            name = Encoding.ASCII.GetString(argument);
        return name.Length > 0;
    }

    void Greeted(HelloQuestion hello)
    {
        EndTransaction(TransactionEnd.Reset);
        (HelloName, IsExtended, state) = (hello.Name, hello.IsExtended, SessionState.Greeted);
        announced = hello.IsExtended ? EhloOffer.Announced(terms, Channel) : SmtpExtensions.None;
        Reply(hello.IsExtended
            ? EhloOffer.Reply(options.HostName, terms, announced)
            : new SmtpReply(250, null, options.HostName));
    }

    void Mail(ReadOnlySpan<byte> argument)
    {
        if (terms.RequiresTls && Channel == SmtpChannel.Clear)
            Refuse(RefusalReason.TlsRequired);
        else if (terms.RequiresAuthentication && !IsAuthenticated)
            Refuse(RefusalReason.AuthenticationRequired);
        // RFC 9422 §4.1: every MAIL counts, whatever came of it.
        else if (++transactions > terms.MaximumTransactions)
            Refuse(RefusalReason.TooManyTransactions);
        else if (!MailArgument.TryParse(argument, announced, out var reversePath, out var parameters, out var malformed))
            Refuse(malformed);
        else if (parameters.Size > terms.MaximumSize)
            Refuse(RefusalReason.MessageTooLarge);
        else
            Ask(new MailQuestion(reversePath, parameters));
    }

    void Rcpt(ReadOnlySpan<byte> argument)
    {
        if (!RcptArgument.TryParse(argument, announced, utf8, out var forwardPath, out var parameters, out var malformed))
            Refuse(malformed);
        else if (recipients >= terms.MaximumRecipients)
            Refuse(RefusalReason.TooManyRecipients);
        else
            Ask(new RecipientQuestion(forwardPath!, parameters));
    }

    void StartTls()
    {
        if (Channel != SmtpChannel.Clear || !terms.Extensions.HasFlag(SmtpExtensions.StartTls))
        {
            Refuse(Channel == SmtpChannel.Tls ? RefusalReason.BadSequence : RefusalReason.CommandNotImplemented);
            return;
        }
        Reply(StartHandshake);
        EndTransaction(TransactionEnd.Reset);
        phase = Phase.Handshake;
        waits++;
    }

    void BeginTransaction(MailQuestion mail)
    {
        (state, transactionOpen, utf8, recipients) = (SessionState.Mail, true, mail.Parameters.Utf8, 0);
        Reply(SenderTaken);
    }

    /// <summary>The one way out of a transaction, whatever ended it.</summary>
    void EndTransaction(TransactionEnd end)
    {
        if (state > SessionState.Greeted)
            state = SessionState.Greeted;
        if (transactionOpen)
            notices.Enqueue(new TransactionNotice(end));
        (transactionOpen, utf8, recipients) = (false, false, 0);
        ForgetContent();
    }
}

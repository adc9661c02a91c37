using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

public sealed partial class SmtpServerSession
{
    // What somebody who is not served hears again at EHLO: after STARTTLS there is no greeting to say it.
    SmtpRefusal? turnedAway;

    static bool Fits(SmtpQuestion question, SmtpVerdict verdict) => verdict is SmtpVerdict.Refused || question switch
    {
        OpenQuestion => verdict is SmtpVerdict.Admitted,
        VerifierQuestion => verdict is SmtpVerdict.Challenged,
        PasswordQuestion or IdentityQuestion => verdict is SmtpVerdict.Accepted or SmtpVerdict.Admitted,
        _ => verdict is SmtpVerdict.Accepted,
    };

    void ApplyVerdict()
    {
        var question = Question!;
        var answer = verdict!;
        (Question, verdict) = (null, null);
        waits++;
        if (answer is SmtpVerdict.Refused refused)
            ApplyRefusal(question, refused.Refusal);
        else
            ApplyConsent(question, answer);
    }

    void ApplyConsent(SmtpQuestion question, SmtpVerdict answer)
    {
        if (answer is SmtpVerdict.Admitted admitted)
            terms = admitted.Terms;
        switch (question)
        {
            case OpenQuestion:
                Greet(new SmtpReply(220, null, $"{options.HostName} ESMTP"));
                break;
            case HelloQuestion hello:
                Greeted(hello);
                break;
            case MailQuestion mail:
                BeginTransaction(mail);
                break;
            case RecipientQuestion:
                recipients++;
                state = SessionState.Recipients;
                Reply(RecipientTaken);
                break;
            case ContentQuestion:
                BeginContent();
                break;
            case MessageQuestion:
                Reply(new SmtpReply(250, EnhancedStatus.Parse("2.0.0"), ((SmtpVerdict.Accepted)answer).Text ?? "Message accepted"));
                EndTransaction(TransactionEnd.Committed);
                break;
            case VerifierQuestion:
                ChallengeScram((SmtpVerdict.Challenged)answer);
                break;
            case PasswordQuestion or IdentityQuestion:
                AuthSucceeded();
                break;
        }
    }

    void ApplyRefusal(SmtpQuestion question, SmtpRefusal refusal)
    {
        switch (question)
        {
            case OpenQuestion:
                TurnAway(refusal);
                break;
            case ContentQuestion:
                RefuseContent(refusal);
                break;
            case MessageQuestion:
                Refuse(refusal);
                EndTransaction(TransactionEnd.Refused);
                break;
            case PasswordQuestion or IdentityQuestion or VerifierQuestion:
                AuthFailed(refusal);
                break;
            default:
                Refuse(refusal);
                break;
        }
    }

    void Greet(SmtpReply greeting)
    {
        if (!greeted)
            Reply(greeting);
        greeted = true;
    }

    // RFC 5321 §3.1: after a 554 greeting commands are answered 503, and QUIT is honoured; RFC 7504 §3: after 521, with 521.
    void TurnAway(SmtpRefusal refusal)
    {
        notices.Enqueue(new RefusedNotice(refusal, null));
        state = refusal.Reply.Code == 521 ? SessionState.Retired : SessionState.TurnedAway;
        turnedAway = refusal;
        if (!greeted)
            Greet(new SmtpReply(refusal.Reply.Code, null, [$"{options.HostName} {refusal.Reply.Lines[0]}", .. refusal.Reply.Lines.Skip(1)]));
        else if (refusal.Closes)
            Reply(refusal.Reply);
        if (refusal.Closes)
            Close(TransactionEnd.Closed);
    }
}

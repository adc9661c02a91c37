using System.Net;
using Postern.Gate.Identity;
using Postern.Smtp;
using Postern.Smtp.Addresses;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Policy;

/// <summary>What a session is told: the closed circle's answers to a <see cref="SmtpServerSession"/>'s questions.</summary>
/// <remarks>
/// Nothing is waited for and nothing written here. The party is found anew whenever the circle has changed, so that a removal, another
/// pin or another password holds for open sessions too. Not thread-safe: a session has one driver.
/// </remarks>
abstract class SessionPolicy(GatePolicy gate, IPAddress address)
{
    Circle? seen;
    Circle? agreed;
    RefusalReason? over;
    string? guessing;
    PartyBudget? session;
    PartyBudget? message;
    long octets;

    /// <summary>A session's policy.</summary>
    /// <param name="gate">What sessions share.</param>
    /// <param name="service">Whom the listener serves.</param>
    /// <param name="address">Address of the connection, as the socket has it.</param>
    public static SessionPolicy For(GatePolicy gate, SmtpService service, IPAddress address) =>
        service == SmtpService.Relay ? new PeerPolicy(gate, address) : new NetworkSubmission(gate, address);

    /// <summary>The policy of a session at a socket of this machine.</summary>
    /// <param name="gate">What sessions share.</param>
    /// <param name="account">The account that the kernel tells; null when it does not.</param>
    public static SessionPolicy ForProgram(GatePolicy gate, uint? account) => new ProgramSubmission(gate, account);

    /// <summary>The key that the TLS handshake has shown; null without one. Set before the session hears of the handshake.</summary>
    public KeyPin? Key { get; set; }

    /// <summary>Whose session it is, as far as it is known: <c>peer north</c>, <c>user alice</c>, <c>host intranet</c>, <c>program
    /// website</c>; else null.</summary>
    public abstract string? Party { get; }

    /// <summary>The envelope of the open transaction; else null.</summary>
    public Envelope? Envelope { get; private set; }

    /// <summary>Limits of the party.</summary>
    protected abstract PeerLimits Limits { get; }

    /// <summary>What sessions share.</summary>
    protected GatePolicy Gate => gate;

    /// <summary>Address of the connection.</summary>
    protected IPAddress Address => address;

    /// <summary>The circle that the last answer was given by.</summary>
    protected Circle Circle => seen ??= gate.Circle.Value;

    /// <summary>What lies between the party and the gate.</summary>
    protected SmtpChannel Channel { get; private set; }

    /// <summary>Answers a question.</summary>
    /// <remarks>The answer to <see cref="MessageQuestion"/> says whether the message may be kept; the driver then keeps it, and tells
    /// the session what came of that.</remarks>
    public SmtpVerdict Decide(SmtpQuestion question)
    {
        if (question is OpenQuestion open)
            return Open(open.Channel);
        // What was taken away once does not come back to this session.
        if (Withdrawn() is { } end)
            return SmtpVerdict.Refuse(end);
        return question switch
        {
            HelloQuestion => SmtpVerdict.Accept,
            MailQuestion mail => Mail(mail),
            RecipientQuestion recipient => Recipient(recipient),
            ContentQuestion => Room(0) ?? SmtpVerdict.Accept,
            MessageQuestion kept => Message(kept),
            PasswordQuestion password => Password(password),
            VerifierQuestion verifier => SmtpVerdict.Challenge(
                MayGuess(verifier.User) && VerifierOf(verifier.User) is { } kept ? kept : Decoy(verifier.User), GatePolicy.Nonce()),
            IdentityQuestion identity => Identity(identity),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "no such question"),
        };
    }

    /// <summary>Why the session may not go on, whatever it asks; null when it may. To be asked also when something has changed while the
    /// session waits for octets. The reason's reply is 421.</summary>
    public RefusalReason? Withdrawn() => over ??= Standing();

    /// <summary>Hears how a transaction ended, and what was refused.</summary>
    public void Note(SmtpNotice notice)
    {
        if (notice is RefusedNotice { Refusal.Reason: RefusalReason.AuthenticationFailed or RefusalReason.TooManyAuthenticationFailures } && guessing is not null)
        {
            gate.Guesses.Failed(address, guessing);
            guessing = null;
        }
        if (notice is not TransactionNotice ended)
            return;
        if (ended.End == TransactionEnd.Committed)
            message?.TakeOctets(octets);
        else
            message?.GiveBackMessage();
        (Envelope, message, agreed) = (null, null, null);
    }

    /// <summary>The connection is over. Called once, after the last notice.</summary>
    public void Closed()
    {
        message?.GiveBackMessage();
        session?.Close();
        (session, message, Envelope) = (null, null, null);
    }

    /// <summary>Finds the party at the start of a session and after STARTTLS.</summary>
    protected abstract SmtpVerdict Admit();

    /// <summary>Finds the party again in a circle that has changed; null when everything that the session rests on still holds.</summary>
    protected abstract RefusalReason? Recheck();

    /// <summary>Whether mail may come from a sender, now; null for yes.</summary>
    protected abstract RefusalReason? RefusesSender(Mailbox? reversePath);

    /// <summary>Where mail for a recipient goes, or why nowhere.</summary>
    protected abstract RefusalReason? Route(Mailbox forwardPath, out Destination? destination);

    /// <summary>Whether the header of its messages is read, for who wrote them.</summary>
    protected abstract bool ReadsHeader { get; }

    /// <summary>Whether somebody of a domain may stand in From and Sender; null for one without a domain.</summary>
    protected abstract bool MayAuthor(MailDomain? domain);

    /// <summary>What is kept of a user of this session; null when there is no such user.</summary>
    protected abstract ScramVerifier? VerifierOf(string user);

    /// <summary>A user has proved who he is, or the key has: what that changes; null when it may not be taken.</summary>
    protected abstract SessionTerms? Accept(SaslMechanisms mechanism, string user);

    /// <summary>Counts the session with a party, once.</summary>
    /// <returns>False when the party has as many as it may.</returns>
    protected bool TryJoin()
    {
        if (session is not null)
            return true;
        var budget = gate.Budgets.Of(Party!);
        if (!budget.TryOpen(Limits))
            return false;
        session = budget;
        return true;
    }

    /// <summary>The terms of the party.</summary>
    protected SessionTerms Terms(SaslMechanisms mechanisms, bool requiresAuthentication) => new()
    {
        Extensions = SmtpExtensions.All,
        MaximumSize = Limits.MessageSize,
        MaximumRecipients = Limits.Recipients,
        Mechanisms = mechanisms,
        ReadsHeader = ReadsHeader,
        RequiresAuthentication = requiresAuthentication,
    };

    /// <summary>Where mail for the circle's own domain goes.</summary>
    protected RefusalReason? RouteHere(string localPart, out Destination? destination)
    {
        var mailbox = Circle.MailboxOf(localPart);
        destination = mailbox is null ? null : new Destination(mailbox, null, IsHeartbeat: false);
        return mailbox is null ? RefusalReason.RecipientUnknown
            : gate.Storage.IsFull(mailbox) ? RefusalReason.MailboxFull
            : null;
    }

    SmtpVerdict Open(SmtpChannel channel)
    {
        Channel = channel;
        seen = gate.Circle.Value;
        return gate.State == GateState.Retired ? SmtpVerdict.Refuse(RefusalReason.Retired) : Admit();
    }

    // Whatever changed since the last question: the gate's life, the circle.
    RefusalReason? Standing()
    {
        if (gate.State != GateState.Active)
            return RefusalReason.Draining;
        var now = gate.Circle.Value;
        if (ReferenceEquals(now, seen))
            return null;
        seen = now;
        return Recheck();
    }

    SmtpVerdict Mail(MailQuestion mail)
    {
        if (RefusesSender(mail.ReversePath) is { } reason)
            return SmtpVerdict.Refuse(reason, $"{Party} as <{mail.ReversePath}>");
        if (Room(mail.Parameters.Size ?? 0) is { } full)
            return full;
        var budget = gate.Budgets.Of(Party!);
        if (!budget.TryTakeMessage(Limits, mail.Parameters.Size ?? 0))
            return SmtpVerdict.Refuse(RefusalReason.RateExceeded);
        message = budget;
        agreed = Circle;
        Envelope = new Envelope(Party!, mail.ReversePath, mail.Parameters);
        return SmtpVerdict.Accept;
    }

    SmtpVerdict Recipient(RecipientQuestion recipient)
    {
        if (Route(recipient.ForwardPath, out var destination) is { } reason)
            return SmtpVerdict.Refuse(reason, $"<{recipient.ForwardPath}>");
        Envelope!.Recipients.Add(new AcceptedRecipient(recipient.ForwardPath, recipient.Parameters, destination!));
        return SmtpVerdict.Accept;
    }

    SmtpVerdict Message(MessageQuestion question)
    {
        octets = question.Octets;
        if (!ReferenceEquals(agreed, Circle) && NoLongerAgreed() is { } reason)
            return SmtpVerdict.Refuse(reason, "the circle changed while the message came");
        if (question.Header is { } header && header.Authors.Append(header.Sender).FirstOrDefault(a => a is not null && !MayAuthor(a.Domain)) is { } author)
            return SmtpVerdict.Refuse(RefusalReason.AuthorNotAllowed, $"{Party} as {author}");
        return Room(octets) ?? SmtpVerdict.Accept;
    }

    // A message is kept whole or not at all, so that no copy goes to somebody who has just been removed.
    RefusalReason? NoLongerAgreed() =>
        RefusesSender(Envelope!.ReversePath)
        ?? Envelope.Recipients.Select(r => Route(r.Path, out _)).FirstOrDefault(reason => reason is not null and not RefusalReason.MailboxFull);

    SmtpVerdict? Room(long needed) =>
        gate.Storage.FreeOctets() is var free && (free <= 0 || needed > free) ? SmtpVerdict.Refuse(RefusalReason.StorageLow) : null;

    // A user who does not exist costs the same time as one who does.
    SmtpVerdict Password(PasswordQuestion question)
    {
        if (!MayGuess(question.User))
            return SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed, $"user \"{question.User}\": too many wrong passwords, this one was not looked at");
        var verifier = VerifierOf(question.User);
        var isRight = (verifier ?? Decoy(question.User)).Accepts(question.Password) && verifier is not null;
        return isRight
            ? Identity(new IdentityQuestion(SaslMechanisms.Plain, question.Identity, question.User))
            : SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed, $"user \"{question.User}\"");
    }

    // Nobody acts for another: an authorization identity is the user's own name or absent (RFC 4616 §2).
    SmtpVerdict Identity(IdentityQuestion question)
    {
        var mayAct = question.Identity.Length == 0 || question.Mechanism != SaslMechanisms.External && question.Identity == question.User;
        if (!mayAct || Accept(question.Mechanism, question.User) is not { } terms)
            return SmtpVerdict.Refuse(RefusalReason.AuthenticationFailed, $"user \"{question.User}\" as \"{question.Identity}\"");
        if (question.User.Length > 0)
            gate.Guesses.Succeeded(address, question.User);
        return TryJoin() ? SmtpVerdict.Admit(terms) : SmtpVerdict.Refuse(RefusalReason.TooManyConnections);
    }

    // A guess that is not looked at is none.
    bool MayGuess(string user)
    {
        guessing = gate.Guesses.May(address, user) ? user : null;
        return guessing is not null;
    }

    ScramVerifier Decoy(string user) => gate.Decoys.For(user, Circle.UsualIterations);
}

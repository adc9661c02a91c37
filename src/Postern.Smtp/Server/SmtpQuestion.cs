using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;
using Postern.Smtp.Header;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Server;

/// <summary>What a session asks of policy. Nothing that the other side sent later is looked at before the answer is there.</summary>
public abstract record SmtpQuestion;

/// <summary>Somebody is there: who, and on what terms? Asked at the start, and again when STARTTLS has succeeded.</summary>
/// <param name="Channel">What lies in between.</param>
/// <remarks>Answers: <see cref="SmtpVerdict.Admit"/>; or a refusal with 554 (not served), 521 (retired) or 421 (not now).</remarks>
public sealed record OpenQuestion(SmtpChannel Channel) : SmtpQuestion;

/// <summary>The name that the other side gives itself.</summary>
/// <param name="Name">A domain in its compared form or an address literal; on a submission listener any printable text.</param>
/// <param name="IsExtended">EHLO rather than HELO.</param>
public sealed record HelloQuestion(string Name, bool IsExtended) : SmtpQuestion;

/// <summary>A transaction is to begin.</summary>
/// <param name="ReversePath">The sender; null for the null reverse-path.</param>
/// <param name="Parameters">The parameters; a declared size is within the terms.</param>
public sealed record MailQuestion(Mailbox? ReversePath, MailParameters Parameters) : SmtpQuestion;

/// <summary>A recipient is to be added.</summary>
/// <param name="ForwardPath">The recipient.</param>
/// <param name="Parameters">The parameters.</param>
public sealed record RecipientQuestion(Mailbox ForwardPath, RecipientParameters Parameters) : SmtpQuestion;

/// <summary>The message's octets are about to come: is there a place for them?</summary>
public sealed record ContentQuestion : SmtpQuestion;

/// <summary>The message is complete and its octets were given out: is it kept? Accepting promises that it is durable.</summary>
/// <param name="Octets">Its size.</param>
/// <param name="HasEightBit">Whether an octet above 127 is in it.</param>
/// <remarks>The text of the answer stands in the reply; give the identifier under which the message can be found again.</remarks>
public sealed record MessageQuestion(long Octets, bool HasEightBit) : SmtpQuestion
{
    /// <summary>What its header says, where the terms ask for it; else null.</summary>
    public HeaderFacts? Header { get; init; }
}

/// <summary>A user and a password were given (PLAIN).</summary>
/// <param name="Identity">Authorization identity; empty when the user speaks for himself.</param>
/// <param name="User">User name.</param>
/// <param name="Password">Password; never to be recorded.</param>
public sealed record PasswordQuestion(string Identity, string User, string Password) : SmtpQuestion
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{nameof(PasswordQuestion)} {{ Identity = {Identity}, User = {User} }}";
}

/// <summary>What is kept of a user, and a fresh nonce (SCRAM). Answered by <see cref="SmtpVerdict.Challenge"/>, for an unknown user too.</summary>
/// <param name="User">User name.</param>
public sealed record VerifierQuestion(string User) : SmtpQuestion;

/// <summary>An identity was proved (SCRAM), or rests on the key that TLS has shown (EXTERNAL): may it be taken?</summary>
/// <param name="Mechanism">How.</param>
/// <param name="Identity">Authorization identity; empty when none was asked for.</param>
/// <param name="User">User name; empty for EXTERNAL.</param>
public sealed record IdentityQuestion(SaslMechanisms Mechanism, string Identity, string User) : SmtpQuestion;

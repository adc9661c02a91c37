using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Server;

/// <summary>Policy's answer to a <see cref="SmtpQuestion"/>.</summary>
public abstract record SmtpVerdict
{
    /// <summary>Yes.</summary>
    public static SmtpVerdict Accept { get; } = new Accepted(null);

    /// <summary>Yes, and the reply says so in these words.</summary>
    public static SmtpVerdict AcceptAs(string text) => new Accepted(text);

    /// <summary>Yes, on these terms from now on. Answers <see cref="OpenQuestion"/> and the questions of AUTH.</summary>
    public static SmtpVerdict Admit(SessionTerms terms) => new Admitted(terms);

    /// <summary>What SCRAM needs. Answers <see cref="VerifierQuestion"/>.</summary>
    /// <param name="verifier">What is kept of the user; for an unknown one, a made-up verifier that is always the same for that name.</param>
    /// <param name="nonce">At least 18 random characters, printable and without commas.</param>
    public static SmtpVerdict Challenge(ScramVerifier verifier, string nonce) => new Challenged(verifier, nonce);

    /// <summary>No, for this reason and with its usual reply.</summary>
    public static SmtpVerdict Refuse(RefusalReason reason, string? ownerText = null) => new Refused(SmtpRefusal.Of(reason, ownerText));

    /// <summary>No, with a reply of one's own.</summary>
    /// <exception cref="ArgumentException">The reply's code is not 4yz or 5yz.</exception>
    public static SmtpVerdict Refuse(SmtpRefusal refusal) =>
        refusal.Reply.Code >= 400 ? new Refused(refusal) : throw new ArgumentException($"{refusal.Reply} is no refusal", nameof(refusal));

    internal sealed record Accepted(string? Text) : SmtpVerdict;

    internal sealed record Admitted(SessionTerms Terms) : SmtpVerdict;

    internal sealed record Challenged(ScramVerifier Verifier, string Nonce) : SmtpVerdict;

    internal sealed record Refused(SmtpRefusal Refusal) : SmtpVerdict;
}

using Postern.Smtp.Content;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Server;

public sealed partial class SmtpServerSession
{
    static readonly SmtpReply Authenticated = new(235, EnhancedStatus.Parse("2.7.0"), "Authentication succeeded");

    enum AuthStage { First, ScramProof, ScramEnd }

    SaslMechanisms mechanism;
    AuthStage stage;
    ScramServer? scram;
    int authFailures;

    void Auth(ReadOnlySpan<byte> argument)
    {
        var blank = argument.IndexOf((byte)' ');
        mechanism = SaslNames.Of(blank < 0 ? argument : argument[..blank]);
        var initial = blank < 0 ? default : argument[(blank + 1)..];
        if (Channel == SmtpChannel.Clear && terms.Extensions.HasFlag(SmtpExtensions.Auth))
            Refuse(RefusalReason.AuthenticationInClear);
        else if (!announced.HasFlag(SmtpExtensions.Auth))
            Refuse(RefusalReason.CommandNotImplemented);
        else if (IsAuthenticated)
            Refuse(RefusalReason.BadSequence);
        else if (argument.IsEmpty || blank >= 0 && initial.IsEmpty)
            Refuse(RefusalReason.ArgumentInvalid);
        else if (mechanism == SaslMechanisms.None || !terms.Mechanisms.HasFlag(mechanism))
            Refuse(RefusalReason.MechanismUnknown);
        else
        {
            stage = AuthStage.First;
            phase = Phase.AuthLine;
            if (blank < 0)
                Challenge([]);
            else
                AuthMessage(initial.SequenceEqual("="u8) ? default : initial);
        }
    }

    void AuthLine(ReadOnlySpan<byte> text, bool tooLong)
    {
        if (tooLong)
            AuthEnded(RefusalReason.AuthenticationTooLong);
        else if (text.SequenceEqual("*"u8))
            AuthEnded(RefusalReason.AuthenticationCancelled);
        else
            AuthMessage(text);
    }

    void AuthMessage(ReadOnlySpan<byte> text)
    {
        if (!SaslText.TryDecode(text, out var message) || !TryMessage(message))
            AuthEnded(RefusalReason.AuthenticationMalformed);
    }

    bool TryMessage(byte[] message)
    {
        switch (mechanism, stage)
        {
            case (SaslMechanisms.Plain, _):
                if (!PlainMessage.TryParse(message, out var identity, out var user, out var password))
                    return false;
                Ask(new PasswordQuestion(identity, user, password));
                return true;
            case (SaslMechanisms.External, _):
                if (!SaslText.TryUtf8(message, out identity) || identity.Contains('\0', StringComparison.Ordinal))
                    return false;
                Ask(new IdentityQuestion(mechanism, identity, ""));
                return true;
            case (_, AuthStage.First):
                if (!ScramServer.TryBegin(message, out scram))
                    return false;
                Ask(new VerifierQuestion(scram!.User));
                return true;
            case (_, AuthStage.ScramProof):
                stage = AuthStage.ScramEnd;
                if (scram!.TryFinish(message, out var signature))
                    Challenge(signature);
                else
                    AuthFailed(SmtpRefusal.Of(RefusalReason.AuthenticationFailed));
                return true;
            default:
                // RFC 4954 §4: what the mechanism adds to success went as a challenge; the client's answer to it is empty.
                if (message.Length > 0)
                    return false;
                Ask(new IdentityQuestion(mechanism, scram!.Identity, scram.User));
                return true;
        }
    }

    void ChallengeScram(SmtpVerdict.Challenged challenge)
    {
        stage = AuthStage.ScramProof;
        Challenge(scram!.Challenge(challenge.Verifier, challenge.Nonce));
    }

    // A challenge may be longer than the 512 octets of other replies (RFC 4954 §4), and has no status code.
    void Challenge(byte[] message)
    {
        replies.WriteText("334 ");
        replies.WriteText(SaslText.Encode(message));
        replies.WriteText("\r\n");
        waits++;
    }

    void AuthSucceeded()
    {
        (IsAuthenticated, phase, scram) = (true, Phase.Command, null);
        Reply(Authenticated);
    }

    void AuthFailed(SmtpRefusal refusal)
    {
        authFailures++;
        (phase, scram) = (Phase.Command, null);
        Refuse(authFailures < options.MaximumAuthFailures
            ? refusal
            : SmtpRefusal.Of(RefusalReason.TooManyAuthenticationFailures, refusal.OwnerText));
    }

    // Not a failed proof, but no exchange either.
    void AuthEnded(RefusalReason reason)
    {
        (phase, scram) = (Phase.Command, null);
        Refuse(reason);
    }
}

using System.Net;
using Postern.Gate.Configuration;
using Postern.Smtp.Replies;
using Postern.Smtp.Sasl;
using Postern.Smtp.Server;

namespace Postern.Gate.Policy;

/// <summary>A session of a program of the owner's on this machine, which speaks for every mailbox. It is known by its account from the
/// first octet, and nothing that it says changes that.</summary>
/// <param name="gate">What sessions share.</param>
/// <param name="account">The account that the kernel tells; null when it does not.</param>
sealed class ProgramSubmission(GatePolicy gate, uint? account) : SubmissionPolicy(gate, IPAddress.Loopback)
{
    OwnProgram? program;

    /// <inheritdoc/>
    public override string? Party => program is null ? null : $"program {program.Name}";

    /// <inheritdoc/>
    protected override bool MaySendAs(LocalMailbox mailbox) => true;

    /// <inheritdoc/>
    protected override SmtpVerdict Admit()
    {
        program = ProgramNow();
        if (program is null)
            return SmtpVerdict.Refuse(RefusalReason.Stranger);
        if (Gate.State == GateState.Draining)
            return SmtpVerdict.Refuse(RefusalReason.Draining);
        return TryJoin()
            ? SmtpVerdict.Admit(Terms(SaslMechanisms.None, requiresAuthentication: false))
            : SmtpVerdict.Refuse(RefusalReason.TooManyConnections);
    }

    /// <inheritdoc/>
    protected override RefusalReason? Recheck() => program is not null && ProgramNow()?.Name != program.Name ? RefusalReason.PeerRemoved : null;

    // AUTH is not offered to it.
    /// <inheritdoc/>
    protected override ScramVerifier? VerifierOf(string user) => null;

    /// <inheritdoc/>
    protected override SessionTerms? Accept(SaslMechanisms mechanism, string user) => null;

    OwnProgram? ProgramNow() => account is { } number ? Circle.ProgramOf(number) : null;
}

using Postern.Logs.Syslog;

namespace Postern.Logs.Postfix;

/// <summary>Postfix's log, through any syslog or its own <c>maillog_file</c>.</summary>
sealed class PostfixFormat : LogFormat
{
    /// <inheritdoc/>
    public override string Name => "postfix";

    /// <inheritdoc/>
    public override string Title => "Postfix mail server";

    /// <inheritdoc/>
    public override string Recognised => "syslog lines of a program named postfix, or PREFIX/smtpd, PREFIX/qmgr and the like";

    /// <inheritdoc/>
    public override string Gives =>
        "smtp-in: a message accepted, a command rejected, a session without mail, from client to server; "
        + "smtp-out: a delivery attempt to a recipient, from server to relay";

    /// <inheritdoc/>
    public override string Needs => "--log-zone and --log-year where the stamps carry none";

    /// <inheritdoc/>
    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        if (!new SyslogFraming().TryRead(line, out var record, out var problem))
            return problem == SyslogFraming.ImpossibleTime && line.IndexOf(" postfix/"u8) >= 0 ? LineTest.Yes : LineTest.No;
        return PostfixDaemon.Of(in record) is null ? LineTest.Untestable : LineTest.Yes;
    }

    /// <inheritdoc/>
    public override LineReader Open(ReadContext context) => new PostfixReader(context);
}

using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Exim;

/// <summary>Exim's main log, as a file or through syslog.</summary>
sealed class EximFormat : LogFormat
{
    /// <inheritdoc/>
    public override string Name => "exim";

    /// <inheritdoc/>
    public override string Title => "Exim mail server";

    /// <inheritdoc/>
    public override string Recognised => "a date and time, then a message id with <=, =>, ->, >>, ==, ** or Completed, or H=HOST; or syslog lines of exim";

    /// <inheritdoc/>
    public override string Gives =>
        "smtp-in: a message accepted, a command rejected, a failed log-in, a lost session, from client to server; "
        + "smtp-out: a delivery attempt to a recipient, from server to remote host";

    /// <inheritdoc/>
    public override string Needs => "--server for the name of the server; --log-zone where the stamps carry none";

    /// <inheritdoc/>
    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        if (EximText.TakeStamp(line, out _, out var text) == StampRead.Ok)
            return EximId.TryTake(text, out _, out _) || EximText.IsTelling(text) ? LineTest.Yes : LineTest.No;
        if (!new SyslogFraming().TryRead(line, out var record, out _))
            return LineTest.No;
        return EximText.IsExim(record.Program) ? LineTest.Yes : LineTest.Untestable;
    }

    /// <inheritdoc/>
    public override LineReader Open(ReadContext context) => new EximReader(context);
}

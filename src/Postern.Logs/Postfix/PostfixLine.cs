using Postern.Logs.Syslog;

namespace Postern.Logs.Postfix;

/// <summary>One line of Postfix, placed in time.</summary>
ref struct PostfixLine
{
    /// <summary>Header and message.</summary>
    public SyslogRecord Record;

    /// <summary>Instant, ns; or <see cref="ContactRow.NoTime"/>.</summary>
    public long Time;

    /// <summary>Physical line.</summary>
    public long Number;

    /// <summary>Program that wrote it.</summary>
    public PostfixDaemon Daemon;
}

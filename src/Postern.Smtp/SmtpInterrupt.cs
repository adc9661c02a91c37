namespace Postern.Smtp;

/// <summary>What comes to a session from outside the dialogue.</summary>
public enum SmtpInterrupt
{
    /// <summary>The wait's deadline has passed.</summary>
    TimedOut,

    /// <summary>The other side closed the connection or it broke.</summary>
    ConnectionLost,

    /// <summary>The server stops: the session ends with 421 after the message that is being received, else at once.</summary>
    ShuttingDown,
}

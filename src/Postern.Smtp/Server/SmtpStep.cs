namespace Postern.Smtp.Server;

/// <summary>What a session's driver has to do next.</summary>
public enum SmtpStep
{
    /// <summary>Send the replies, store the content, read more, within the session's wait.</summary>
    NeedOctets,

    /// <summary>Answer the session's question.</summary>
    NeedVerdict,

    /// <summary>Take note of the session's notice.</summary>
    Notice,

    /// <summary>Send the replies, throw away what was read, do the TLS handshake, say how it went.</summary>
    StartTls,

    /// <summary>Send the replies and close the connection.</summary>
    Close,
}

namespace Postern.Smtp.Client;

/// <summary>What a client session's driver has to do next.</summary>
public enum ClientStep
{
    /// <summary>Send the output and read, within the session's wait.</summary>
    NeedOctets,

    /// <summary>Send the output, do the TLS handshake, say how it went. Octets that the driver holds already came in clear behind the
    /// reply to STARTTLS: with any, the handshake counts as failed.</summary>
    StartTls,

    /// <summary>Give a message to send, or say that there is none left. It does not come again once the peer's MAILMAX is reached.</summary>
    Ready,

    /// <summary>Write the message's content, then end it.</summary>
    NeedContent,

    /// <summary>The message's outcome is known.</summary>
    Settled,

    /// <summary>Send the output and close the connection.</summary>
    Close,
}

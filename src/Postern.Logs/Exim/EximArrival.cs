namespace Postern.Logs.Exim;

/// <summary>A message taken in: <c>ID &lt;= SENDER H=… P=proto A=auth S=bytes</c>.</summary>
ref struct EximArrival
{
    /// <summary>Message id.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>Reverse-path without brackets.</summary>
    public ReadOnlySpan<byte> Sender;

    /// <summary>Protocol, such as <c>esmtp</c>.</summary>
    public ReadOnlySpan<byte> Protocol;

    /// <summary>Authenticator and user name, or empty.</summary>
    public ReadOnlySpan<byte> Login;

    /// <summary>Octets, or -1.</summary>
    public long Size;

    /// <summary>Who brought it.</summary>
    public EximHost Client;
}

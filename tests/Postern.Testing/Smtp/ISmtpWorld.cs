namespace Postern.Testing.Smtp;

/// <summary>A server under test with the peers, mailboxes and limits of the wire cases, set up for one case.</summary>
/// <remarks>Two kinds exist: the protocol's machines in memory with made-up time, and the gate over sockets.</remarks>
public interface ISmtpWorld : IAsyncDisposable
{
    /// <summary>Connects as a profile says; for a client case, waits for the server to connect.</summary>
    ValueTask<ISmtpWire> ConnectAsync(string profile);

    /// <summary>Does something from outside, such as <c>remove-peer peer-a</c>.</summary>
    ValueTask ControlAsync(string command);

    /// <summary>Names of what must hold afterwards that can be judged here.</summary>
    IReadOnlySet<string> Judges { get; }

    /// <summary>What there is when all sessions are over.</summary>
    ValueTask<SmtpOutcome> ObserveAsync();
}

/// <summary>One connection, seen from the harness.</summary>
public interface ISmtpWire : IAsyncDisposable
{
    /// <summary>Sends octets; false when the other side has closed.</summary>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, bool raw);

    /// <summary>Lets time pass between octets.</summary>
    ValueTask PauseAsync(TimeSpan time);

    /// <summary>Reads what is there, or comes within <paramref name="patience"/>: octets; an empty array for the end; null for nothing.</summary>
    ValueTask<byte[]?> ReadAsync(TimeSpan patience);

    /// <summary>Does a TLS handshake, as client, or as server in a client case; false when it failed and the connection is over.</summary>
    ValueTask<bool> StartTlsAsync(SmtpCaseTls tls);

    /// <summary>Says that nothing more will be sent.</summary>
    ValueTask HalfCloseAsync();

    /// <summary>Drops the connection.</summary>
    ValueTask CloseAsync();
}

/// <summary>What a case left behind.</summary>
public sealed record SmtpOutcome
{
    /// <summary>Messages that reached a mailbox, each once, whatever its recipients.</summary>
    public IReadOnlyList<SmtpDelivery> Delivered { get; init; } = [];

    /// <summary>Connections or messages that left.</summary>
    public int Outbound { get; init; }

    /// <summary>Words of the record: <c>accepted</c>, <c>refused</c>, <c>aborted</c>, <c>outcome unknown</c>.</summary>
    public IReadOnlyList<string> Journal { get; init; } = [];

    /// <summary>Octets that a spool still holds.</summary>
    public long SpoolOctets { get; init; }

    /// <summary>What became of a client's message: <c>delivered</c>, <c>deferred</c>, <c>bounced-to-local-sender</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>Whether the owner was alarmed.</summary>
    public bool Alarm { get; init; }

    /// <summary>Recipients of a client's message that were accepted, and refused for good.</summary>
    public (IReadOnlyList<string> Delivered, IReadOnlyList<string> Bounced) Recipients { get; init; } = ([], []);

    /// <summary>Octets of a message that a client sent in clear.</summary>
    public bool PlaintextLeak { get; init; }

    /// <summary>The reply to a submission made by <see cref="ISmtpWorld.ControlAsync"/>.</summary>
    public string? SubmissionReply { get; init; }

    /// <summary>All that a client sent as content, with its line ends.</summary>
    public byte[] SentContent { get; init; } = [];
}

/// <summary>One message in mailboxes.</summary>
/// <param name="From">Reverse-path.</param>
/// <param name="Recipients">Forward-paths.</param>
/// <param name="Mailboxes">Mailboxes that hold it.</param>
/// <param name="Trace">What the server put before it.</param>
/// <param name="Content">The message as it was sent, dots removed.</param>
public sealed record SmtpDelivery(
    string From, IReadOnlyList<string> Recipients, IReadOnlyList<string> Mailboxes, string Trace, byte[] Content);

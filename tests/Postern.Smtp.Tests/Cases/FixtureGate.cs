using System.Net;
using Postern.Smtp.Addresses;
using Postern.Smtp.Server;

namespace Postern.Smtp.Tests.Cases;

/// <summary>What the sessions of one case share: peers, limits, mailboxes, the record.</summary>
sealed class FixtureGate(string profile, IReadOnlyDictionary<string, int> overrides, IReadOnlyList<string> withoutExtensions) : IMemoryGate
{
    /// <summary>Size limit of the fixture, octets.</summary>
    public const long MaximumSize = 1_048_576;

    /// <summary>The one local domain.</summary>
    public static readonly MailDomain Local = MailDomain.Parse("circle.test");

    readonly HashSet<string> removed = [];

    /// <summary>Profile of the case.</summary>
    public string Profile => profile;

    /// <summary>What is kept of the case.</summary>
    public MemoryRecord Record { get; } = new();

    /// <summary>Connections of peers that are open.</summary>
    public int OpenConnections { get; set; }

    /// <summary>Messages taken in this minute; the clock of a case does not reach the next.</summary>
    public int MessagesThisMinute { get; set; }

    /// <summary>Octets above the reserve.</summary>
    public long FreeOctets => profile == "disk-low" ? 512 << 10 : long.MaxValue;

    /// <inheritdoc/>
    public IMemoryPolicy Begin(SmtpServerSession session, IPAddress address, string key) => new FixturePolicy(this, address, session) { Key = key };

    /// <inheritdoc/>
    public void HandshakeFailed() => Record.Refused();

    /// <summary>A limit of the case, or its usual value.</summary>
    public int Limit(string name, int usual) => overrides.GetValueOrDefault(name, usual);

    /// <summary>Extensions on offer.</summary>
    public SmtpExtensions Extensions => withoutExtensions.Contains("DSN") ? SmtpExtensions.All & ~SmtpExtensions.Dsn : SmtpExtensions.All;

    /// <summary>The peer at an address, if one is approved.</summary>
    public FixturePeer? PeerAt(IPAddress address) =>
        FixturePeer.All.SingleOrDefault(p => p.Address.Equals(address) && !removed.Contains(p.Name));

    /// <summary>Takes a peer's approval away.</summary>
    public void Remove(string peer) => removed.Add(peer);

    /// <summary>The mailbox of a local-part, by its exact name; null when there is none.</summary>
    public static string? MailboxOf(string localPart) => localPart switch
    {
        "alice" or "bob" or "carol" => localPart,
        _ when localPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase) => "alice",
        _ => null,
    };
}

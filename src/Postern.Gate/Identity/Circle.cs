using System.Collections.Frozen;
using System.Net;
using Postern.Gate.Configuration;
using Postern.Smtp.Addresses;
using Postern.Smtp.Server;

namespace Postern.Gate.Identity;

/// <summary>Who is who, at one moment: immutable, made from settings whose reader has seen to it that every part of an identity
/// belongs to one party. Safe for any number of threads.</summary>
sealed class Circle
{
    readonly AddressIndex<Peer> peersByAddress;
    readonly AddressIndex<OwnHost> hostsByAddress;
    readonly FrozenDictionary<MailDomain, Peer> peersByDomain;
    readonly FrozenDictionary<uint, OwnProgram> programs;

    public Circle(GateSettings settings)
    {
        Settings = settings;
        peersByAddress = new AddressIndex<Peer>(settings.Peers.SelectMany(p => p.Addresses.Select(a => (a, p))));
        hostsByAddress = new AddressIndex<OwnHost>(settings.Hosts.SelectMany(h => h.Addresses.Select(a => (a, h))));
        peersByDomain = settings.Peers.SelectMany(p => p.SenderDomains.Select(d => (Domain: d, Peer: p))).ToFrozenDictionary(p => p.Domain, p => p.Peer);
        programs = settings.Programs.SelectMany(p => p.Accounts.Select(a => (Account: a, Program: p))).ToFrozenDictionary(p => p.Account, p => p.Program);
        var logins = settings.Peers.Select(p => p.Credentials).Concat(settings.Mailboxes.Values.Select(m => m.Credentials)).OfType<Credentials>().ToList();
        HasUsers = settings.Mailboxes.Values.Any(m => m.Credentials is not null);
        UsualIterations = logins.Count == 0 ? 4096 : logins[0].Verifier.Iterations;
    }

    /// <summary>What it was made from.</summary>
    public GateSettings Settings { get; }

    /// <summary>Whether a mailbox's user can submit mail.</summary>
    public bool HasUsers { get; }

    /// <summary>Iteration count that passwords here were kept with; made-up verifiers have it too.</summary>
    public int UsualIterations { get; }

    /// <summary>The peer that connects from an address, retired ones included; null for a stranger.</summary>
    public Peer? PeerAt(IPAddress address) => peersByAddress.Find(address);

    /// <summary>The host of our own at an address; null when there is none.</summary>
    public OwnHost? HostAt(IPAddress address) => hostsByAddress.Find(address);

    /// <summary>The program of our own that runs as an account of this machine; null when there is none.</summary>
    public OwnProgram? ProgramOf(uint account) => programs.GetValueOrDefault(account);

    /// <summary>Whether a caller may be somebody's by what the kernel tells of him alone; users of passwords are not known yet.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="listener">Where.</param>
    public bool MayKnow(Caller caller, ListenerSettings listener) =>
        listener.Channel == SmtpChannel.Local ? caller.Account is { } account && ProgramOf(account) is not null
        : listener.Service == SmtpService.Relay ? PeerAt(caller.Address) is not null
        : HostAt(caller.Address) is not null;

    /// <summary>The peer that a domain belongs to, retired ones included; null when it is nobody's.</summary>
    public Peer? PeerOf(MailDomain domain) => peersByDomain.GetValueOrDefault(domain);

    /// <summary>Whether a domain is the circle's own.</summary>
    public bool IsOwn(MailDomain? domain) => Settings.Domain.Equals(domain);

    /// <summary>The mailbox of a local-part, by its exact name or alias (<c>postmaster</c> in any case, RFC 5321 §4.1.1.3); null when there is none.</summary>
    public LocalMailbox? MailboxOf(string localPart)
    {
        if (localPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            localPart = "postmaster";
        return Settings.Mailboxes.GetValueOrDefault(Settings.Aliases.GetValueOrDefault(localPart, localPart));
    }
}

/// <summary>Finds the party of an address among disjoint blocks, in logarithmic time.</summary>
sealed class AddressIndex<T>
    where T : class
{
    readonly PlainAddress[] firsts;
    readonly PlainAddress[] lasts;
    readonly T[] parties;

    /// <exception cref="ArgumentException">Two blocks overlap.</exception>
    public AddressIndex(IEnumerable<(AddressBlock Block, T Party)> blocks)
    {
        var ordered = blocks.OrderBy(b => b.Block.First).ToList();
        firsts = [.. ordered.Select(b => b.Block.First)];
        lasts = [.. ordered.Select(b => b.Block.Last)];
        parties = [.. ordered.Select(b => b.Party)];
        for (var i = 1; i < firsts.Length; i++)
        {
            if (firsts[i] <= lasts[i - 1])
                throw new ArgumentException($"{ordered[i].Block} and {ordered[i - 1].Block} overlap", nameof(blocks));
        }
    }

    /// <summary>The party whose block an address is in; else null.</summary>
    public T? Find(IPAddress address)
    {
        if (!PlainAddress.TryOf(address, out var plain))
            return null;
        var index = Array.BinarySearch(firsts, plain);
        // Behind the last block that begins before the address.
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && plain <= lasts[index] ? parties[index] : null;
    }
}

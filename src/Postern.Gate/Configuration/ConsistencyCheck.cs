using Postern.Gate.Identity;
using Postern.Smtp.Addresses;

namespace Postern.Gate.Configuration;

/// <summary>Refuses settings under which one session could be two parties: every part of an identity belongs to one of them.</summary>
sealed class ConsistencyCheck(ProblemList problems)
{
    readonly List<(string Owner, AddressBlock Block)> peers = [];
    readonly List<(string Owner, AddressBlock Block)> hosts = [];
    readonly Dictionary<KeyPin, string> pins = [];
    readonly Dictionary<MailDomain, string> domains = [];
    readonly Dictionary<string, string> users = new(StringComparer.Ordinal);
    readonly Dictionary<uint, string> accounts = [];
    readonly HashSet<string> listeners = new(StringComparer.Ordinal);

    /// <summary>A problem of another kind.</summary>
    public void Problem(SettingNode place, string text) => problems.Add(place, text);

    /// <summary>A place to listen at: an address and port, or the whole path of a socket.</summary>
    public void Listener(string at, SettingNode place)
    {
        if (!listeners.Add(at))
            problems.Add(place, $"{at} is listened at already; take one of the two away");
    }

    /// <summary>A peer's addresses. A session is a peer's from its first octet, before it shows a key, so they cannot be shared.</summary>
    public void PeerAddress(string owner, AddressBlock block, SettingNode place) => Address(peers, owner, block, place);

    /// <summary>The addresses of a host of one's own. Hosts have listeners of their own, so peers may have the same.</summary>
    public void HostAddress(string owner, AddressBlock block, SettingNode place) => Address(hosts, owner, block, place);

    /// <summary>An account that a program of this machine runs as.</summary>
    public void Account(string owner, uint account, SettingNode place)
    {
        if (!accounts.TryAdd(account, owner))
            problems.Add(place, accounts[account] == owner
                ? $"the account {account} stands here twice; take one of the two away"
                : $"the account {account} is {accounts[account]} already; an account belongs to one program");
    }

    /// <summary>A key.</summary>
    public void Pin(string owner, KeyPin pin, SettingNode place)
    {
        if (!pins.TryAdd(pin, owner))
            problems.Add(place, $"{pin} is the key of {pins[pin]} already; every party has a key of its own");
    }

    /// <summary>A sender domain.</summary>
    public void SenderDomain(string owner, MailDomain domain, MailDomain? own, SettingNode place)
    {
        if (domain == own)
            problems.Add(place, $"{domain} is this gate's own domain, which no peer may send from; take it away");
        else if (!domains.TryAdd(domain, owner))
            problems.Add(place, domains[domain] == owner
                ? $"{domain} stands here twice; take one of the two away"
                : $"{domain} is a sender domain of {domains[domain]} already; a domain belongs to one peer");
    }

    /// <summary>A user name.</summary>
    public void User(string owner, string user, SettingNode place)
    {
        if (!users.TryAdd(user, owner))
            problems.Add(place, $"the user {user} is {users[user]} already; every peer has a user name of its own");
    }

    // Thousands of blocks are many for a file that people write: comparing all of them is quick enough.
    void Address(List<(string Owner, AddressBlock Block)> taken, string owner, AddressBlock block, SettingNode place)
    {
        if (taken.Find(t => t.Block.Overlaps(block)) is { Owner: not null } other)
            problems.Add(place, other.Owner == owner
                ? $"{block} lies in {other.Block}, or holds it; take one of the two away"
                : $"{block} overlaps {other.Block} of {other.Owner}; an address belongs to one of them");
        taken.Add((owner, block));
    }
}

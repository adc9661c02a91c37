using System.Net;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Configuration;

/// <summary>Reads <c>postern.yaml</c> strictly: what is unknown, doubled or contradictory is refused, with its place and what to do.</summary>
public static class GateSettingsReader
{
    /// <summary>What to do about a file that holds no settings.</summary>
    internal static readonly FileAdvice Advice = new("write one with `postern init`", "domain: circle.example");
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Reads settings.</summary>
    /// <param name="file">Path, for the messages, and for what lies beside it.</param>
    /// <param name="text">What stands in it.</param>
    /// <param name="problems">Everything that is wrong, in the order of the file; empty when there are settings.</param>
    /// <returns>The settings; null when anything is wrong, so that a gate keeps running on the old ones.</returns>
    public static GateSettings? Read(string file, string text, out IReadOnlyList<SettingsProblem> problems)
    {
        var list = new ProblemList(file);
        var root = SettingsTree.Read(text, Advice, list.Add);
        var settings = root is null ? null : Gate(new SectionReader(root, root, "", list), new GateFolder(file), list);
        problems = list.InOrder;
        return list.IsEmpty ? settings : null;
    }

    static GateSettings? Gate(SectionReader file, GateFolder folder, ProblemList problems)
    {
        var consistency = new ConsistencyCheck(problems);
        var domain = file.Required<MailDomain>("domain", Forms.Domain, "write the circle's mail domain, such as `domain: circle.example`");
        var host = file.Value("host", domain, Forms.Domain!);
        var mailFolder = file.Value("mail-folder", "mail", Forms.FilePath);
        var ownServer = OwnServer.Read(file.Section("delivery"));
        var ledger = file.Value("ledger", "postern.db", Forms.FilePath);
        var monitor = file.Value<IPEndPoint?>("monitor", null, Forms.LoopbackEndPoint!);
        var listeners = new ListenerReader(folder, ledger, consistency).Read(file);
        var certificate = Certificate(file.Section("certificate"));
        var limits = Limits(file.Section("limits"));
        var mailboxes = Mailboxes(file);
        var aliases = Aliases(file, mailboxes, consistency);
        var heartbeats = Heartbeats(file.Section("heartbeats"), mailboxes, aliases, problems);
        var hosts = Hosts(file, consistency);
        var programs = OwnProgram.Read(file, consistency);
        var peers = new PeerReader(domain, mailboxes, limits.Peers, consistency).Read(file);
        var queue = Queue(file.Section("queue"));
        if (!mailboxes.ContainsKey("postmaster") && !aliases.ContainsKey("postmaster") && mailboxes.Count > 0)
            problems.Add(file.Place, "nobody is postmaster, whom RFC 5321 §4.5.1 wants to be reachable; add `postmaster: NAME` under aliases");
        file.Close();
        if (domain is null)
            return null;
        return new GateSettings
        {
            Domain = domain,
            HostName = host ?? domain,
            Listeners = listeners,
            Certificate = certificate,
            Monitor = monitor,
            MailFolder = mailFolder,
            OwnServer = ownServer,
            Mailboxes = mailboxes,
            Aliases = aliases,
            Hosts = hosts,
            Programs = programs,
            Peers = peers,
            Limits = limits,
            Heartbeats = heartbeats,
            Queue = queue,
            LedgerPath = ledger,
        };
    }

    static CertificateSettings Certificate(SectionReader section)
    {
        var usual = new CertificateSettings();
        var certificate = new CertificateSettings
        {
            CertificateFile = section.Value("file", usual.CertificateFile, Forms.FilePath),
            KeyFile = section.Value("key", usual.KeyFile, Forms.FilePath),
            NextFile = section.Value<string?>("next", null, Forms.FilePath!),
        };
        section.Close();
        return certificate;
    }

    static Dictionary<string, LocalMailbox> Mailboxes(SectionReader file)
    {
        Dictionary<string, LocalMailbox> mailboxes = new(StringComparer.Ordinal);
        foreach (var (name, _, section) in file.Named("mailboxes", Forms.MailboxName))
        {
            var quota = section.Value("quota", 0, Forms.Size(1 << 20, 1L << 50));
            var verifier = section.Value<ScramVerifier?>("verifier", null, Forms.Verifier!);
            mailboxes[name] = new LocalMailbox
            {
                Name = name,
                Quota = quota == 0 ? null : quota,
                Credentials = verifier is null ? null : new Credentials(name, verifier),
            };
            section.Close();
        }
        return mailboxes;
    }

    static Dictionary<string, string> Aliases(SectionReader file, Dictionary<string, LocalMailbox> mailboxes, ConsistencyCheck consistency)
    {
        Dictionary<string, string> aliases = new(StringComparer.Ordinal);
        foreach (var (alias, place, name) in file.Values<string>("aliases", Forms.LocalPart, Forms.MailboxName))
        {
            if (mailboxes.ContainsKey(alias))
                consistency.Problem(place, $"aliases.{alias} is a mailbox too; take one of the two away");
            else if (!mailboxes.ContainsKey(name))
                consistency.Problem(place, $"aliases.{alias} stands for {name}, which is no mailbox; add it under mailboxes or name another");
            else
                aliases[alias] = name;
        }
        return aliases;
    }

    static List<OwnHost> Hosts(SectionReader file, ConsistencyCheck consistency)
    {
        List<OwnHost> hosts = [];
        foreach (var (name, _, section) in file.Named("hosts", GeneralForms.Name))
        {
            var addresses = section.List<AddressBlock>("addresses", Forms.Block);
            var pins = PeerReader.Pins(section.Section("pins"), out var pinPlaces);
            section.Close();
            if (addresses.Count == 0)
                section.Refuse(".addresses is empty; name the addresses it connects from");
            if (pins.Count == 0)
                section.Refuse(".pins.current is missing; an address alone identifies nobody");
            foreach (var (block, place) in addresses)
                consistency.HostAddress(name, block, place);
            for (var i = 0; i < pins.Count; i++)
                consistency.Pin(name, pins[i], pinPlaces[i]);
            hosts.Add(new OwnHost(name, [.. addresses.Select(a => a.Value)], pins));
        }
        return hosts;
    }

    static GateLimits Limits(SectionReader section)
    {
        var usual = new GateLimits();
        var limits = new GateLimits
        {
            Peers = PeerReader.Limits(section, usual.Peers),
            StrangerConnections = section.Value("stranger-connections", usual.StrangerConnections, GeneralForms.Count(1, 10_000)),
            FreeSpace = section.Value("free-space", usual.FreeSpace, Forms.Size(1 << 20, 1L << 50)),
            CommandTimeout = section.Value("command-timeout", usual.CommandTimeout, Forms.Duration(Second, Hour)),
            HandshakeTimeout = section.Value("handshake-timeout", usual.HandshakeTimeout, Forms.Duration(Second, Hour)),
            DataTimeout = section.Value("data-timeout", usual.DataTimeout, Forms.Duration(Second, Hour)),
            MinimumDataRate = section.Value("minimum-data-rate", usual.MinimumDataRate, GeneralForms.Count(1, 1 << 30)),
            Errors = section.Value("errors", usual.Errors, GeneralForms.Count(1, 1000)),
        };
        section.Close();
        return limits;
    }

    static HeartbeatSettings Heartbeats(
        SectionReader section, Dictionary<string, LocalMailbox> mailboxes, Dictionary<string, string> aliases, ProblemList problems)
    {
        var usual = new HeartbeatSettings();
        var heartbeats = new HeartbeatSettings
        {
            Interval = section.Value("interval", usual.Interval, Forms.Duration(HeartbeatSettings.Least, HeartbeatSettings.Most)),
            Clock = section.Value("clock", usual.Clock, GeneralForms.Choice(("schedule", HeartbeatClock.Schedule), ("sleep", HeartbeatClock.Sleep))),
            Missed = section.Value("missed", usual.Missed, GeneralForms.Count(1, 100)),
            Mailbox = section.Value("mailbox", usual.Mailbox, Forms.MailboxName),
        };
        section.Close();
        if (mailboxes.ContainsKey(heartbeats.Mailbox) || aliases.ContainsKey(heartbeats.Mailbox))
            problems.Add(section.Place, $"heartbeats.mailbox is {heartbeats.Mailbox}, which somebody reads; keep a name for it that nobody has");
        return heartbeats;
    }

    static QueueSettings Queue(SectionReader section)
    {
        var usual = new QueueSettings();
        var queue = new QueueSettings
        {
            FirstRetry = section.Value("first-retry", usual.FirstRetry, Forms.Duration(Second, TimeSpan.FromDays(1))),
            LongestRetry = section.Value("longest-retry", usual.LongestRetry, Forms.Duration(Second, TimeSpan.FromDays(1))),
            DelayNotice = section.Value("delay-notice", usual.DelayNotice, Forms.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30))),
            Expiry = section.Value("expiry", usual.Expiry, Forms.Duration(TimeSpan.FromMinutes(5), TimeSpan.FromDays(30))),
            PeerSessions = section.Value("peer-sessions", usual.PeerSessions, GeneralForms.Count(1, 100)),
        };
        section.Close();
        if (queue.LongestRetry < queue.FirstRetry)
            section.Refuse($".longest-retry is {Forms.Say(queue.LongestRetry)}, shorter than first-retry; make it at least {Forms.Say(queue.FirstRetry)}");
        if (queue.Expiry <= queue.LongestRetry)
            section.Refuse($".expiry is {Forms.Say(queue.Expiry)}, before the second attempt at the longest wait; make it longer than longest-retry");
        return queue;
    }
}

using Postern.Gate.Configuration;
using Postern.Gate.Identity;

namespace Postern.Gate.Hosting;

/// <summary>What a new settings file changes, in words; and what cannot change while the gate runs.</summary>
static class SettingsChange
{
    /// <summary>Why the new settings cannot be taken now; null when they can.</summary>
    public static string? Refusal(GateSettings now, GateSettings next) =>
        now.Domain != next.Domain ? "domain"
        : now.HostName != next.HostName ? "host"
        : now.LedgerPath != next.LedgerPath ? "ledger"
        : now.MailFolder != next.MailFolder ? "mail-folder"
        : now.Monitor?.ToString() != next.Monitor?.ToString() ? "monitor"
        : !now.Listeners.SequenceEqual(next.Listeners) ? "listeners"
        : null;

    /// <summary>What differs, a line each.</summary>
    public static IReadOnlyList<string> Lines(GateSettings now, GateSettings next) =>
    [
        .. Parties("peer", ByName(now.Peers, p => p.Name, Text), ByName(next.Peers, p => p.Name, Text)),
        .. Parties("host", ByName(now.Hosts, h => h.Name, Text), ByName(next.Hosts, h => h.Name, Text)),
        .. Parties("program", ByName(now.Programs, p => p.Name, Text), ByName(next.Programs, p => p.Name, Text)),
        .. Parties("mailbox", ByName(now.Mailboxes.Values, m => m.Name, Text), ByName(next.Mailboxes.Values, m => m.Name, Text)),
        .. Parties("alias", now.Aliases, next.Aliases),
        .. Section("limits", now.Limits, next.Limits),
        .. Section("heartbeats", now.Heartbeats, next.Heartbeats),
        .. Section("queue", now.Queue, next.Queue),
        .. Section("certificate", now.Certificate, next.Certificate),
        .. Section("delivery", Text(now.OwnServer), Text(next.OwnServer)),
    ];

    static Dictionary<string, string> ByName<T>(IEnumerable<T> parties, Func<T, string> name, Func<T, string> text) =>
        parties.ToDictionary(name, text, StringComparer.Ordinal);

    static IEnumerable<string> Parties(string what, IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> next)
    {
        foreach (var name in now.Keys.Union(next.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!next.TryGetValue(name, out var after))
                yield return $"{what} {name} removed";
            else if (!now.TryGetValue(name, out var before))
                yield return $"{what} {name} added";
            else if (before != after)
                yield return $"{what} {name} changed";
        }
    }

    static IEnumerable<string> Section<T>(string name, T now, T next)
        where T : notnull => now.Equals(next) ? [] : [$"{name} changed"];

    // Everything that counts, so that two texts are the same when the parties are; never written anywhere.
    static string Text(Peer peer) => string.Join('|',
        peer.State, peer.Direction, Join(peer.Addresses), Join(peer.Pins), Text(peer.Credentials), Join(peer.SenderDomains), peer.Author, Join(peer.Recipients ?? ["*"]),
        peer.Limits, peer.Hours is { } hours ? $"{hours.Zone.Id} {Join(hours.Spans)}" : "",
        Text(peer.Route), peer.Heartbeats, peer.HeartbeatInterval);

    static string Text(Route? route) => route is null ? "" : $"{route.EndPoint} {route.Security} {Join(route.Pins)} {route.Credentials}";

    static string Text(OwnServer? server) => $"{server?.Lmtp} {Text(server?.Relay)}";

    static string Text(OwnHost host) => $"{Join(host.Addresses)}|{Join(host.Pins)}";

    static string Text(OwnProgram program) => Join(program.Accounts);

    static string Text(LocalMailbox mailbox) => $"{mailbox.Quota}|{Text(mailbox.Credentials)}";

    static string Text(Credentials? credentials) => credentials is null ? "" : $"{credentials.User} {VerifierText.Of(credentials.Verifier)}";

    static string Join<T>(IEnumerable<T> items) => string.Join(',', items);
}

using System.Net;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Configuration;

/// <summary>Reads the section <c>peers</c>.</summary>
sealed class PeerReader(
    MailDomain? domain, IReadOnlyDictionary<string, LocalMailbox> mailboxes, PeerLimits usualLimits, ConsistencyCheck consistency)
{
    /// <summary>The peers, in the order of the file.</summary>
    public IReadOnlyList<Peer> Read(SectionReader file) =>
        [.. file.Named("peers", GeneralForms.Name).Select(p => Peer(p.Name, p.Section))];

    /// <summary>Bounds of a section; those that it does not set are the usual ones.</summary>
    public static PeerLimits Limits(SectionReader section, PeerLimits usual)
    {
        var limits = new PeerLimits
        {
            MessageSize = section.Value("message-size", usual.MessageSize, Forms.Size(64 << 10, 1L << 34)),
            Recipients = section.Value("recipients", usual.Recipients, GeneralForms.Count(1, 10_000)),
            Connections = section.Value("connections", usual.Connections, GeneralForms.Count(1, 10_000)),
            MessagesPerMinute = section.Value("messages-per-minute", usual.MessagesPerMinute, GeneralForms.Count(1, 1_000_000)),
            OctetsPerHour = section.Value("octets-per-hour", usual.OctetsPerHour, Forms.Size(1 << 20, 1L << 50)),
        };
        // Such a message would be put off for ever.
        if (limits.OctetsPerHour < limits.MessageSize && (section.Has("octets-per-hour") || section.Has("message-size")))
        {
            section.Refuse($".octets-per-hour is {Forms.SayOctets(limits.OctetsPerHour)}, less than one message of {Forms.SayOctets(limits.MessageSize)}; "
                + "raise it or lower message-size");
        }
        return limits;
    }

    /// <summary>The current pin and the next, as far as they are there, with their places.</summary>
    public static IReadOnlyList<KeyPin> Pins(SectionReader section, out IReadOnlyList<SettingNode> places)
    {
        var current = section.Value<KeyPin?>("current", null, Forms.Pin!);
        var next = section.Value<KeyPin?>("next", null, Forms.Pin!);
        section.Close();
        if (next is not null && !section.Has("current"))
            section.Refuse(".next stands without current; write the key that is shown now as current");
        if (next is not null && next == current)
            section.Refuse(".next is the same key as current; leave it out until there is another");
        (KeyPin? Pin, SettingNode Place)[] both =
            [(current, section.PlaceOf("current")), (next == current ? null : next, section.PlaceOf("next"))];
        places = [.. both.Where(p => p.Pin is not null).Select(p => p.Place)];
        return [.. both.Select(p => p.Pin).OfType<KeyPin>()];
    }

    Peer Peer(string name, SectionReader section)
    {
        var state = section.Value("state", PeerState.Active,
            GeneralForms.Choice(("active", PeerState.Active), ("draining", PeerState.Draining), ("retired", PeerState.Retired)));
        var direction = section.Value("direction", PeerDirection.Both,
            GeneralForms.Choice(("both", PeerDirection.Both), ("receive", PeerDirection.Receive), ("send", PeerDirection.Send)));
        var addresses = section.List<AddressBlock>("addresses", Forms.Block);
        var pinned = section.Section("pins");
        var pins = Pins(pinned, out var pinPlaces);
        var credentials = Login(section);
        var domains = section.List<MailDomain>("sender-domains", Forms.Domain);
        var author = section.Value("author", PeerAuthor.Any, GeneralForms.Choice(("any", PeerAuthor.Any), ("aligned", PeerAuthor.Aligned)));
        var recipients = Recipients(section);
        var limits = section.Section("limits");
        var hours = Hours(section);
        var route = Route(section);
        var (heartbeats, interval) = section.Value<(bool Are, TimeSpan? Interval)>("heartbeats", (true, null), Beats);
        var peer = new Peer
        {
            Name = name,
            State = state,
            Direction = direction,
            Addresses = [.. addresses.Select(a => a.Value)],
            Pins = pins,
            Credentials = credentials,
            SenderDomains = [.. domains.Select(d => d.Value)],
            Author = author,
            Recipients = recipients,
            Limits = Limits(limits, usualLimits),
            Hours = hours,
            Route = route,
            Heartbeats = heartbeats,
            HeartbeatInterval = interval,
        };
        limits.Close();
        section.Close();

        if (addresses.Count == 0 && section.IsWithoutItems("addresses"))
            section.Refuse(".addresses is missing or empty; name the addresses it connects from");
        if (domains.Count == 0 && section.IsWithoutItems("sender-domains"))
            section.Refuse(".sender-domains is missing or empty; name the domains that its mail comes from");
        if (pins.Count == 0 && credentials is null && state != PeerState.Retired && !pinned.Has("current") && !section.Has("credentials"))
            section.Refuse(" has neither pins nor credentials; an address alone identifies nobody. Ask for its card and add pins.current");
        if (direction == PeerDirection.Send && route is null && !section.Has("route"))
            section.Refuse(".direction is send, but there is no route; add one or change the direction");
        foreach (var (block, place) in addresses)
            consistency.PeerAddress(name, block, place);
        for (var i = 0; i < pins.Count; i++)
            consistency.Pin(name, pins[i], pinPlaces[i]);
        foreach (var (sender, place) in domains)
            consistency.SenderDomain(name, sender, domain, place);
        if (credentials is not null)
            consistency.User(name, credentials.User, section.PlaceOf("credentials"));
        return peer;
    }

    static string? Beats(string text, out (bool Are, TimeSpan? Interval) value)
    {
        value = (text != "no", null);
        if (text is "yes" or "no")
            return null;
        var problem = Forms.Duration(HeartbeatSettings.Least, HeartbeatSettings.Most)(text, out var interval);
        value = (true, interval);
        return problem is null ? null : $"{problem}; or yes for the gate's own interval, or no";
    }

    static Credentials? Login(SectionReader peer)
    {
        if (!peer.Has("credentials"))
            return null;
        var section = peer.Section("credentials");
        var user = section.Required<string>("user", Forms.User, "write the name that it logs in with");
        var verifier = section.Required<ScramVerifier>("verifier", Forms.Verifier, "`postern peer add` makes one from a password");
        section.Close();
        return user is null || verifier is null ? null : new Credentials(user, verifier);
    }

    IReadOnlyList<string>? Recipients(SectionReader section)
    {
        if (!section.Has("recipients"))
            return null;
        var names = section.List<string>("recipients", Forms.MailboxName);
        foreach (var (name, place) in names)
        {
            if (!mailboxes.ContainsKey(name))
                consistency.Problem(place, $"{name} is no mailbox; name those of the section mailboxes, or leave recipients out for all of them");
        }
        return [.. names.Select(n => n.Value)];
    }

    static WeeklyHours? Hours(SectionReader peer)
    {
        if (!peer.Has("hours"))
            return null;
        var section = peer.Section("hours");
        var zone = section.Value("zone", TimeZoneInfo.Utc, GeneralForms.Zone);
        var spans = section.List<WeeklySpan>("open", GeneralForms.Span);
        section.Close();
        if (spans.Count == 0 && !section.Has("open"))
            section.Refuse(".open is missing; write stretches such as [Mon-Fri 08:00-18:00], or leave hours out for always");
        return new WeeklyHours(zone, [.. spans.Select(s => s.Value)]);
    }

    static Route? Route(SectionReader peer)
    {
        if (!peer.Has("route"))
            return null;
        return RouteOf(peer.Section("route"));
    }

    /// <summary>The one way to a server; null when it is not right, which is told.</summary>
    public static Route? RouteOf(SectionReader section)
    {
        var to = section.Required<IPEndPoint>("to", Forms.EndPoint, "write the address and port of its server, such as `to: 192.0.2.7:25`");
        var security = section.Value("tls", ClientSecurity.StartTls,
            GeneralForms.Choice(("starttls", ClientSecurity.StartTls), ("implicit", ClientSecurity.Implicit)));
        var pinned = section.Section("pins");
        var pins = Pins(pinned, out _);
        var login = section.Has("credentials") ? RouteLogin(section.Section("credentials")) : null;
        section.Close();
        if (pins.Count == 0 && !pinned.Has("current"))
            section.Refuse(".pins is missing or empty; mail leaves only to a server whose key is known. Copy pins.current from its card");
        return to is null ? null : new Route(to, security, pins, login);
    }

    static RouteCredentials? RouteLogin(SectionReader section)
    {
        var user = section.Required<string>("user", Forms.User, "write the name that the peer gave us");
        var file = section.Required<string>("password-file", Forms.FilePath, "write the path of a file that holds the password and nothing else");
        section.Close();
        return user is null || file is null ? null : new RouteCredentials(user, file);
    }
}

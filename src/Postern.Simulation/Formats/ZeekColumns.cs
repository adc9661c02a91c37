using System.Globalization;
using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>A column of a Zeek log in one row.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Type">Zeek's type of it, such as <c>vector[string]</c>.</param>
/// <param name="Text">The value as the tab-separated log has it; null where it is unset.</param>
public readonly record struct ZeekValue(string Name, string Type, string? Text);

/// <summary>The columns of Zeek's dns, conn and smtp logs (Zeek 6) with the values of a contact.</summary>
public static class ZeekColumns
{
    const string Id = "ts time,uid string,id.orig_h addr,id.orig_p port,id.resp_h addr,id.resp_p port";

    static readonly Dictionary<ContactKind, (string Path, (string Name, string Type)[] Columns)> Logs = new()
    {
        [ContactKind.DnsLookup] = ("dns", Columns($"{Id},proto enum,trans_id count,rtt interval,query string,qclass count,qclass_name string,"
            + "qtype count,qtype_name string,rcode count,rcode_name string,AA bool,TC bool,RD bool,RA bool,Z count,answers vector[string],"
            + "TTLs vector[interval],rejected bool")),
        [ContactKind.Flow] = ("conn", Columns($"{Id},proto enum,service string,duration interval,orig_bytes count,resp_bytes count,"
            + "conn_state string,local_orig bool,local_resp bool,missed_bytes count,history string,orig_pkts count,orig_ip_bytes count,"
            + "resp_pkts count,resp_ip_bytes count,tunnel_parents set[string]")),
        [ContactKind.SmtpOut] = ("smtp", Columns($"{Id},trans_depth count,helo string,mailfrom string,rcptto set[string],date string,"
            + "from string,to set[string],cc set[string],reply_to string,msg_id string,in_reply_to string,subject string,"
            + "x_originating_ip addr,first_received string,second_received string,last_reply string,path vector[addr],user_agent string,"
            + "tls bool,fuids vector[string]")),
    };

    /// <summary>Kinds of contact that Zeek logs.</summary>
    public static IReadOnlyList<ContactKind> Kinds { get; } = [.. Logs.Keys];

    /// <summary>The lines that begin a tab-separated log.</summary>
    /// <param name="kind">Kind of its contacts.</param>
    /// <param name="opened">When it was opened, <c>yyyy-mm-dd-hh-mm-ss</c>.</param>
    public static string Header(ContactKind kind, string opened)
    {
        var (path, columns) = Logs[kind];
        return $"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{path}\n#open\t{opened}\n"
            + $"#fields\t{string.Join('\t', columns.Select(c => c.Name))}\n#types\t{string.Join('\t', columns.Select(c => c.Type))}\n";
    }

    /// <summary>The line that ends it.</summary>
    /// <param name="closed">When it was closed, <c>yyyy-mm-dd-hh-mm-ss</c>.</param>
    public static string Footer(string closed) => $"#close\t{closed}\n";

    /// <summary>The row of a contact, in the order of its log's columns.</summary>
    /// <param name="pair">Source, target and kind.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="number">Its number, of which what is invented is made.</param>
    public static IEnumerable<ZeekValue> Row(SimulatedPair pair, SimulatedContact contact, int number)
    {
        var values = pair.Kind switch
        {
            ContactKind.DnsLookup => Dns(pair, contact, number),
            ContactKind.Flow => Conn(contact),
            _ => Smtp(contact),
        };
        values["ts"] = Invented.Epoch(contact.Time);
        values["uid"] = $"C{Invented.Id(number, "uid", 17)}";
        values["id.orig_h"] = pair.Source;
        values["id.orig_p"] = Text(Invented.Port(number));
        values.TryAdd("id.resp_h", pair.Target);
        return Logs[pair.Kind].Columns.Select(c => new ZeekValue(c.Name, c.Type, values.GetValueOrDefault(c.Name)));
    }

    static Dictionary<string, string> Dns(SimulatedPair pair, SimulatedContact contact, int number)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["id.resp_h"] = Invented.Resolver(pair.Source),
            ["id.resp_p"] = "53",
            ["proto"] = "udp",
            ["trans_id"] = Text(Invented.Number(number, "transaction", 65_536)),
            ["rtt"] = "0.012410",
            ["query"] = pair.Target,
            ["qclass"] = "1",
            ["qclass_name"] = "C_INTERNET",
            ["qtype"] = "1",
            ["qtype_name"] = "A",
            ["rcode"] = contact.Fails ? "3" : "0",
            ["rcode_name"] = Invented.Outcome(pair.Kind, contact.Fails),
            ["AA"] = "F",
            ["TC"] = "F",
            ["RD"] = "T",
            ["RA"] = "T",
            ["Z"] = "0",
            ["rejected"] = "F",
        };
        if (!contact.Fails)
            (values["answers"], values["TTLs"]) = (Invented.Answer, "300.000000");
        return values;
    }

    static Dictionary<string, string> Conn(SimulatedContact contact)
    {
        var ok = !contact.Fails;
        return new(StringComparer.Ordinal)
        {
            ["id.resp_p"] = "443",
            ["proto"] = "tcp",
            ["duration"] = ok ? "0.214000" : "0.000110",
            ["orig_bytes"] = ok ? "517" : "0",
            ["resp_bytes"] = ok ? "3120" : "0",
            ["conn_state"] = Invented.Outcome(ContactKind.Flow, contact.Fails),
            ["missed_bytes"] = "0",
            ["history"] = ok ? "ShADadFf" : "Sr",
            ["orig_pkts"] = ok ? "8" : "1",
            ["orig_ip_bytes"] = ok ? "845" : "60",
            ["resp_pkts"] = ok ? "7" : "1",
            ["resp_ip_bytes"] = ok ? "3400" : "40",
        };
    }

    static Dictionary<string, string> Smtp(SimulatedContact contact) => new(StringComparer.Ordinal)
    {
        ["id.resp_p"] = "25",
        ["trans_depth"] = "1",
        ["helo"] = "client.example.org",
        ["mailfrom"] = "report@example.org",
        ["rcptto"] = "team@example.net",
        ["last_reply"] = contact.Fails ? "451 4.7.1 try again later" : "250 2.0.0 Ok",
        ["tls"] = "F",
    };

    static (string, string)[] Columns(string list) => [.. list.Split(',').Select(c => c.Split(' ')).Select(c => (c[0], c[1]))];

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

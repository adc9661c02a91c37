using Postern.Logs.Dns;
using Postern.Logs.Time;

namespace Postern.Logs.Bind;

/// <summary>The detail of a contact from BIND: type, class, server, and what the flags say.</summary>
static class BindDetail
{
    /// <summary>Writes it; valid until the writer is used again.</summary>
    public static ReadOnlySpan<byte> Of(
        scoped in BindClient client, scoped in BindMessage message, NameBuffer names, DetailWriter detail)
    {
        detail.Begin();
        if (!message.Type.IsEmpty)
            detail.Add("qtype"u8, message.Type);
        detail.Add("qclass"u8, message.Class);
        if (names.TryServer(message.Server, out var server))
            detail.Add("server"u8, server);
        if (!message.Flags.IsEmpty)
            AddFlags(message.Flags, detail);
        if (!client.Key.IsEmpty)
            detail.Add("tsig"u8, client.Key);
        if (!client.View.IsEmpty)
            detail.Add("view"u8, client.View);
        if (!message.Subnet.IsEmpty)
            detail.Add("ecs"u8, message.Subnet);
        return detail.End();
    }

    // (+|-)[S][E(N)][T][D][C][V|K]; E without (N) before 9.10 or so. What newer versions may add is passed over.
    static void AddFlags(ReadOnlySpan<byte> flags, DetailWriter detail)
    {
        var rest = flags[1..];
        var open = rest.IndexOf("E("u8);
        var close = open < 0 ? -1 : rest.IndexOf((byte)')');
        var edns = rest.IndexOf((byte)'E') < 0 ? -1 : 0;
        if (close > open && StampText.Number(rest[(open + 2)..close], out var version))
            edns = version;
        detail.Add("rd"u8, flags[0] == '+').Add("tcp"u8, rest.IndexOf((byte)'T') >= 0);
        if (edns >= 0)
            detail.Add("edns"u8, edns);
        detail.Add("do"u8, rest.IndexOf((byte)'D') >= 0).Add("cd"u8, rest.IndexOf((byte)'C') >= 0);
        if (rest.IndexOf((byte)'V') >= 0)
            detail.Add("cookie"u8, "V");
        else if (rest.IndexOf((byte)'K') >= 0)
            detail.Add("cookie"u8, "K");
    }
}

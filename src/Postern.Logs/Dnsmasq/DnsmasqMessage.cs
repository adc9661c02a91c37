using Postern.Logs.Dns;
using Postern.Logs.Time;

namespace Postern.Logs.Dnsmasq;

/// <summary>What a message of dnsmasq reports.</summary>
enum DnsmasqEvent
{
    /// <summary>Nothing about a query.</summary>
    Other,

    /// <summary>A query came.</summary>
    Query,

    /// <summary>A query was passed on.</summary>
    Forwarded,

    /// <summary>A result.</summary>
    Result,

    /// <summary>A query line that is cut or damaged.</summary>
    Damaged,
}

/// <summary>One message of dnsmasq or Pi-hole. Names are printed raw, blanks and all, so lines are read from the right: the last
/// <c> from </c> and the last <c> is </c> count.</summary>
ref struct DnsmasqMessage
{
    // Pi-hole's words for a name that it will not resolve.
    static readonly byte[][] Blocking =
    [
        [.. "gravity blocked "u8], [.. "regex denied "u8], [.. "regex blacklisted "u8], [.. "exactly denied "u8],
        [.. "exactly blacklisted "u8], [.. "blacklisted "u8], [.. "special domain "u8],
    ];

    static readonly byte[][] Answering =
    [
        [.. "reply "u8], [.. "cached "u8], [.. "cached-stale "u8], [.. "config "u8], [.. "DHCP "u8], [.. "auth "u8],
        [.. "Pi-hole hostname "u8],
    ];

    /// <summary>Number that log-queries=extra gives to a query, or -1.</summary>
    public long Serial;

    /// <summary>Client, as logged.</summary>
    public ReadOnlySpan<byte> Address;

    /// <summary>Port of the client, or -1.</summary>
    public int Port;

    /// <summary>Name, raw.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Type of a query: <c>A</c>, <c>type=65280</c>.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Outcome word of a result; null when the line does not settle its query.</summary>
    public string? Outcome;

    /// <summary>Whether the result is an alias whose target has a result line of its own.</summary>
    public bool Alias;

    /// <summary>Reads a message.</summary>
    public static DnsmasqEvent Read(ReadOnlySpan<byte> text, out DnsmasqMessage message)
    {
        message = default;
        SkipSerial(ref text, out message.Serial, out message.Address, out message.Port);
        if (text.StartsWith("query["u8))
            return message.ReadQuery(text[6..]) ? DnsmasqEvent.Query : DnsmasqEvent.Damaged;
        if (text.StartsWith("forwarded "u8) && text.LastIndexOf(" to "u8) > 0)
            return DnsmasqEvent.Forwarded;
        return message.ReadResult(text) ? DnsmasqEvent.Result : DnsmasqEvent.Other;
    }

    // [UDP|TCP ]SERIAL ADDR/PORT
    static void SkipSerial(
        scoped ref ReadOnlySpan<byte> text, out long serial, out ReadOnlySpan<byte> address, out int port)
    {
        serial = -1;
        address = default;
        port = -1;
        var rest = text;
        if (rest.StartsWith("TCP "u8) || rest.StartsWith("UDP "u8))
            rest = rest[4..];
        var blank = rest.IndexOf((byte)' ');
        if (blank is < 1 or > 9 || !StampText.Number(rest[..blank], out var number))
            return;
        rest = rest[(blank + 1)..];
        blank = rest.IndexOf((byte)' ');
        var slash = blank < 0 ? -1 : rest[..blank].LastIndexOf((byte)'/');
        if (slash < 1 || !StampText.Number(rest[(slash + 1)..blank], out var value) || value > 65_535)
            return;
        serial = number;
        address = rest[..slash];
        port = value;
        text = rest[(blank + 1)..];
    }

    // TYPE] NAME from ADDR
    bool ReadQuery(ReadOnlySpan<byte> text)
    {
        var bracket = text.IndexOf("] "u8);
        var from = text.LastIndexOf(" from "u8);
        if (bracket < 1 || from <= bracket + 1)
            return false;
        Type = text[..bracket];
        Name = text[(bracket + 2)..from];
        Address = text[(from + 6)..];
        return true;
    }

    // SOURCE NAME is RESULT
    bool ReadResult(ReadOnlySpan<byte> text)
    {
        var ede = text.Length > 0 && text[^1] == ')' ? text.LastIndexOf(" (EDE: "u8) : -1;
        if (ede > 0)
            text = text[..ede];
        var verb = text.LastIndexOf(" is "u8);
        if (verb < 0)
            return false;
        var result = text[(verb + 4)..];
        text = text[..verb];
        if (result.EndsWith(" (DNSSEC signed)"u8))
            result = result[..^16];
        if (Starts(ref text, Answering))
        {
            Name = text;
            Outcome = OutcomeOf(result);
            Alias = result.SequenceEqual("<CNAME>"u8);
            return true;
        }
        if (Starts(ref text, Blocking))
        {
            Name = text.StartsWith("(CNAME) "u8) ? text[8..] : text;
            Outcome = "BLOCKED";
            return true;
        }
        if (text.StartsWith("Rate-limiting "u8))
        {
            Name = text[14..];
            Outcome = "REFUSED";
            return true;
        }
        if (text.StartsWith("validation "u8))
        {
            // An answer follows unless the signatures are wrong.
            Name = text[11..];
            Outcome = result.StartsWith("BOGUS"u8) ? "SERVFAIL" : null;
            return true;
        }
        // /path/of/hosts NAME: a name from a file holds no blank.
        var blank = text.LastIndexOf((byte)' ');
        if (text.Length == 0 || text[0] != '/' || blank < 0)
            return false;
        Name = text[(blank + 1)..];
        Outcome = "NOERROR";
        return true;
    }

    string OutcomeOf(ReadOnlySpan<byte> result)
    {
        if (result.SequenceEqual("NXDOMAIN"u8))
            return "NXDOMAIN";
        if (result.SequenceEqual("SERVFAIL"u8))
            return "SERVFAIL";
        if (result.SequenceEqual("REFUSED"u8))
            return "REFUSED";
        if (result.SequenceEqual("not implemented"u8))
            return "NOTIMP";
        // "reply error is 4": a response code without a word; elsewhere a number is the text of a record.
        return Name.SequenceEqual("error"u8) && result.Length <= 4 && StampText.Number(result, out var code)
            ? Rcode.Of(code)
            : "NOERROR";
    }

    static bool Starts(scoped ref ReadOnlySpan<byte> text, byte[][] words)
    {
        foreach (var word in words)
        {
            if (!text.StartsWith(word))
                continue;
            text = text[word.Length..];
            return true;
        }
        return false;
    }
}

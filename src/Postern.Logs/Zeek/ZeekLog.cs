using Postern.Contacts;

namespace Postern.Logs.Zeek;

/// <summary>The Zeek logs that hold contacts; all others are ignored.</summary>
enum ZeekLog
{
    /// <summary>Not known, or one without contacts.</summary>
    Other,

    /// <summary><c>dns</c>: look-ups.</summary>
    Dns,

    /// <summary><c>conn</c> and <c>open_conn</c>: flows.</summary>
    Conn,

    /// <summary><c>smtp</c>: mail transactions as a passive sensor sees them.</summary>
    Smtp,
}

/// <summary>The columns that are used, in no log's order.</summary>
enum ZeekField
{
    Ts,
    OrigHost,
    OrigPort,
    RespHost,
    RespPort,
    Uid,
    Query,
    QueryType,
    Rcode,
    ConnState,
    OrigBytes,
    RespBytes,
    Proto,
    Service,
    Duration,
    Helo,
    MailFrom,
    RcptTo,
    Tls,
    LastReply,
    Answers,
}

/// <summary>Zeek's names for logs and columns.</summary>
static class ZeekNames
{
    static readonly byte[][] Fields =
    [
        [.. "ts"u8], [.. "id.orig_h"u8], [.. "id.orig_p"u8], [.. "id.resp_h"u8], [.. "id.resp_p"u8], [.. "uid"u8], [.. "query"u8],
        [.. "qtype_name"u8], [.. "rcode_name"u8], [.. "conn_state"u8], [.. "orig_bytes"u8], [.. "resp_bytes"u8], [.. "proto"u8],
        [.. "service"u8], [.. "duration"u8], [.. "helo"u8], [.. "mailfrom"u8], [.. "rcptto"u8], [.. "tls"u8], [.. "last_reply"u8],
        [.. "answers"u8],
    ];

    /// <summary>Number of columns that are used.</summary>
    public static int Count => Fields.Length;

    /// <summary>The used column of a name, or -1.</summary>
    public static int FieldOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            if (name.SequenceEqual(Fields[i]))
                return i;
        }
        return -1;
    }

    /// <summary>What a row of a log is.</summary>
    public static ContactKind KindOf(ZeekLog log) => log switch
    {
        ZeekLog.Dns => ContactKind.DnsLookup,
        ZeekLog.Conn => ContactKind.Flow,
        _ => ContactKind.SmtpOut,
    };

    /// <summary>Whether a log of this <c>#path</c> or <c>_path</c> repeats a flow while it lasts.</summary>
    public static bool Repeats(ReadOnlySpan<byte> path) => path.SequenceEqual("open_conn"u8);

    /// <summary>What is said of such a log.</summary>
    public const string RepeatsFlows = "open_conn repeats a flow while it lasts, and every line was counted: conn.log has each flow once";

    /// <summary>The log of a <c>#path</c> or <c>_path</c>.</summary>
    public static ZeekLog LogOf(ReadOnlySpan<byte> path) =>
        path.SequenceEqual("dns"u8) ? ZeekLog.Dns
        : path.SequenceEqual("conn"u8) || Repeats(path) ? ZeekLog.Conn
        : path.SequenceEqual("smtp"u8) ? ZeekLog.Smtp
        : ZeekLog.Other;
}

using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

/// <summary>Where a session stands.</summary>
enum SessionState
{
    /// <summary>Not served: greeted with 554, or turned away after TLS.</summary>
    TurnedAway,

    /// <summary>Greeted with 521 (RFC 7504 §3).</summary>
    Retired,

    /// <summary>Greeted, or fresh from TLS.</summary>
    Opened,

    /// <summary>EHLO or HELO was accepted.</summary>
    Greeted,

    /// <summary>MAIL was accepted.</summary>
    Mail,

    /// <summary>At least one RCPT was accepted.</summary>
    Recipients,

    /// <summary>At least one chunk was accepted.</summary>
    Chunking,

    /// <summary>A chunk was refused and the last one has not come yet.</summary>
    ChunkFailed,
}

/// <summary>Which command is allowed where (RFC 5321 §4.1.4, RFC 3030 §2, RFC 3207 §4, RFC 4954 §4, RFC 7504 §3).</summary>
static class SessionTable
{
    // +  allowed        s  503 bad sequence     n  554 no recipients
    // c  503 after a refused chunk              r  521 retired
    static readonly string[] Rules =
    [
        //             HELO EHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT STARTTLS AUTH
        /* TurnedAway  */ "s    s    s    s    s    s    s    s    s    s    +    s        s",
        /* Retired     */ "r    r    r    r    r    r    r    r    r    r    +    r        r",
        /* Opened      */ "+    +    s    s    s    s    +    +    +    +    +    +        s",
        /* Greeted     */ "+    +    +    s    s    s    +    +    +    +    +    +        +",
        /* Mail        */ "+    +    s    +    n    n    +    +    +    +    +    s        s",
        /* Recipients  */ "+    +    s    +    +    +    +    +    +    +    +    s        s",
        /* Chunking    */ "+    +    s    s    s    +    +    +    +    +    +    s        s",
        /* ChunkFailed */ "+    +    s    s    s    c    +    +    +    +    +    s        s",
    ];

    static readonly RefusalReason?[][] Reasons =
        [.. Rules.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Reason).ToArray())];

    /// <summary>Why a command is refused here; null when it is allowed.</summary>
    public static RefusalReason? Refusal(SessionState state, SmtpVerb verb) => Reasons[(int)state][(int)verb];

    static RefusalReason? Reason(string rule) => rule switch
    {
        "+" => null,
        "n" => RefusalReason.NoRecipients,
        "c" => RefusalReason.ChunkAfterFailure,
        "r" => RefusalReason.Retired,
        _ => RefusalReason.BadSequence,
    };
}

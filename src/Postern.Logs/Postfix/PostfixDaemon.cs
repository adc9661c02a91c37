using Postern.Logs.Syslog;
using Postern.Logs.Text;

namespace Postern.Logs.Postfix;

/// <summary>What a Postfix line can tell, by the program that wrote it.</summary>
enum PostfixRole
{
    /// <summary>Not Postfix.</summary>
    None,

    /// <summary>Takes mail in.</summary>
    Smtpd,

    /// <summary>Turns clients away before <see cref="Smtpd"/>.</summary>
    Postscreen,

    /// <summary>Writes the queue file; rejects for a filter.</summary>
    Cleanup,

    /// <summary>Keeps the queue: sender and size.</summary>
    Queue,

    /// <summary>Delivers over the network.</summary>
    Delivery,

    /// <summary>Holds no contact.</summary>
    Other,
}

/// <summary>A Postfix program: what its lines can tell, and the reason to ignore those that hold no contact.</summary>
/// <param name="Role">What its lines can tell.</param>
/// <param name="Ignored">The reason.</param>
sealed record PostfixDaemon(PostfixRole Role, string Ignored)
{
    static readonly Dictionary<byte[], PostfixDaemon> Known = MakeKnown();

    /// <summary>smtpd(8).</summary>
    public static PostfixDaemon Smtpd { get; } = Of("smtpd"u8)!;

    /// <summary>postscreen(8).</summary>
    public static PostfixDaemon Postscreen { get; } = Of("postscreen"u8)!;

    /// <summary>cleanup(8).</summary>
    public static PostfixDaemon Cleanup { get; } = Of("cleanup"u8)!;

    /// <summary>qmgr(8).</summary>
    public static PostfixDaemon Queue { get; } = Of("qmgr"u8)!;

    /// <summary>smtp(8).</summary>
    public static PostfixDaemon Smtp { get; } = Of("smtp"u8)!;

    /// <summary>Any delivery on the machine itself.</summary>
    public static PostfixDaemon Local { get; } = Of("local"u8)!;

    /// <summary>bounce(8).</summary>
    public static PostfixDaemon Bounce { get; } = Of("bounce"u8)!;

    /// <summary>pickup(8).</summary>
    public static PostfixDaemon Pickup { get; } = Of("pickup"u8)!;

    /// <summary>anvil(8).</summary>
    public static PostfixDaemon Anvil { get; } = Of("anvil"u8)!;

    /// <summary>A Postfix line that does not tell its program.</summary>
    public static PostfixDaemon Unknown { get; } = new(PostfixRole.Other, "postfix");

    /// <summary>The program of a syslog line, or null when it is not Postfix.</summary>
    /// <remarks><c>syslog_name</c> may replace <c>postfix</c> by anything and add parts: the last part is the program. Where the
    /// framing cut the tag at the slash, the text must tell.</remarks>
    public static PostfixDaemon? Of(in SyslogRecord record)
    {
        var program = record.Program;
        var slash = program.LastIndexOf((byte)'/');
        if (slash < 0)
        {
            if (!program.StartsWith("postfix"u8))
                return null;
            return record.ProgramCut ? PostfixInference.Daemon(record.Message) : Unknown;
        }
        return Of(program[(slash + 1)..]) ?? (program.StartsWith("postfix"u8) ? Unknown : null);
    }

    static PostfixDaemon? Of(ReadOnlySpan<byte> name) =>
        Known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var daemon) ? daemon : null;

    static Dictionary<byte[], PostfixDaemon> MakeKnown()
    {
        var known = new Dictionary<byte[], PostfixDaemon>(ByteKeys.Comparer);
        void Add(PostfixRole role, string words, string suffix = "")
        {
            foreach (var word in words.Split(' '))
                known[System.Text.Encoding.ASCII.GetBytes(word)] = new PostfixDaemon(role, word + suffix);
        }
        Add(PostfixRole.Smtpd, "smtpd", " other");
        Add(PostfixRole.Postscreen, "postscreen", " other");
        Add(PostfixRole.Delivery, "smtp lmtp relay", " other");
        Add(PostfixRole.Cleanup, "cleanup");
        Add(PostfixRole.Queue, "qmgr oqmgr");
        Add(PostfixRole.Other, "anvil bounce defer discard dnsblog error flush local master pickup pipe postalias postcat postdrop "
            + "postfix-script postkick postlock postlog postlogd postmap postmulti postqueue postsuper proxymap proxywrite qmqpd "
            + "retry scache sendmail showq spawn tlsmgr tlsproxy trace trivial-rewrite verify virtual");
        return known;
    }
}

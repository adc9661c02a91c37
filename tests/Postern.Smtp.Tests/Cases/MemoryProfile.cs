using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>Who connects in a wire case played in memory, whoever's policy answers.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Key">The key that it shows in TLS; <c>none</c> for TLS without one, null for no TLS yet.</param>
/// <param name="HandshakeFirst">Whether TLS is to begin at once, and never does: what comes is no ClientHello.</param>
readonly record struct MemoryProfile(string Address, string? Key, bool HandshakeFirst)
{
    /// <summary>What a world in memory can tell afterwards.</summary>
    public static IReadOnlySet<string> Judges { get; } = new HashSet<string>
    {
        "delivered", "policy_delivered", "delivered_max", "envelope_from", "recipients", "never_delivered_to", "replies_to_data",
        "body_equals", "body_lines", "max_line", "if_accepted", "if_accepted_mailbox", "received_not_contains", "received_with",
        "journal", "journal_contacts", "spool_bytes",
    };

    /// <summary>The connection of a profile of the cases.</summary>
    public static MemoryProfile Of(string profile) => profile switch
    {
        "peer-starttls" or "retired" => new("127.0.0.2", null, false),
        "peer-raw" => new("127.0.0.2", null, true),
        "peer-c" => new("127.0.0.4", "none", false),
        "peer-c-plain" => new("127.0.0.4", null, false),
        "stranger" => new("127.0.0.66", null, false),
        "peer" or "draining" or "disk-low" => new("127.0.0.2", "peer-a", false),
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "no such profile"),
    };

    /// <summary>The listener's options, with the time-outs of a case.</summary>
    public static SmtpServerOptions Options(SmtpCase theCase) => new()
    {
        HostName = "mx.circle.test",
        CommandTimeout = TimeSpan.FromMilliseconds(theCase.Overrides.GetValueOrDefault("idle_ms", 300_000)),
        LineTimeout = TimeSpan.FromMilliseconds(theCase.Overrides.GetValueOrDefault("command_ms", 60_000)),
    };
}

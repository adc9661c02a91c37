using System.Net;
using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>The wire cases' server, in memory.</summary>
sealed class MemoryWorld(SmtpCase theCase) : ISmtpWorld
{
    readonly FixtureGate gate = new(theCase.Profile, theCase.Overrides, theCase.UnlessAnnounced);

    public IReadOnlySet<string> Judges { get; } = new HashSet<string>
    {
        "delivered", "policy_delivered", "delivered_max", "envelope_from", "recipients", "never_delivered_to", "replies_to_data",
        "body_equals", "body_lines", "max_line", "if_accepted", "if_accepted_mailbox", "received_not_contains", "received_with",
        "journal", "journal_contacts", "spool_bytes",
    };

    public ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var (address, key, handshakeFirst) = profile switch
        {
            "peer-starttls" or "retired" => ("127.0.0.2", null, false),
            "peer-raw" => ("127.0.0.2", null, true),
            "peer-c" => ("127.0.0.4", "none", false),
            "peer-c-plain" => ("127.0.0.4", null, false),
            "stranger" => ("127.0.0.66", null, false),
            "peer" or "draining" or "disk-low" => ("127.0.0.2", "peer-a", false),
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "no such profile"),
        };
        var options = new SmtpServerOptions
        {
            HostName = "mx.circle.test",
            CommandTimeout = TimeSpan.FromMilliseconds(gate.Limit("idle_ms", 300_000)),
            LineTimeout = TimeSpan.FromMilliseconds(gate.Limit("command_ms", 60_000)),
        };
        return ValueTask.FromResult<ISmtpWire>(new MemoryWire(gate, IPAddress.Parse(address), options, key, handshakeFirst));
    }

    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("remove-peer ", command);
        gate.Remove(command["remove-peer ".Length..]);
        return ValueTask.CompletedTask;
    }

    public ValueTask<SmtpOutcome> ObserveAsync() =>
        ValueTask.FromResult(new SmtpOutcome { Delivered = gate.Delivered, Journal = gate.Journal, SpoolOctets = gate.SpoolOctets });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

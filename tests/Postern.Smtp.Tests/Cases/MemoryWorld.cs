using System.Net;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>The wire cases' server, in memory.</summary>
sealed class MemoryWorld(SmtpCase theCase) : ISmtpWorld
{
    readonly FixtureGate gate = new(theCase.Profile, theCase.Overrides, theCase.UnlessAnnounced);

    public IReadOnlySet<string> Judges => MemoryProfile.Judges;

    public ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var (address, key, handshakeFirst) = MemoryProfile.Of(profile);
        return ValueTask.FromResult<ISmtpWire>(new MemoryWire(gate, IPAddress.Parse(address), MemoryProfile.Options(theCase), key, handshakeFirst));
    }

    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("remove-peer ", command);
        gate.Remove(command["remove-peer ".Length..]);
        return ValueTask.CompletedTask;
    }

    public ValueTask<SmtpOutcome> ObserveAsync() =>
        ValueTask.FromResult(gate.Record.Outcome);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

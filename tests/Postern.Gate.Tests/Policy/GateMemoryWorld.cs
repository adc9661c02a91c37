using System.Buffers;
using System.Net;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Smtp;
using Postern.Smtp.Server;
using Postern.Smtp.Tests.Cases;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Policy;

/// <summary>The wire cases' server in memory, under the gate's own policy. A message that may be kept goes to a list at once: queue and
/// ledger are not here.</summary>
sealed class GateMemoryWorld : ISmtpWorld, IMemoryGate
{
    readonly SmtpCase theCase;
    readonly GatePolicy gate;
    readonly MemoryRecord record = new();

    public GateMemoryWorld(SmtpCase theCase)
    {
        this.theCase = theCase;
        var settings = SomeSettings.Read(SomeSettings.Circle(
            $"recipients: {Limit("rcptmax", 100)}", $"connections: {Limit("peer_connections", 20)}",
            $"messages-per-minute: {Limit("peer_messages_per_minute", 1000)}"));
        var free = theCase.Profile == "disk-low" ? 512 << 10 : long.MaxValue;
        gate = new GatePolicy(
            new CurrentCircle(new Circle(settings)), new StorageView(() => free, mailbox => mailbox.Name == "carol"), new ManualTime())
        {
            State = theCase.Profile switch
            {
                "draining" => GateState.Draining,
                "retired" => GateState.Retired,
                _ => GateState.Active,
            },
        };
    }

    public IReadOnlySet<string> Judges => MemoryProfile.Judges;

    public ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var (address, key, handshakeFirst) = MemoryProfile.Of(profile);
        // Every connection comes as a dual-stack listener shows it.
        return ValueTask.FromResult<ISmtpWire>(new MemoryWire(this, IPAddress.Parse(address).MapToIPv6(), MemoryProfile.Options(theCase), key, handshakeFirst));
    }

    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("remove-peer ", command);
        var settings = gate.Circle.Value.Settings;
        var rest = settings.Peers.Where(p => p.Name != command["remove-peer ".Length..]);
        gate.Circle.Replace(new Circle(settings with { Peers = [.. rest] }));
        return ValueTask.CompletedTask;
    }

    public ValueTask<SmtpOutcome> ObserveAsync() =>
        ValueTask.FromResult(record.Outcome);

    public ValueTask DisposeAsync()
    {
        Assert.All(new[] { "peer peer-a", "peer peer-c" }, party => Assert.Equal(0, gate.Budgets.Of(party).Sessions));
        return ValueTask.CompletedTask;
    }

    public IMemoryPolicy Begin(SmtpServerSession session, IPAddress address, string key) =>
        new Driver(this, session, SessionPolicy.For(gate, SmtpService.Relay, address), address) { Key = key };

    public void HandshakeFailed() => record.Refused();

    int Limit(string name, int usual) => theCase.Overrides.GetValueOrDefault(name, usual);

    sealed class Driver(GateMemoryWorld world, SmtpServerSession session, SessionPolicy policy, IPAddress address) : IMemoryPolicy
    {
        readonly ArrayBufferWriter<byte> content = new();
        bool closed;

        // Renewal changes the certificate, not the key.
        public string Key
        {
            set => policy.Key = value == "none" ? null : SomeSettings.Pin(value == "peer-a-renewed" ? "peer-a" : value);
        }

        public IBufferWriter<byte> Content => content;

        public SmtpVerdict Decide(SmtpQuestion question)
        {
            var verdict = policy.Decide(question);
            // A case that is about a server without an extension is played by one.
            if (verdict is SmtpVerdict.Admitted admitted && world.theCase.UnlessAnnounced.Contains("DSN"))
                return SmtpVerdict.Admit(admitted.Terms with { Extensions = admitted.Terms.Extensions & ~SmtpExtensions.Dsn });
            return question is MessageQuestion && verdict == SmtpVerdict.Accept ? Keep() : verdict;
        }

        public void Note(SmtpNotice notice)
        {
            policy.Note(notice);
            world.record.Note(notice, content);
        }

        public void Wrote(long octets) => world.record.Wrote(octets);

        public void Closed()
        {
            if (!closed)
                policy.Closed();
            closed = true;
        }

        SmtpVerdict Keep()
        {
            var envelope = policy.Envelope!;
            var (paths, mailboxes) = (envelope.Recipients.Select(r => r.Path), envelope.Recipients.Select(r => r.Destination.Mailbox!.Name));
            return world.record.Keep(session, address.MapToIPv4(), envelope.ReversePath, paths, mailboxes, content);
        }
    }
}

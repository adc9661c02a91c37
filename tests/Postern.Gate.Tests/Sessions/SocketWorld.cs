using System.Text;
using Postern.Gate.Policy;
using Postern.Gate.Tests.Hosting;
using Postern.Ledger.Sealing;
using Postern.Smtp.Tests.Cases;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Sessions;

/// <summary>The wire cases' server as it is run: sockets, TLS, queue, ledger, mailboxes.</summary>
sealed class SocketWorld : ISmtpWorld
{
    readonly GateHouse house;
    readonly SmtpCase theCase;

    SocketWorld(SmtpCase theCase)
    {
        this.theCase = theCase;
        house = new GateHouse(
            $"recipients: {Override("rcptmax", 100)}", $"connections: {Override("peer_connections", 20)}",
            $"messages-per-minute: {Override("peer_messages_per_minute", 1000)}", "stranger-connections: 400")
        {
            Storage = new StorageView(() => theCase.Profile == "disk-low" ? 512 << 10 : long.MaxValue, mailbox => mailbox.Name == "carol"),
            Limits = limits => limits with
            {
                CommandTimeout = TimeSpan.FromMilliseconds(Math.Min(Override("idle_ms", 300_000), Override("command_ms", 300_000))),
            },
        };
    }

    public IReadOnlySet<string> Judges { get; } = new HashSet<string>(MemoryProfile.Judges) { "journal_has" };

    public static async Task<SocketWorld> StartAsync(SmtpCase theCase)
    {
        var world = new SocketWorld(theCase);
        try
        {
            await world.house.StartAsync();
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
        world.house.Server.Services.Policy.State = theCase.Profile switch
        {
            "draining" => GateState.Draining,
            "retired" => GateState.Retired,
            _ => GateState.Active,
        };
        return world;
    }

    public async ValueTask<ISmtpWire> ConnectAsync(string profile)
    {
        var (address, key, handshakeFirst) = MemoryProfile.Of(profile);
        var isSecure = key is not null || handshakeFirst;
        var wire = await SocketWire.ConnectAsync(address, isSecure ? house.Secure : house.Clear);
        if (key is not null)
            Assert.True(await wire.StartTlsAsync(new SmtpCaseTls(key, null, MaySucceed: true, MayFail: false)), "no TLS");
        return wire;
    }

    public ValueTask ControlAsync(string command)
    {
        Assert.StartsWith("remove-peer ", command);
        var name = command["remove-peer ".Length..];
        var lines = house.Text.Split('\n').ToList();
        var first = lines.IndexOf($"  {name}:");
        lines.RemoveRange(first, 1 + lines.Skip(first + 1).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal)).Count());
        house.Text = string.Join('\n', lines);
        house.Write();
        house.Server.Reload();
        return default;
    }

    public async ValueTask<SmtpOutcome> ObserveAsync()
    {
        await house.Server.Open.WhenEmptyAsync();
        await house.Server.Runner.WhenIdleAsync();
        await house.StopAsync();
        var entries = house.Entries();
        return new SmtpOutcome
        {
            Delivered = Delivered(entries),
            Journal = [.. entries.SelectMany(e => Words(e.Entry))],
            SpoolOctets = new DirectoryInfo(house.SpoolFolder).EnumerateFiles().Sum(f => f.Length),
        };
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    List<SmtpDelivery> Delivered(IReadOnlyList<(long, PlainEntry Entry)> entries)
    {
        var mail = house.Mail().ToLookup(m => m.Id);
        List<SmtpDelivery> delivered = [];
        foreach (var (_, entry) in entries.Where(e => e.Entry.Kind == EntryKind.MessageAccepted))
        {
            var id = new Gate.Queue.MessageId(long.Parse(GateHouse.Text_(entry, EntryField.Message))).ToString();
            var copies = mail[id].ToList();
            Assert.True(copies.Count > 0, $"{id} was answered with 250 and is in no mailbox: {string.Join("; ", entries.Where(e => e.Entry.Kind == EntryKind.DeliveryAttempt).Select(e => GateHouse.Text_(e.Entry, EntryField.Kept)))}");
            var envelope = GateHouse.Text_(entry, EntryField.Envelope).Split('\n');
            var (trace, content) = Split(copies[0].Octets);
            delivered.Add(new SmtpDelivery(envelope[0], [.. envelope.Skip(1).Distinct()], [.. copies.Select(c => c.Mailbox)], trace, content));
        }
        Assert.Equal(delivered.Sum(d => d.Mailboxes.Count), mail.Sum(m => m.Count()));
        return delivered;
    }

    // Return-Path, Received and its continuation lines are ours.
    static (string Trace, byte[] Content) Split(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        Assert.StartsWith("Return-Path: <", text);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        Assert.StartsWith("Received: from ", text[end..]);
        do
            end = text.IndexOf("\r\n", end, StringComparison.Ordinal) + 2;
        while (end < text.Length && text[end] == '\t');
        return (text[..end], octets[end..]);
    }

    static IEnumerable<string> Words(PlainEntry entry) => entry.Kind switch
    {
        EntryKind.MessageAccepted => ["accepted"],
        EntryKind.Refused => [GateHouse.Text_(entry, EntryField.Reason) == "ConnectionLost" ? "aborted" : "refused"],
        EntryKind.TlsOutcome when entry.TryGet(EntryField.KeyFingerprint, out _) => ["certificate fingerprint"],
        EntryKind.TlsOutcome when GateHouse.Text_(entry, EntryField.Outcome) == "failed" => ["refused"],
        EntryKind.Strangers => Enumerable.Repeat("refused", int.Parse(GateHouse.Text_(entry, EntryField.Count))),
        _ => [],
    };

    int Override(string name, int usual) => theCase.Overrides.GetValueOrDefault(name, usual);
}

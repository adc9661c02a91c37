using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postern.Gate.Identity;
using Postern.Gate.Outbound;
using Postern.Gate.Queue;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Addresses;
using Postern.Smtp.Commands;

namespace Postern.Gate.Tests.Outbound;

/// <summary>What goes out of a gate, with a real ledger and real sockets, and attempts made by the test instead of a queue.</summary>
sealed class OutboundHarness : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-").FullName;
    readonly CancellationTokenSource stopping = new();
    readonly OutboundSessions sessions;
    long messages;

    /// <param name="time">The clock.</param>
    /// <param name="settings">Changes the settings' text.</param>
    public OutboundHarness(TimeProvider? time = null, Func<string, string>? settings = null)
    {
        time ??= TimeProvider.System;
        var text = SomeSettings.Circle();
        Circle = new CurrentCircle(new Circle(SomeSettings.Read(settings?.Invoke(text) ?? text)));
        Ledger = SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions { SealWithin = TimeSpan.Zero });
        Room = new RefusingLedger(Ledger);
        var record = new OutboundRecord(Room, "mx.circle.test", new NumberSource(time), time, NullLogger.Instance);
        Alarms = new AlarmBoard(Room, time, NullLogger.Instance);
        sessions = new OutboundSessions(
            new Dialer(record, time, (place, cancellation) => Open(place, cancellation)), record, new OutboundSelf("mx.circle.test", () => SomeCertificates.Context("circle"), folder), time);
        var courier = new Courier(sessions, Alarms);
        Peers = new PeerAgent(courier);
        OwnServer = new OwnServerAgent(courier, Circle, folder);
    }

    /// <summary>Opens a socket.</summary>
    public Func<EndPoint, CancellationToken, Task<Stream>> Open { get; set; } = Dialer.OpenAsync;

    public CurrentCircle Circle { get; }

    public SqliteLedger Ledger { get; }

    /// <summary>The ledger as those see it who record sessions and alarms.</summary>
    public RefusingLedger Room { get; }

    public AlarmBoard Alarms { get; }

    public PeerAgent Peers { get; }

    public OwnServerAgent OwnServer { get; }

    /// <summary>Folder of the settings.</summary>
    public string Folder => folder;

    /// <summary>Settings in which peer-b's route goes to a harness.</summary>
    public static Func<string, string> RouteTo(PeerHarness harness, string key = "peer-b", string tls = "starttls", string more = "") => text => text
        .Replace("127.0.0.3:2600", $"{harness.EndPoint}", StringComparison.Ordinal)
        .Replace("tls: starttls", $"tls: {tls}{more}", StringComparison.Ordinal)
        .Replace($"{SomeSettings.Pin("peer-b-server")}", $"{SomeCertificates.Pin(key)}", StringComparison.Ordinal);

    /// <summary>Settings in which mail for mailboxes goes to a harness.</summary>
    public static Func<string, string> LmtpTo(PeerHarness harness) => text => $"{text}delivery: {{lmtp: '{harness.EndPoint}'}}\n";

    /// <summary>A message from alice.</summary>
    public QueuedMessage Message(string content, params string[] recipients)
    {
        var octets = Encoding.Latin1.GetBytes(content);
        return new QueuedMessage
        {
            Id = new MessageId(++messages),
            Received = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
            Party = "user alice",
            ReversePath = Mailbox.Parse("alice@circle.test"),
            Trace = "",
            Octets = octets,
            Content = MessageContent.Of("", octets),
            Recipients = [.. recipients.Select((r, i) => new QueuedRecipient(i, Mailbox.Parse(r), RecipientParameters.None, Destination(r)))],
        };
    }

    /// <summary>Makes one attempt for all recipients.</summary>
    public async Task<AttemptResult> AttemptAsync(QueuedMessage message)
    {
        var destination = message.Recipients[0].Destination;
        var isPeer = destination.Kind == DestinationKind.Peer;
        var attempt = new DeliveryAttempt
        {
            Message = message,
            Recipients = message.Recipients,
            Peer = isPeer ? Circle.Value.Settings.Peers.Single(p => p.Name == destination.Name) : null,
            Mailbox = isPeer ? null : Circle.Value.Settings.Mailboxes[destination.Name],
        };
        return await (isPeer ? (IDeliveryAgent)Peers : OwnServer).AttemptAsync(attempt, stopping.Token);
    }

    /// <summary>Makes an attempt to send a short message to x at peer-b.</summary>
    public Task<AttemptResult> AttemptAsync() => AttemptAsync(Message("Subject: t\r\n\r\nhello\r\n", "x@peer-b.test"));

    /// <summary>The entries of a kind, a line each: act or outcome, then everything else that says something.</summary>
    public List<string> Entries(EntryKind kind)
    {
        using var reader = Ledger.OpenReader();
        return [.. reader.ReadEntries(kind).Select(e => string.Join(' ', e.Entry.Values.Where(v => v.Field is not EntryField.Session)
            .Select(v => EntryValues.Text(v.Field, v.Value.Span))))];
    }

    public void Stop() => stopping.Cancel();

    /// <summary>Closes the sessions that are kept.</summary>
    public ValueTask CloseSessionsAsync() => sessions.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync();
        await Ledger.DisposeAsync();
        stopping.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static QueueDestination Destination(string recipient) =>
        recipient.EndsWith("@circle.test", StringComparison.Ordinal)
            ? QueueDestination.Mailbox(recipient[..recipient.IndexOf('@', StringComparison.Ordinal)])
            : QueueDestination.Peer(recipient[(recipient.IndexOf('@', StringComparison.Ordinal) + 1)..^".test".Length]);
}

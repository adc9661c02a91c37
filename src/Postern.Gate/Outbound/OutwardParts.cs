using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Heartbeats;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;
using Postern.Gate.Watch;

namespace Postern.Gate.Outbound;

/// <summary>What of a running gate turns outward: sessions that it opens, signs of life, alarms, its end. Made of the parts that it shares with the rest.</summary>
sealed class OutwardParts : IAsyncDisposable
{
    readonly GateServices services;
    readonly OutboundSessions sessions;
    readonly Lock renewing = new();
    (X509Certificate2 Of, SslStreamCertificateContext Shown, HeartbeatKey Signs)? own;

    /// <param name="services">What parts share.</param>
    /// <param name="maildir">Delivers to Maildirs, where no server of the owner's takes the mail.</param>
    /// <param name="endDeliveries">Ends attempts for good, when the gate retires.</param>
    public OutwardParts(GateServices services, IDeliveryAgent maildir, Func<Task> endDeliveries)
    {
        this.services = services;
        var (circle, time) = (services.Circle, services.Time);
        var hostName = circle.Value.Settings.HostName.Ascii;
        var record = new OutboundRecord(services.Ledger, hostName, services.Queue.Numbers, time, services.Log);
        Alarms = new AlarmBoard(services.Ledger, time, services.Log);
        sessions = new OutboundSessions(
            new Dialer(record, time, Dialer.OpenAsync), record, new OutboundSelf(hostName, () => Own().Shown, services.Folder.Path), time);
        Life = new GateLife(services.Policy, services.Queue, endDeliveries, services.Ledger, circle, time, services.Log);
        Life.Restore();
        Beats = new HeartbeatService(services.Queue, services.Ledger, circle, Alarms, () => Own().Signs, () => Life.Notice, time, services.Log) { NextKey = services.NextKey };
        Beats.Restore();
        var courier = new Courier(sessions, Alarms);
        Agents = new DeliveryAgents(
            new MailboxAgent(maildir, new OwnServerAgent(courier, circle, services.Folder.Path), circle), new UnrepeatedBeats(new PeerAgent(courier)), Beats);
    }

    /// <summary>Who carries the mail.</summary>
    public DeliveryAgents Agents { get; }

    /// <summary>What the owner must hear of.</summary>
    public AlarmBoard Alarms { get; }

    /// <summary>Where the gate stands in its life.</summary>
    public GateLife Life { get; }

    /// <summary>Signs of life.</summary>
    public HeartbeatService Beats { get; }

    /// <summary>Sends signs of life, and closes sessions for which the circle has no place any more, until it is stopped; ends the gate when it is retired.</summary>
    /// <returns>Each of these; none fails unless the gate cannot go on.</returns>
    public IReadOnlyList<Task> Run(CancellationToken stopping) => [Beats.RunAsync(stopping), Life.RunAsync(stopping), WatchCircleAsync(stopping)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync();
        Beats.Dispose();
        Life.Dispose();
        own?.Signs.Dispose();
    }

    async Task WatchCircleAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (circle, superseded) = services.Circle.Observe();
            await sessions.KeepOnlyAsync(way => Holds(way, circle));
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, superseded);
            await Task.Delay(Timeout.InfiniteTimeSpan, services.Time, over.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    bool Holds(OutboundWay way, Circle circle) =>
        circle.Settings.Peers.Any(p => OutboundWay.To(p)?.IsSameAs(way) == true)
        || circle.Settings.OwnServer is { } server && OutboundWay.To(server, services.Folder.Path).IsSameAs(way);

    // The certificate may be renewed while the gate runs, and its key with it.
    (X509Certificate2 Of, SslStreamCertificateContext Shown, HeartbeatKey Signs) Own()
    {
        var certificate = services.Certificate();
        lock (renewing)
        {
            if (own is { } made && made.Of == certificate)
                return made;
            var renewed = (certificate, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true), new HeartbeatKey(certificate));
            own = renewed;
            return renewed;
        }
    }
}

/// <summary>Delivers to mailboxes as the settings say now: to Maildirs, or to the owner's own server.</summary>
sealed class MailboxAgent(IDeliveryAgent maildirs, IDeliveryAgent ownServer, CurrentCircle circle) : IDeliveryAgent
{
    /// <inheritdoc/>
    public ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping) =>
        (circle.Value.Settings.OwnServer is null ? maildirs : ownServer).AttemptAsync(attempt, stopping);
}

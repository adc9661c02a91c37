using Postern.Gate.Queue;
using Postern.Gate.Watch;
using Postern.Ledger;
using Postern.Smtp;
using Postern.Smtp.Client;
using Postern.Smtp.Replies;

namespace Postern.Gate.Outbound;

/// <summary>Carries a message over a way: takes a session, sends it, says what came of it. Thread-safe.</summary>
/// <param name="sessions">The sessions.</param>
/// <param name="alarms">Hears when the server there is not what the way says.</param>
sealed class Courier(OutboundSessions sessions, AlarmBoard alarms)
{
    /// <summary>Carries a message to some recipients.</summary>
    /// <param name="way">Where it goes.</param>
    /// <param name="message">The message.</param>
    /// <param name="recipients">Whom it is for, each as the server there knows him; at least one.</param>
    /// <param name="stopping">Breaks it off.</param>
    public async Task<CourierResult> CarryAsync(
        OutboundWay way, QueuedMessage message, IReadOnlyList<OutboundRecipient> recipients, CancellationToken stopping)
    {
        var first = await CarryAsync(way, message, recipients, mayBeKept: true, stopping);
        // A session that was kept may have died while it waited: nothing of this message was heard there.
        return first ?? (await CarryAsync(way, message, recipients, mayBeKept: false, stopping))!;
    }

    async Task<CourierResult?> CarryAsync(
        OutboundWay way, QueuedMessage message, IReadOnlyList<OutboundRecipient> recipients, bool mayBeKept, CancellationToken stopping)
    {
        var (session, fault) = await TakeAsync(way, mayBeKept, stopping);
        if (session is null)
            return new CourierResult(All(recipients, DeliveryStatus.Deferred, new EnhancedStatus(4, 4, 1), null, fault!), WasReached: false, false);
        var wasKept = session.Messages > 0;
        try
        {
            if (session.End is { } end)
            {
                await AlarmAsync(way, session);
                return new CourierResult(Untried(recipients, session, end), WasReached: end.Status == DeliveryStatus.Failed, false);
            }
            await alarms.NoteAsync(way.Party, AlarmKind.Route, null);
            List<RecipientOutcome> outcomes = [];
            while (outcomes.Count < recipients.Count)
            {
                if (!await session.IsReadyAsync(stopping))
                {
                    // MAILMAX was reached, or the session ended: the rest has not been tried.
                    outcomes.AddRange(Untried([.. recipients.Skip(outcomes.Count)], session, session.End!));
                    break;
                }
                var group = recipients.Skip(outcomes.Count).Take(session.Offer.MaximumRecipients).ToList();
                outcomes.AddRange(await session.SendAsync(EnvelopeOf(message, group), message.Content.Pieces(), stopping));
                if (wasKept && outcomes.Count == group.Count && DiedUnheard(session))
                    return null;
            }
            await AlarmAsync(way, session);
            return new CourierResult(outcomes, WasReached: true, session.Offer.Has(SmtpExtensions.Dsn));
        }
        finally
        {
            await sessions.GiveBackAsync(way, session, stopping);
        }
    }

    async Task<(OutboundSession? Session, string? Fault)> TakeAsync(OutboundWay way, bool mayBeKept, CancellationToken stopping)
    {
        try
        {
            return await sessions.TakeAsync(way, mayBeKept, stopping);
        }
        catch (LedgerException problem)
        {
            return (null, $"the call could not be recorded, and was not made: {problem.Message}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, "broken off before there was a connection; nothing was sent");
        }
    }

    static OutboundEnvelope EnvelopeOf(QueuedMessage message, IReadOnlyList<OutboundRecipient> recipients) => new()
    {
        ReversePath = message.ReversePath,
        Recipients = recipients,
        Size = message.Content.Length,
        HasEightBit = message.HasEightBit,
        Parameters = message.Parameters,
    };

    // Lost before any reply to this message: deferred by the loss alone, not by something that was said.
    static bool DiedUnheard(OutboundSession session) =>
        session is { End.Fault: ClientFault.ConnectionLost, HeardOfMessage: false };

    Task AlarmAsync(OutboundWay way, OutboundSession session) =>
        session.End is { IsAlarming: true } end ? alarms.NoteAsync(way.Party, AlarmKind.Route, $"{way.Place}: {Words(session, end)}") : Task.CompletedTask;

    static List<RecipientOutcome> Untried(IReadOnlyList<OutboundRecipient> recipients, OutboundSession session, ClientEnd end)
    {
        var code = end.Reply?.Status ?? end.Fault switch
        {
            ClientFault.TimedOut or ClientFault.ConnectionLost => new EnhancedStatus(4, 4, 2),
            ClientFault.TlsNotOffered or ClientFault.TlsFailed or ClientFault.AuthenticationNotPossible => new EnhancedStatus(4, 7, 0),
            ClientFault.ProtocolViolation or ClientFault.OctetsBeforeTls => new EnhancedStatus(4, 5, 0),
            _ => new EnhancedStatus(end.Status == DeliveryStatus.Failed ? 5 : 4, 3, 2),
        };
        return All(recipients, end.Status, code, end.Reply, Words(session, end));
    }

    static List<RecipientOutcome> All(
        IReadOnlyList<OutboundRecipient> recipients, DeliveryStatus status, EnhancedStatus code, SmtpReply? reply, string text) =>
        [.. recipients.Select(r => new RecipientOutcome(r, status, code, reply, text))];

    static string Words(OutboundSession session, ClientEnd end) => end.Fault switch
    {
        ClientFault.None => "the server takes no more messages in this session",
        ClientFault.Refused => $"the server said {end.Reply}",
        ClientFault.TlsNotOffered => end.Reply is { } reply ? $"STARTTLS was refused: {reply}" : "STARTTLS is not offered; nothing was sent",
        ClientFault.TlsFailed => session.Tls?.Fault ?? "the TLS handshake failed",
        ClientFault.OctetsBeforeTls => "octets came in clear behind the reply to STARTTLS",
        ClientFault.AuthenticationNotPossible => end.Reply is { } reply ? $"AUTH was refused: {reply}" : "AUTH is not possible there",
        ClientFault.ProtocolViolation => "what came is no reply that can stand there",
        ClientFault.TimedOut => "no reply in time",
        ClientFault.ConnectionLost => "the connection was lost",
        _ => "our own content is not what its envelope says",
    };
}

/// <summary>What came of carrying a message.</summary>
/// <param name="Outcomes">One for each recipient, in order.</param>
/// <param name="WasReached">Whether a session came to where messages are taken, or was refused for good.</param>
/// <param name="TakesOverReports">Whether the server there reports success where that was asked for.</param>
sealed record CourierResult(IReadOnlyList<RecipientOutcome> Outcomes, bool WasReached, bool TakesOverReports);

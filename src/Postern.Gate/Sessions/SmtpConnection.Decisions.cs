using Postern.Gate.Queue;
using Postern.Ledger;
using Postern.Smtp.Content;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Gate.Sessions;

sealed partial class SmtpConnection
{
    async ValueTask<SmtpVerdict> DecideAsync(SmtpQuestion question)
    {
        var verdict = policy.Decide(question);
        journal.Is(policy.Party);
        if (countsAsStranger && policy.Party is not null)
        {
            countsAsStranger = false;
            services.Open.RemoveStranger(caller.Address);
        }
        return question is MessageQuestion message && ReferenceEquals(verdict, SmtpVerdict.Accept) ? await KeepAsync(message) : verdict;
    }

    void Note(SmtpNotice notice)
    {
        policy.Note(notice);
        if (notice is RefusedNotice refused)
        {
            journal.Refused(refused);
            services.Counters.Refused(refused.Refusal.Reason);
            if (journal.IsOfParty)
                SessionLog.Refused(services.Log, journal.Session, policy.Party, caller.Address, refused.Refusal.Reason, refused.Refusal.Reply, refused.Refusal.OwnerText);
        }
        else
        {
            content.Reset();
        }
    }

    // 250 means durable: message, entry and the right to say so are one transaction.
    async Task<SmtpVerdict> KeepAsync(MessageQuestion question)
    {
        var (digest, octets, file) = await FinishContentAsync();
        if (content.Fault is { } fault)
            return SmtpVerdict.Refuse(Delivery.FolderFault.Full == fault ? RefusalReason.StorageLow : RefusalReason.StorageFailed, $"spool: {fault}");
        var message = Compose(question, octets, file);
        var entries = journal.Accepted(
            message.Id, policy.Envelope!, question.Octets, digest, message.Purpose == MessagePurpose.Heartbeat);
        try
        {
            await services.Queue.EnqueueAsync(message, entries);
            content.HandOver();
        }
        catch (LedgerException problem)
        {
            SessionLog.NotKept(services.Log, journal.Session, problem);
            return SmtpVerdict.Refuse(
                problem.Failure == LedgerFailure.Full ? RefusalReason.StorageLow : RefusalReason.StorageFailed, problem.Message);
        }
        services.Counters.Message(question.Octets);
        SessionLog.Accepted(services.Log, journal.Session, policy.Party, message.Id, question.Octets);
        return SmtpVerdict.AcceptAs($"Kept as {message.Id}");
    }

    async ValueTask<(byte[] Digest, ReadOnlyMemory<byte>? Octets, string? File)> FinishContentAsync()
    {
        if (content.Length > QueueStore.LargestRow)
            return await services.Threads.RunAsync(Finish);
        return Finish();

        (byte[], ReadOnlyMemory<byte>?, string?) Finish()
        {
            var file = content.Finish(out var digest, out var octets);
            return (digest, octets, file);
        }
    }

    QueuedMessage Compose(MessageQuestion question, ReadOnlyMemory<byte>? octets, string? file)
    {
        var envelope = policy.Envelope!;
        var now = services.Time.GetUtcNow();
        var id = services.Queue.Numbers.NextMessage();
        var trace = TraceField.Received(new ReceivedFacts
        {
            HelloName = session!.HelloName!,
            From = caller.ToldAddress,
            By = services.Policy.Circle.Value.Settings.HostName,
            Protocol = TraceField.Protocol(session, envelope.Parameters.Utf8),
            Id = id.ToString(),
            Time = now,
            // RFC 5321 §7.6: with several, the field would tell one of them of the others.
            For = envelope.Recipients is [{ Path: { IsPostmaster: false } only }] ? only : null,
        });
        // Only what our own people write is completed; a peer's message is passed on as it came.
        if (listener.Service == SmtpService.Submission && question.Header is { } header)
            trace += TraceField.Missing(header, now, id.ToString(), services.Policy.Circle.Value.Settings.HostName);
        return new QueuedMessage
        {
            Id = id,
            Received = now,
            Party = envelope.Party,
            Purpose = envelope.Recipients.All(r => r.Destination.IsHeartbeat) ? MessagePurpose.Heartbeat : MessagePurpose.Mail,
            ReversePath = envelope.ReversePath,
            Parameters = envelope.Parameters,
            HasEightBit = question.HasEightBit,
            Trace = trace,
            Octets = octets,
            SpoolFile = file,
            Content = file is null ? MessageContent.Of(trace, octets!.Value) : MessageContent.Of(trace, services.Queue.Spool, file, question.Octets),
            Recipients = [.. envelope.Recipients.Select((r, place) =>
                new QueuedRecipient(place, r.Path, r.Parameters, QueueDestination.Of(r.Destination)) { Next = now })],
        };
    }
}

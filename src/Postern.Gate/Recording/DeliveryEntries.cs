using Postern.Contacts;
using Postern.Gate.Queue;
using Postern.Ledger.Sealing;
using Postern.Smtp.Client;

namespace Postern.Gate.Recording;

/// <summary>What the ledger says of the queue: attempts, their outcomes, and what the owner did (docs/ledger.md).</summary>
static class DeliveryEntries
{
    /// <summary>An attempt at a peer begins: whatever becomes of us, it may be carried out.</summary>
    public static PlainEntry Begun(DeliveryAttempt attempt, long time) =>
        About(EntryKind.DeliveryAttempt, attempt.Message.Id, attempt.Destination, time)
            .Add(EntryField.Act, "begun")
            .Add(EntryField.Envelope, string.Join('\n', attempt.Recipients.Select(r => r.Path)));

    /// <summary>How an attempt ended for a recipient, and for a peer the contact that the instrument reads.</summary>
    public static IEnumerable<PlainEntry> Ended(DeliveryAttempt attempt, AttemptResult result, AttemptOutcome outcome, bool isExpired, string hostName, long time)
    {
        var word = isExpired ? "expired" : Word(outcome.Status);
        yield return Outcome(attempt.Message.Id, outcome.Recipient, word, outcome.Reply?.ToString() ?? outcome.Text, outcome.Reply?.Code, time);
        if (attempt.Peer is not { Route.EndPoint: { } route } peer || isExpired)
            yield break;
        yield return new GateContact(
            attempt.Message.Purpose == MessagePurpose.Heartbeat ? ContactKind.Heartbeat : ContactKind.SmtpOut, hostName, route.Address.ToString(), word)
        {
            Octets = attempt.Message.Content.Length,
            TargetPort = route.Port,
            Detail = [("message", $"{attempt.Message.Id}"), ("party", $"peer {peer.Name}"), ("host", result.RemoteHost), ("reply", outcome.Reply?.ToString())],
        }.ToEntry(time);
    }

    /// <summary>How it stands with a recipient whose attempt was cut off by the gate's end.</summary>
    public static PlainEntry CutOff(MessageId message, QueuedRecipient recipient, long time) =>
        Outcome(message, recipient, Word(DeliveryStatus.Unknown),
            recipient.State == RecipientState.Trying
                ? "the gate ended during the attempt; it is made again"
                : "the gate ended while an attempt may have gone on; it is made, or made again", null, time);

    /// <summary>Something that the owner did to the queue.</summary>
    public static PlainEntry Act(string act, string target, string by, long time) => new PlainEntry(EntryKind.AdministrativeAct, time)
        .Add(EntryField.Act, act)
        .Add(EntryField.Target, target)
        .Add(EntryField.Operator, by);

    /// <summary>The word of an outcome.</summary>
    public static string Word(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => "sent",
        DeliveryStatus.Failed => "bounced",
        DeliveryStatus.Unknown => "unknown",
        _ => "deferred",
    };

    static PlainEntry Outcome(MessageId message, QueuedRecipient recipient, string word, string text, int? code, long time)
    {
        var entry = About(EntryKind.DeliveryAttempt, message, recipient.Destination, time)
            .Add(EntryField.Act, "ended")
            .Add(EntryField.Outcome, word)
            .Add(EntryField.Envelope, recipient.Path.ToString())
            .Add(EntryField.Kept, text);
        return code is { } reply ? entry.Add(EntryField.Reply, reply) : entry;
    }

    static PlainEntry About(EntryKind kind, MessageId message, QueueDestination destination, long time) => new PlainEntry(kind, time)
        .Add(EntryField.Direction, "out")
        .Add(EntryField.Message, message.Value)
        .Add(EntryField.Target, destination.ToString());
}

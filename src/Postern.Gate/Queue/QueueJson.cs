namespace Postern.Gate.Queue;

/// <summary>A message of the queue as the control socket and <c>postern queue --json</c> say it.</summary>
sealed record QueueJson(string Id, DateTimeOffset Received, string Party, string Purpose, string Sender, long Octets, IReadOnlyList<QueueJson.Recipient> Recipients)
{
    /// <summary>One recipient who is still to have it.</summary>
    public sealed record Recipient(string Address, string Destination, string State, int Attempts, DateTimeOffset Next, string LastReply);

    /// <summary>The object of a message.</summary>
    public static QueueJson Of(QueueListing message) => new(
        message.Id.ToString(), message.Received, message.Party, message.Purpose.ToString().ToLowerInvariant(),
        message.ReversePath?.ToString() ?? "", message.Octets,
        [.. message.Recipients.Select(r => new Recipient(
            r.Path.ToString(), r.Destination.ToString(), r.State.ToString().ToLowerInvariant(), r.Attempts, r.Next, r.LastText))]);
}

using Postern.Contacts;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Heartbeats;

/// <summary>What the ledger says of signs of life, and how a gate that starts takes them up again (docs/heartbeats.md).</summary>
static class HeartbeatEntries
{
    const string SentWord = "sent";
    const string ReceivedWord = "received";

    /// <summary>A beat that goes into the queue.</summary>
    public static PlainEntry Sent(string peer, HeartbeatDocument beat, long message) =>
        About(SentWord, "out", peer, UnixTime.From(beat.Time))
            .Add(EntryField.Sequence, beat.Sequence)
            .Add(EntryField.Message, message)
            .Add(EntryField.Checkpoint, beat.Ledger.Checkpoint);

    /// <summary>A beat that came, with all that it says.</summary>
    public static PlainEntry Received(string peer, HeartbeatDocument beat, DateTimeOffset at, long message) =>
        About(ReceivedWord, "in", peer, UnixTime.From(at))
            .Add(EntryField.Sequence, beat.Sequence)
            .Add(EntryField.Message, message)
            .Add(EntryField.Span, (at - beat.Time).Ticks * 100)
            .Add(EntryField.Checkpoint, beat.Ledger.Checkpoint)
            .Add(EntryField.Detail, HeartbeatJson.Write(beat));

    /// <summary>A message to the mailbox of beats that is not taken: <c>duplicate</c>, <c>refused</c>, <c>ignored</c>.</summary>
    public static PlainEntry NotTaken(string act, string party, DateTimeOffset at, long message, string why) =>
        About(act, "in", party, UnixTime.From(at))
            .Add(EntryField.Message, message)
            .Add(EntryField.Kept, why);

    /// <summary>A beat that did not come.</summary>
    public static PlainEntry Missed(string peer, int count, DateTimeOffset now) =>
        About("missed", "in", peer, UnixTime.From(now)).Add(EntryField.Count, count);

    /// <summary>Takes up what a ledger says of beats.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="watchOf">The watch of a party; null for one that is not watched any more.</param>
    public static void Restore(ILedgerReader reader, Func<string, PeerWatch?> watchOf)
    {
        var accepted = new Queue<(long Number, PlainEntry Entry)>(
            reader.ReadEntries(EntryKind.AdministrativeAct).Where(e => e.Entry.Text(EntryField.Act) == LedgerAcceptance.Act));
        foreach (var (number, entry) in reader.ReadEntries(EntryKind.Heartbeat))
        {
            AcceptUntil(number);
            if (watchOf(entry.Text(EntryField.Peer)) is not { } watch)
                continue;
            var at = DateTimeOffset.UnixEpoch.AddTicks(entry.Time / 100);
            switch (entry.Text(EntryField.Act))
            {
                case SentWord when entry.Number(EntryField.Sequence) is { } sequence:
                    watch.NoteSent(sequence, at);
                    break;
                case ReceivedWord when entry.TryGet(EntryField.Detail, out var detail) && HeartbeatJson.TryRead(detail.Span, out var beat, out _):
                    watch.Restore(beat, at);
                    break;
            }
        }
        AcceptUntil(long.MaxValue);

        void AcceptUntil(long number)
        {
            while (accepted.TryPeek(out var act) && act.Number < number)
                watchOf(accepted.Dequeue().Entry.Text(EntryField.Peer))?.AcceptLedger();
        }
    }

    static PlainEntry About(string act, string direction, string peer, long time) => new PlainEntry(EntryKind.Heartbeat, time)
        .Add(EntryField.Act, act)
        .Add(EntryField.Direction, direction)
        .Add(EntryField.Peer, peer);
}

using Postern.Smtp.Replies;

namespace Postern.Smtp.Server;

public sealed partial class SmtpServerSession
{
    SmtpReply? farewell;
    SmtpRefusal? dismissal;

    /// <summary>Ends the session with 421, once the message that is being received is answered, else at once.</summary>
    /// <param name="reason">One whose reply is 421: the server stops or is being retired, the peer was removed.</param>
    /// <param name="ownerText">What only the record keeps.</param>
    /// <exception cref="ArgumentException">The reason's reply does not end a session.</exception>
    public void Dismiss(RefusalReason reason, string? ownerText = null)
    {
        var refusal = SmtpRefusal.Of(reason, ownerText);
        if (!refusal.Closes)
            throw new ArgumentException($"{reason} does not end a session", nameof(reason));
        dismissal ??= refusal;
    }

    /// <summary>Tells the session what came from outside the dialogue.</summary>
    /// <remarks>An open question is dropped. While a <see cref="MessageQuestion"/> is open only its answer may follow: whether the
    /// message is kept does not depend on the connection.</remarks>
    public void Interrupt(SmtpInterrupt cause)
    {
        if (phase == Phase.Closing)
            return;
        if (cause == SmtpInterrupt.ShuttingDown)
        {
            Dismiss(RefusalReason.ShuttingDown);
            return;
        }
        if (Question is MessageQuestion)
            throw new InvalidOperationException("the message's verdict comes first");
        Question = null;
        verdict = null;
        var lost = cause == SmtpInterrupt.ConnectionLost;
        var refusal = SmtpRefusal.Of(lost ? RefusalReason.ConnectionLost : RefusalReason.TimedOut);
        if (!lost || transactionOpen)
            notices.Enqueue(new RefusedNotice(refusal, null));
        farewell = lost || phase == Phase.Handshake ? null : refusal.Reply;
        Close(lost ? TransactionEnd.Lost : TransactionEnd.Closed);
    }

    void Close(TransactionEnd end)
    {
        EndTransaction(end);
        phase = Phase.Closing;
        line.Clear();
        waits++;
    }

    // 421 comes unasked here, so it belongs to no command.
    void SayGoodbye()
    {
        verb = null;
        Refuse(dismissal!);
    }
}

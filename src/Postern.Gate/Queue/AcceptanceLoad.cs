namespace Postern.Gate.Queue;

/// <summary>Whether sessions wait for the disk in numbers. Then they go before mailboxes: a sender waits for his 250, and a message that
/// is durable can wait a moment for its mailbox. Thread-safe.</summary>
/// <param name="time">The clock of the mail.</param>
/// <param name="machine">The clock of the machine, by which its load is measured whatever the clock of the mail is.</param>
sealed class AcceptanceLoad(TimeProvider time, TimeProvider machine)
{
    /// <summary>Messages that wait for their 250 at once from which on it is a load: fewer share a commit anyway.</summary>
    const int Several = 4;

    /// <summary>How long a load is remembered: some commits. Between two of them nobody waits.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a message may wait for its mailbox because of others that come.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    int waiting;
    // When several waited last, by the machine's clock; none yet.
    long last = -1;

    /// <summary>A message waits for its 250.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref waiting) >= Several)
            Volatile.Write(ref last, machine.GetTimestamp());
    }

    /// <summary>It is answered.</summary>
    public void Leave() => Interlocked.Decrement(ref waiting);

    /// <summary>Whether there is a load.</summary>
    public bool IsHigh => Volatile.Read(ref last) is >= 0 and var then && machine.GetElapsedTime(then) < Memory;

    /// <summary>Whether sessions go before a message that was received at an instant.</summary>
    public bool GoesBefore(DateTimeOffset received) => IsHigh && (time.GetUtcNow() - received).Duration() < Patience;
}

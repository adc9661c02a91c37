namespace Postern.Gate.Identity;

/// <summary>The circle that holds now. A new one holds at once: sessions ask again at their next question, and those that wait are woken.</summary>
sealed class CurrentCircle(Circle first)
{
    readonly Lock replacing = new();
    Moment now = new(first, new CancellationTokenSource());

    /// <summary>The circle.</summary>
    public Circle Value => Volatile.Read(ref now).Circle;

    /// <summary>The circle, and a token that is cancelled when it no longer holds, for those who wait without asking.</summary>
    public (Circle Circle, CancellationToken Superseded) Observe()
    {
        var moment = Volatile.Read(ref now);
        return (moment.Circle, moment.End.Token);
    }

    /// <summary>Puts another in its place.</summary>
    public void Replace(Circle next)
    {
        Moment last;
        lock (replacing)
        {
            last = now;
            Volatile.Write(ref now, new Moment(next, new CancellationTokenSource()));
        }
        last.End.Cancel();
    }

    sealed record Moment(Circle Circle, CancellationTokenSource End);
}

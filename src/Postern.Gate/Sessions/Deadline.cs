using Postern.Smtp;

namespace Postern.Gate.Sessions;

/// <summary>Measures a session's waits. One timer, which is set anew only when it would come too late. The callback may come on any
/// thread; everything else is called by the session's own.</summary>
/// <param name="time">The clock.</param>
/// <param name="passed">Called when a deadline has passed.</param>
sealed class Deadline(TimeProvider time, Action passed) : IDisposable
{
    readonly Lock access = new();
    ITimer? timer;
    long due = long.MaxValue;
    long armed = long.MaxValue;
    int number = -1;
    long begun;
    long lastOctets;
    volatile bool hasPassed;

    /// <summary>Whether the last deadline that was set has passed.</summary>
    public bool HasPassed => hasPassed;

    /// <summary>Sets the deadline of a session's wait. Its time counts from the moment its number was first seen.</summary>
    public void Await(SmtpWait wait)
    {
        var now = time.GetTimestamp();
        if (wait.Number != number)
            (number, begun) = (wait.Number, now);
        var whole = After(begun, wait.Whole);
        var silence = After(Math.Max(begun, lastOctets), wait.Silence);
        Set(Math.Min(whole, silence), now);
    }

    /// <summary>Sets a deadline from now.</summary>
    public void Await(TimeSpan wait)
    {
        var now = time.GetTimestamp();
        Set(After(now, wait), now);
    }

    /// <summary>Octets have come: silence counts from now.</summary>
    public void OctetsCame() => lastOctets = time.GetTimestamp();

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (access)
        {
            due = long.MaxValue;
            timer?.Dispose();
            timer = null;
        }
    }

    void Set(long instant, long now)
    {
        lock (access)
        {
            due = instant;
            hasPassed = false;
            if (due < armed)
                Arm(now);
        }
    }

    void Arm(long now)
    {
        armed = due;
        // A tick is added so that the timer does not come a moment before the instant that it was set for.
        var wait = time.GetElapsedTime(now, Math.Max(now, due)) + TimeSpan.FromMilliseconds(1);
        if (timer is null)
            timer = time.CreateTimer(static state => ((Deadline)state!).Look(), this, wait, Timeout.InfiniteTimeSpan);
        else
            timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    void Look()
    {
        lock (access)
        {
            armed = long.MaxValue;
            var now = time.GetTimestamp();
            if (due == long.MaxValue)
                return;
            if (due > now)
            {
                Arm(now);
                return;
            }
            hasPassed = true;
            due = long.MaxValue;
        }
        passed();
    }

    long After(long instant, TimeSpan wait) =>
        wait == Timeout.InfiniteTimeSpan ? long.MaxValue : instant + (long)(wait.TotalSeconds * time.TimestampFrequency);
}

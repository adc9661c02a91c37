namespace Postern.Gate.Policy;

/// <summary>A rate with room for a burst: holds up to what one period allows and fills evenly. Starts full. Not thread-safe.</summary>
/// <param name="period">The period.</param>
struct TokenBucket(TimeSpan period)
{
    double used;
    long last;

    /// <summary>What is left of an allowance; below zero when more was taken than there was.</summary>
    /// <param name="allowance">How much a period allows; may change between calls.</param>
    /// <param name="time">A clock that does not step back.</param>
    public double Left(double allowance, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (used > 0)
            used = Math.Max(0, used - allowance * (time.GetElapsedTime(last, now) / period));
        last = now;
        return allowance - used;
    }

    /// <summary>Takes an amount, whether it is there or not.</summary>
    public void Take(double amount) => used += amount;

    /// <summary>Gives back what was taken for nothing.</summary>
    public void GiveBack(double amount) => used = Math.Max(0, used - amount);
}

namespace Postern.Gate.Tests;

/// <summary>A clock that is moved by hand. Begins on a Sunday at midnight UTC.</summary>
sealed class ManualTime : TimeProvider
{
    static readonly DateTimeOffset Start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(TimeSpan time) => elapsed += time;

    public override DateTimeOffset GetUtcNow() => Start + elapsed;

    public override long GetTimestamp() => elapsed.Ticks;
}

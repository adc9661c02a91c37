namespace Postern.Ledger.Tests.Sealing;

/// <summary>A clock that moves when it is told to.</summary>
sealed class ManualClock : TimeProvider
{
    long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(TimeSpan by) => ticks += by.Ticks;
}

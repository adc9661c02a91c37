namespace Postern.Tests.Gate;

/// <summary>How <c>postern serve</c> ends by signals.</summary>
public class ServeSignalTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM", "TERM", 143)]
    [InlineData("INT", "INT", 130)]
    [InlineData("INT", "TERM", 143)]
    public async Task A_second_signal_ends_a_gate_that_waits_for_a_message_at_once(string first, string second, int code)
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        await using var peer = await gate.ConnectAsync(Cancellation);
        var kept = (await peer.SendAsync("m@peer-a.test", "postmaster@circle.test", "Subject: t\r\n\r\nhello\r\n", Cancellation)).Split(' ')[^1];
        await peer.BeginAsync("m@peer-a.test", "postmaster@circle.test", Cancellation);

        // The message that is being sent keeps the gate from ending in order for half a minute.
        await gate.SignalAsync(first, Cancellation);
        await gate.LoggedAsync("stopping: 1 sessions end", Cancellation);
        Assert.True(gate.IsRunning);
        await gate.SignalAsync(second, Cancellation);
        Assert.Equal(code, await gate.EndedAsync(Cancellation));

        // What was answered with 250 is there, and the ledger holds.
        await gate.StartAsync(Cancellation);
        await gate.UntilAsync("/control/status", status => status.GetProperty("copies").GetInt32() == 0, Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.Equal([kept], gate.Delivered());
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", gate.Ledger).ExitCode);
    }
}

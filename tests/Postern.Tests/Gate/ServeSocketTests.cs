using Postern.Testing.Smtp;

namespace Postern.Tests.Gate;

/// <summary>A socket for programs, of a gate that runs as its owner runs it.</summary>
public class ServeSocketTests
{
    const string Message = "From: postmaster@circle.test\r\nSubject: t\r\n\r\nhello\r\n";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_start_names_the_socket_which_a_kill_leaves_and_the_next_start_replaces()
    {
        using var gate = RunningGate.Of("circle.test");
        gate.Change(
            ("    tls: implicit\n", "    tls: implicit\n  - at: unix:submit.socket\n    for: submission\n"),
            ("\nprograms:\n", $"\nprograms:\n  website:\n    accounts: [{SocketDialogue.Account}]\n"));
        var socket = Path.Combine(gate.Folder, "submit.socket");
        var says = $"the gate runs, listening at {gate.Other} and {gate.Place} and {socket};";
        await gate.StartAsync(Cancellation, says);
        var kept = await SendAsync(socket);
        await gate.KillAsync(Cancellation);
        Assert.True(Path.Exists(socket));
        await gate.StartAsync(Cancellation, says);
        var next = await SendAsync(socket);
        await gate.WhenDeliveredAsync(Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.False(Path.Exists(socket));
        gate.AssertHolds([kept, next]);
    }

    static async Task<string> SendAsync(string socket)
    {
        await using var program = await SocketDialogue.OpenAsync(socket);
        await program.HearAsync();
        var reply = await program.SendAsync("postmaster@circle.test", "postmaster@circle.test", Message);
        Assert.StartsWith("250 ", reply, StringComparison.Ordinal);
        return reply.Split(' ')[^1];
    }
}

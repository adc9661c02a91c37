using System.Net;
using System.Net.Sockets;
using System.Text;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Tests.Gate;

/// <summary><c>postern queue</c> against a gate that runs as a process.</summary>
public class QueueCommandTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_is_told_held_dropped_and_released()
    {
        using var gate = new RunningGate();
        await gate.StartAsync(Cancellation);
        Assert.Contains("The queue is empty.", Done(gate, "list"), StringComparison.Ordinal);
        Assert.Equal("held: mailbox postmaster\n", Done(gate, "hold", "mailbox", "postmaster"));
        Assert.Contains("destination is all, or a kind and a name", Refused(gate, "hold", "the", "door"), StringComparison.Ordinal);
        var ids = await SendAsync(gate, 3);

        var list = Done(gate, "list");
        Assert.Contains("Held: mailbox postmaster", list, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.Contains($"{id}  ", list, StringComparison.Ordinal));
        Assert.Contains("<postmaster@circle.test> by mailbox postmaster, waiting, 0 attempts", Done(gate, "show", ids[1]), StringComparison.Ordinal);
        Assert.Contains("an identifier has 13 digits and letters", Refused(gate, "drop", "x", "--yes"), StringComparison.Ordinal);
        Assert.Contains("there is nobody to ask", Refused(gate, "drop", ids[1]), StringComparison.Ordinal);
        Assert.Equal("dropped: 1; busy: 0\n", Done(gate, "drop", ids[1], "--yes"));
        Assert.Contains($"{ids[1]} is not in the queue", Refused(gate, "show", ids[1]), StringComparison.Ordinal);

        // What is held outlives a restart.
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.DoesNotContain(ids[1], Done(gate, "list"), StringComparison.Ordinal);
        await gate.StartAsync(Cancellation);
        Assert.Empty(gate.Delivered());
        Assert.Equal("held: nothing\n", Done(gate, "release", "mailbox", "postmaster"));
        await gate.UntilAsync("/control/status", status => status.GetProperty("copies").GetInt32() == 0, Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.Equal([ids[0], ids[2]], gate.Delivered().Order(StringComparer.Ordinal));
        using var reader = SqliteLedgerReader.Open(gate.Ledger);
        Assert.Equal(["queue-hold", "queue-drop", "queue-release"],
            reader.ReadEntries(EntryKind.AdministrativeAct).Select(e => e.Entry.Text(EntryField.Act)).Where(act => act.StartsWith("queue", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_waits_for_a_server_of_the_owner_s_is_tried_again_when_he_says_so()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // nobody listens yet
        using var gate = new RunningGate();
        gate.Change(("\ndelivery:\n", $"\ndelivery: {{lmtp: '{server.LocalEndPoint}'}}\n"));
        await gate.StartAsync(Cancellation);
        var id = (await SendAsync(gate, 1))[0];
        await gate.UntilAsync($"/control/queue/{id}", m => m.GetProperty("recipients")[0].GetProperty("attempts").GetInt32() == 1, Cancellation);
        Assert.Contains("connection refused", Done(gate, "show", id), StringComparison.Ordinal);

        server.Listen();
        Assert.Equal("copies: 1\n", Done(gate, "retry", id));
        (await server.AcceptAsync(Cancellation)).Dispose();
        await gate.UntilAsync($"/control/queue/{id}", m => m.GetProperty("recipients")[0].GetProperty("attempts").GetInt32() == 2, Cancellation);
        Assert.Equal("copies: 1\n", Done(gate, "retry", "all"));
        await TakeAsync(server);
        await gate.UntilAsync("/control/status", status => status.GetProperty("copies").GetInt32() == 0, Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.Contains("no gate runs, so nothing can be tried", Refused(gate, "retry", "all"), StringComparison.Ordinal);
    }

    static async Task<string[]> SendAsync(RunningGate gate, int count)
    {
        await using var peer = await gate.ConnectAsync(Cancellation);
        var ids = new string[count];
        for (var i = 0; i < count; i++)
            ids[i] = (await peer.SendAsync("m@peer-a.test", "postmaster@circle.test", "Subject: t\r\n\r\nhello\r\n", Cancellation)).Split(' ')[^1];
        return ids;
    }

    /// <summary>Takes one message by LMTP (RFC 2033).</summary>
    static async Task TakeAsync(Socket server)
    {
        using var socket = await server.AcceptAsync(Cancellation);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var (reply, isContent) = ("220 store LMTP", false);
        do
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{reply}\r\n"), Cancellation);
            string? line;
            do
                line = await reader.ReadLineAsync(Cancellation);
            while (isContent && line is not (null or "."));
            (reply, isContent) = isContent ? ("250 2.0.0 taken", false) : line == "DATA" ? ("354 go", true) : (line == "QUIT" ? "221 bye" : "250 ok", false);
            if (line is null)
                return;
        }
        while (reply != "221 bye");
    }

    static string Done(RunningGate gate, params string[] arguments)
    {
        var ran = gate.Run(["queue", .. arguments]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return ran.Output;
    }

    static string Refused(RunningGate gate, params string[] arguments)
    {
        var ran = gate.Run(["queue", .. arguments]);
        Assert.Equal(2, ran.ExitCode);
        return ran.Error;
    }
}

using System.Collections.Concurrent;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Sessions;

/// <summary>The wire cases of the shared file in which the gate is the server, played over real sockets against the gate as it is run.</summary>
/// <remarks>A case mostly waits, so that several are played at once; each has a gate of its own.</remarks>
public class SocketCaseTests
{
    const int AtOnce = 6;

    static readonly ConcurrentDictionary<string, Task> Played = Start();

    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        SmtpCaseFile.All.Where(c => !c.IsClient).Select(c => new TheoryDataRow<string>(c.Id) { TestDisplayName = $"{c.Id} {c.Level}, over a socket: {c.Description}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public Task The_gate_meets(string id) => Played[id];

    static ConcurrentDictionary<string, Task> Start()
    {
        // Not in the context of the test that happens to be first.
        using var _ = ExecutionContext.SuppressFlow();
        var room = new SemaphoreSlim(AtOnce);
        return new(SmtpCaseFile.All.Where(c => !c.IsClient).Select(c => KeyValuePair.Create(c.Id, Task.Run(() => PlayAsync(c, room)))));
    }

    static async Task PlayAsync(SmtpCase theCase, SemaphoreSlim room)
    {
        await room.WaitAsync();
        try
        {
            await using var world = await SocketWorld.StartAsync(theCase);
            await new SmtpCaseRunner(world, theCase).RunAsync();
        }
        finally
        {
            room.Release();
        }
    }
}

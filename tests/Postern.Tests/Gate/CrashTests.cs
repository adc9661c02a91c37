using System.Collections.Concurrent;
using System.Globalization;

namespace Postern.Tests.Gate;

/// <summary><c>kill -9</c> of a gate under load, round after round: every 250 is found exactly once, with its entry.</summary>
public class CrashTests
{
    /// <summary>Rounds; more on request. Two gates share them.</summary>
    const string RoundsVariable = "POSTERN_CRASH_ROUNDS";

    const int Gates = 2;
    const int Sessions = 4;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static int Rounds => Environment.GetEnvironmentVariable(RoundsVariable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("CI") == "true" ? 200 : 12;

    [Fact]
    public async Task Every_250_is_found_exactly_once_whenever_the_gate_is_killed()
    {
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Gates).Select(gate => RunAsync(gate, (Rounds + Gates - 1) / Gates)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} rounds, {acknowledged.Sum()} messages were answered with 250");
        Assert.All(acknowledged, count => Assert.InRange(count, 1, int.MaxValue));
    }

    static async Task<int> RunAsync(int number, int rounds)
    {
        using var gate = new RunningGate();
        var acknowledged = new ConcurrentBag<string>();
        var draw = 12_345u + (uint)number;
        for (var round = 0; round < rounds; round++)
        {
            draw = draw * 1_664_525 + 1_013_904_223;
            await gate.StartAsync(Cancellation);
            await LoadAsync(gate, acknowledged, (int)(draw >> 16) % 60);
        }
        await gate.StartAsync(Cancellation);
        await gate.WhenDeliveredAsync(Cancellation);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        gate.AssertHolds(acknowledged);
        return acknowledged.Count;
    }

    // Killed as soon as so many messages of the round were acknowledged: somewhere in the middle of the others.
    static async Task LoadAsync(RunningGate gate, ConcurrentBag<string> acknowledged, int until)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var sessions = Enumerable.Range(0, Sessions).Select(_ => Task.Run(async () =>
        {
            try
            {
                await using var session = await gate.ConnectAsync(Cancellation);
                while (true)
                {
                    // Some lie in a row, some in a spool file.
                    var size = count % 7 == 0 ? 80_000 : 3_000;
                    var reply = await session.SendAsync("m@peer-a.test", "postmaster@circle.test", Content(size), Cancellation);
                    acknowledged.Add(reply.Split(' ')[^1]);
                    if (Interlocked.Increment(ref count) >= until)
                        enough.TrySetResult();
                }
            }
            catch (IOException)
            {
                // It was killed.
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Before the connection.
            }
        })).ToList();
        await Task.WhenAny(enough.Task, Task.WhenAll(sessions));
        await gate.KillAsync(Cancellation);
        await Task.WhenAll(sessions);
    }

    static string Content(int size) => $"Subject: load\r\n\r\n{string.Concat(Enumerable.Repeat("seventy octets of text that mean nothing at all to anybody who reads\r\n", size / 70))}";
}

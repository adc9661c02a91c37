using System.Text.RegularExpressions;
using Postern.Testing;

namespace Postern.Tests.Documentation;

/// <summary>The commands of the walk-through, run as they stand there.</summary>
public sealed partial class WalkThroughTests : IDisposable
{
    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_gates_exchange_a_message_each_way()
    {
        Require.Program("swaks");
        var document = File.ReadAllText(Checkout.Path("docs", "walk-through.md"));
        var commands = string.Concat(Commands().Matches(document).Select(m => m.Groups["commands"].Value));
        // Other ports than a gate of the reader's own may have, and time to come up and to deliver, which people take anyway.
        int[] free = [LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free()];
        commands = commands
            .Replace("sed -i 's/127.0.0.1:25/127.0.0.1:35/; s/127.0.0.1:24/127.0.0.1:34/' south/postern.yaml",
                $"sed -i 's/2525/{free[0]}/; s/2465/{free[1]}/' north/postern.yaml; sed -i 's/2525/{free[2]}/; s/2465/{free[3]}/' south/postern.yaml", StringComparison.Ordinal)
            .Replace("127.0.0.1:2465", $"127.0.0.1:{free[1]}", StringComparison.Ordinal)
            .Replace("127.0.0.1:3465", $"127.0.0.1:{free[3]}", StringComparison.Ordinal)
            .Replace("\nswaks", $"\nuntil (exec 3<>/dev/tcp/127.0.0.1/{free[1]} 4<>/dev/tcp/127.0.0.1/{free[3]}) 2> /dev/null; do sleep 0.1; done\nswaks", StringComparison.Ordinal)
            .Replace("cat south/mail", "until ls south/mail/bob/new/* north/mail/alice/new/* > /dev/null 2>&1; do sleep 0.1; done\ncat south/mail", StringComparison.Ordinal);
        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path }, $"set -m; cd '{folder.Path}'; trap 'kill $(jobs -p) 2> /dev/null' EXIT\n{commands}");
        Assert.True(ran.ExitCode == 0, $"{ran.Output}\n{ran.Error}");
        Assert.Contains("Hello, south", ran.Output, StringComparison.Ordinal);
        Assert.Contains("Hello, north", ran.Output, StringComparison.Ordinal);
        Assert.Contains("The queue is empty.", ran.Output, StringComparison.Ordinal);
        Assert.Contains("refused", ran.Lines);
        Assert.Contains("No alarm stands.", ran.Output, StringComparison.Ordinal);
        Assert.Contains(ran.Lines, l => l.Contains("smtp-out", StringComparison.Ordinal) && l.Contains("sent", StringComparison.Ordinal));
    }

    [GeneratedRegex("(?s)```sh\n(?<commands>.*?)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands();
}

using System.CommandLine;
using System.Globalization;

namespace Postern.Bench.Mail;

/// <summary><c>smtp-idle</c>: opens many sessions that say nothing more than EHLO, and tells what memory they cost the server and
/// whether a message waits longer while they are there.</summary>
static class SmtpIdleCommand
{
    // So that what the server frees soon is not counted.
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    const int AtOnce = 20;

    public static Command Make()
    {
        var options = new LoadOptions();
        var sessions = new Option<int>("--sessions") { Description = "idle sessions", DefaultValueFactory = _ => 1_000 };
        var process = new Option<int>("--process") { Description = "number of the server's process, whose memory is read", Required = true };
        var command = new Command("smtp-idle", "open sessions that stay idle: memory of each, and the time of a message beside them") { sessions, process };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (load, idle, server) = (options.Load(parsed), parsed.GetValue(sessions), parsed.GetValue(process));
            var alone = await load.RunAsync(sessions: 1, options.Messages(parsed), cancellation);
            await Task.Delay(Settling, cancellation);
            var before = ResidentKibibytes(server);
            List<SmtpLoad.Session> open = [];
            while (open.Count < idle)
                open.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, idle - open.Count)).Select(_ => load.OpenAsync(cancellation))));
            await Task.Delay(Settling, cancellation);
            var after = ResidentKibibytes(server);
            var beside = await load.RunAsync(sessions: 1, options.Messages(parsed), cancellation);
            foreach (var session in open)
                await session.DisposeAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{idle} idle sessions: {before / 1024.0:F1} MiB before, {after / 1024.0:F1} MiB with them, {(double)(after - before) / idle:F1} KiB each"));
            Console.WriteLine($"without them, {alone}");
            Console.WriteLine($"beside them, {beside}");
            return 0;
        });
        return command;
    }

    // The resident set of proc_pid_status(5).
    static long ResidentKibibytes(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}

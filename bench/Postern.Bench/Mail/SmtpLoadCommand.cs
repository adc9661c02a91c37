using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Postern.Bench.Mail;

/// <summary><c>smtp-load</c>: sends messages over a number of sessions at once, and times them (DESIGN §10): for servers inside TLS, which
/// <c>smtp-source</c> does not speak.</summary>
static class SmtpLoadCommand
{
    public static Command Make()
    {
        var options = new LoadOptions();
        var sessions = new Option<int>("--sessions") { Description = "connections at once", DefaultValueFactory = _ => 20 };
        var command = new Command("smtp-load", "send messages over some sessions at once: rate, and time from the final dot to 250") { sessions };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var load = options.Load(parsed);
            var count = options.Messages(parsed);
            var clock = Stopwatch.StartNew();
            var waits = await load.RunAsync(parsed.GetValue(sessions), count, cancellation);
            var seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} messages {seconds:F3} s {count / seconds:F0} a second; {waits}"));
            return 0;
        });
        return command;
    }
}

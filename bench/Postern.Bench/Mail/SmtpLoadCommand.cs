using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Postern.Bench.Mail;

/// <summary><c>smtp-load</c>: sends messages over a number of sessions at once, and times them (DESIGN §10). The same client for every
/// server, because <c>smtp-source</c> speaks no TLS and a gate takes nothing without.</summary>
static class SmtpLoadCommand
{
    public static Command Make()
    {
        var to = new Option<IPEndPoint>("--to") { Description = "address and port", Required = true, CustomParser = r => IPEndPoint.Parse(r.Tokens[0].Value) };
        var sessions = new Option<int>("--sessions") { Description = "connections at once", DefaultValueFactory = _ => 20 };
        var messages = new Option<int>("--messages") { Description = "messages in all", DefaultValueFactory = _ => 1_000 };
        var size = new Option<int>("--size") { Description = "octets of a message", DefaultValueFactory = _ => 4_096 };
        var sender = new Option<string>("--from") { Description = "reverse-path", DefaultValueFactory = _ => "load@source.test" };
        var recipient = new Option<string>("--rcpt") { Description = "forward-path", DefaultValueFactory = _ => "box@bench.test" };
        var tls = new Option<bool>("--tls") { Description = "implicit TLS, whatever certificate the server has" };
        var certificate = new Option<FileInfo?>("--cert") { Description = "certificate to show, PEM" };
        var key = new Option<FileInfo?>("--key") { Description = "its key, PEM" };
        var command = new Command("smtp-load", "send messages over some sessions at once: rate, and time from the final dot to 250")
        {
            to, sessions, messages, size, sender, recipient, tls, certificate, key,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var own = parsed.GetValue(certificate) is { } cert ? X509Certificate2.CreateFromPemFile(cert.FullName, parsed.GetValue(key)?.FullName) : null;
            var load = new SmtpLoad(parsed.GetValue(to)!, parsed.GetValue(tls), own, parsed.GetValue(sender)!, parsed.GetValue(recipient)!, parsed.GetValue(size));
            var count = parsed.GetValue(messages);
            var left = count;
            List<double> waits = [];
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, parsed.GetValue(sessions)).Select(_ => Task.Run(async () =>
            {
                await using var session = await load.OpenAsync(cancellation);
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var wait = await session.SendAsync(cancellation);
                    lock (waits)
                        waits.Add(wait.TotalMilliseconds);
                }
            }, cancellation)));
            var seconds = clock.Elapsed.TotalSeconds;
            waits.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count} messages {seconds:F3} s {count / seconds:F0} a second; final dot to 250: median {At(.5):F2} ms, p99 {At(.99):F2} ms"));
            return 0;

            double At(double share) => waits[Math.Min(waits.Count - 1, (int)(waits.Count * share))];
        });
        return command;
    }
}

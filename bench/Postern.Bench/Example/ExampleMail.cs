using System.Globalization;
using Postern.Simulation;

namespace Postern.Bench.Example;

/// <summary>The example's mail as Postfix logs it (RFC 3339 stamps, short queue ids).</summary>
static class ExampleMail
{
    const long Millisecond = 1_000_000;

    /// <summary>Lines in time order.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Planted> pairs)
    {
        var random = new TrafficRandom(31);
        var sessions = pairs.SelectMany(pair => pair.Times.Select(time => (Time: time, Pair: pair))).OrderBy(s => s.Time);
        return sessions
            .SelectMany((session, number) => Session(session.Pair, session.Time, number, random))
            .OrderBy(line => line.Time) // stable: lines of one instant keep their order
            .Select(line => $"{Stamp(line.Time)} mx1 postfix/{line.Text}");
    }

    static IEnumerable<(long Time, string Text)> Session(Planted pair, long time, int number, TrafficRandom random)
    {
        var process = 2_000 + number;
        var queueId = $"{time / 1_000 % 1_000_000:X5}{0xB320F2 + number:X6}";
        var size = 900 + (int)random.Exponential(6_000);
        var client = pair.Source switch
        {
            "198.51.100.14" => "reports.example.org[198.51.100.14]",
            "198.51.100.30" => "mx.partner.example.com[198.51.100.30]",
            "198.51.100.77" => "mx.supplier.example.com[198.51.100.77]",
            var unknown => $"unknown[{unknown}]",
        };
        var removed = (time + 60 * Millisecond, $"qmgr[1104]: {queueId}: removed");
        if (pair.Kind == "smtp-out")
        {
            yield return (time, $"pickup[1103]: {queueId}: uid=1000 from=<office>");
            yield return (time + 5 * Millisecond, $"qmgr[1104]: {queueId}: from=<office@example.net>, size={size}, nrcpt=1 (queue active)");
            yield return (time + 55 * Millisecond, $"smtp[{process}]: {queueId}: to=<desk@example.org>, relay=mx.example.org[198.51.100.90]:25, delay=0.06, delays=0.01/0/0.02/0.03, dsn=2.0.0, status=sent (250 2.0.0 Ok)");
            yield return removed;
            yield break;
        }
        yield return (time - 2 * Millisecond, $"smtpd[{process}]: connect from {client}");
        if (pair.Part == "rejected")
        {
            yield return (time, $"smtpd[{process}]: NOQUEUE: reject: RCPT from {client}: 550 5.1.1 <sales@example.net>: Recipient address rejected: User unknown in virtual mailbox table; from=<offer@example.com> to=<sales@example.net> proto=ESMTP helo=<host.example.com>");
            yield return (time + 40 * Millisecond, $"smtpd[{process}]: disconnect from {client} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4");
            yield break;
        }
        yield return (time, $"smtpd[{process}]: {queueId}: client={client}");
        yield return (time + 12 * Millisecond, $"qmgr[1104]: {queueId}: from=<info@example.com>, size={size}, nrcpt=1 (queue active)");
        yield return (time + 14 * Millisecond, $"smtpd[{process}]: disconnect from {client} ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5");
        yield return (time + 58 * Millisecond, $"local[{process}]: {queueId}: to=<office@example.net>, relay=local, delay=0.06, delays=0.02/0/0/0.04, dsn=2.0.0, status=sent (delivered to mailbox)");
        yield return removed;
    }

    static string Stamp(long time) => DateTimeOffset.UnixEpoch.AddTicks(time / 100)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}

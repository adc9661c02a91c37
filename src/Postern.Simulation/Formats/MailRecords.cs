using System.Globalization;
using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>A mail server's log through a syslog with RFC 3339 stamps: clients are addresses, servers are names.</summary>
abstract class MailRecord : RecordFormat
{
    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.SmtpIn, ContactKind.SmtpOut];

    public override long Step => UnixTime.Second / 1_000_000;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (kind == ContactKind.SmtpIn, false);
}

/// <summary>Postfix through a syslog with RFC 3339 stamps. The server of each line is its host name.</summary>
sealed class PostfixRecord : MailRecord
{
    public override string Name => "postfix";

    public override string Title => "Postfix log, through syslog";

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        var isIn = pair.Kind == ContactKind.SmtpIn;
        var head = $"{Invented.SyslogStamp(contact.Time)} {(isIn ? pair.Target : pair.Source)} postfix";
        var process = 2_000 + number % 30_000;
        var id = string.Create(CultureInfo.InvariantCulture, $"{Invented.Number(number, "queue", 1 << 20):X5}{0xB320F2 + number:X6}");
        var smtpd = $"{head}/smtpd[{process}]: ";
        if (isIn)
            to.Write($"{smtpd}connect from unknown[{pair.Source}]\n");
        if (isIn && contact.Fails)
        {
            to.Write($"{smtpd}NOQUEUE: reject: RCPT from unknown[{pair.Source}]: 450 4.7.1 <team@example.net>: Recipient address rejected: "
                + "try again later; from=<report@example.org> to=<team@example.net> proto=ESMTP helo=<client.example.org>\n");
            to.Write($"{smtpd}disconnect from unknown[{pair.Source}] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4\n");
            return;
        }
        if (isIn)
            to.Write($"{smtpd}{id}: client=unknown[{pair.Source}]\n");
        to.Write($"{head}/qmgr[1104]: {id}: from=<report@example.org>, size=3120, nrcpt=1 (queue active)\n");
        if (isIn)
        {
            to.Write($"{smtpd}disconnect from unknown[{pair.Source}] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n");
            to.Write($"{head}/local[{process}]: {id}: to=<team@example.net>, relay=local, delay=0.06, delays=0.02/0/0/0.04, dsn=2.0.0, status=sent (delivered to mailbox)\n");
        }
        else
        {
            var status = contact.Fails ? "dsn=4.7.1, status=deferred (host said: 451 4.7.1 try again later)" : "dsn=2.0.0, status=sent (250 2.0.0 Ok)";
            to.Write($"{head}/smtp[{process}]: {id}: to=<team@example.net>, relay={pair.Target}[203.0.113.25]:25, delay=0.06, delays=0.01/0/0.02/0.03, {status}\n");
        }
        to.Write($"{head}/qmgr[1104]: {id}: removed\n");
    }
}

/// <summary>Exim through a syslog with RFC 3339 stamps. The server of each line is its host name.</summary>
sealed class EximRecord : MailRecord
{
    public override string Name => "exim";

    public override string Title => "Exim main log, through syslog";

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        var isIn = pair.Kind == ContactKind.SmtpIn;
        var head = $"{Invented.SyslogStamp(contact.Time)} {(isIn ? pair.Target : pair.Source)} exim[{2_000 + number % 30_000}]: ";
        var id = $"{Invented.Base62(contact.Time / UnixTime.Second)}-{Invented.Id(number, "message", 6)}-{Invented.Id(number, "part", 2)}";
        if (isIn && contact.Fails)
        {
            to.Write($"{head}H=(client.example.org) [{pair.Source}] F=<report@example.org> temporarily rejected RCPT <team@example.net>: try again later\n");
            return;
        }
        to.Write(isIn
            ? $"{head}{id} <= report@example.org H=(client.example.org) [{pair.Source}] P=esmtp S=3120 id={number}@example.org\n"
            : contact.Fails
            ? $"{head}{id} == team@example.net R=dnslookup T=remote_smtp H={pair.Target} [203.0.113.25] defer (-45): SMTP error from remote mail server after RCPT TO:<team@example.net>: 451 4.7.1 try again later\n"
            : $"{head}{id} => team@example.net R=dnslookup T=remote_smtp H={pair.Target} [203.0.113.25] C=\"250 2.0.0 Ok\"\n");
        if (!contact.Fails)
            to.Write($"{head}{id} Completed\n");
    }
}

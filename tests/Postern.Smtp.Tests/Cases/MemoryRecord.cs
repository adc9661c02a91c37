using System.Buffers;
using System.Net;
using Postern.Smtp.Addresses;
using Postern.Smtp.Content;
using Postern.Smtp.Server;
using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>What a server in memory keeps of a wire case, whoever's policy answers.</summary>
sealed class MemoryRecord
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    readonly List<SmtpDelivery> delivered = [];
    readonly List<string> journal = [];
    long spoolOctets;

    /// <summary>What a case is judged by.</summary>
    public SmtpOutcome Outcome => new() { Delivered = delivered, Journal = journal, SpoolOctets = spoolOctets };

    /// <summary>A contact came to nothing.</summary>
    public void Refused() => journal.Add("refused");

    /// <summary>Octets of a message were written.</summary>
    public void Wrote(long octets) => spoolOctets += octets;

    /// <summary>Hears what a session says, and forgets the content of a transaction that has ended.</summary>
    /// <returns>Whether one has.</returns>
    public bool Note(SmtpNotice notice, ArrayBufferWriter<byte> content)
    {
        if (notice is RefusedNotice)
            Refused();
        if (notice is not TransactionNotice ended)
            return false;
        if (ended.End is TransactionEnd.Lost)
            journal.Add("aborted");
        spoolOctets -= content.WrittenCount;
        content.ResetWrittenCount();
        return true;
    }

    /// <summary>Keeps a message, and says under which name.</summary>
    /// <param name="session">The session.</param>
    /// <param name="address">Whence it came.</param>
    /// <param name="sender">The reverse-path.</param>
    /// <param name="recipients">The forward-paths; one may stand there twice.</param>
    /// <param name="mailboxes">Mailboxes of these.</param>
    /// <param name="content">The octets.</param>
    public SmtpVerdict Keep(
        SmtpServerSession session, IPAddress address, Mailbox? sender, IEnumerable<Mailbox> recipients, IEnumerable<string> mailboxes, ArrayBufferWriter<byte> content)
    {
        var id = $"m{delivered.Count + 1:D6}";
        var trace = TraceField.Received(new ReceivedFacts
        {
            HelloName = session.HelloName!,
            From = address,
            By = MailDomain.Parse("mx.circle.test"),
            Protocol = TraceField.Protocol(session),
            Id = id,
            Time = Now,
        });
        delivered.Add(new SmtpDelivery(
            $"{sender}", [.. recipients.Select(r => r.ToString()).Distinct()], [.. mailboxes.Distinct()], trace, content.WrittenSpan.ToArray()));
        journal.Add("accepted");
        return SmtpVerdict.AcceptAs($"Kept as {id}");
    }
}

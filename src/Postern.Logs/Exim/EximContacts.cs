using Postern.Contacts;
using Postern.Logs.Mail;

namespace Postern.Logs.Exim;

/// <summary>Makes the contacts of an Exim log.</summary>
sealed class EximContacts(ReadContext context, DetailWriter detail)
{
    readonly MailParty party = new(context);

    /// <summary>Whether two characters mark a delivery.</summary>
    public static bool IsDelivery(ReadOnlySpan<byte> flag) => OutcomeOf(flag) is not null;

    /// <summary>A message taken in.</summary>
    public void Accepted(in EximLine entry, in EximArrival arrival, ContactSink sink)
    {
        var row = Incoming(in entry, arrival.Client, "accepted", sink);
        row.Bytes = arrival.Size;
        if (sink.WantsDetail)
        {
            AddClient(arrival.Client);
            detail.Add("queue_id"u8, arrival.Id).Add("mail_from"u8, arrival.Sender);
            if (!arrival.Protocol.IsEmpty)
                detail.Add("proto"u8, arrival.Protocol);
            if (!arrival.Login.IsEmpty)
                detail.Add("auth"u8, arrival.Login);
            row.Detail = detail.End();
        }
        sink.Contact(row);
    }

    /// <summary>An attempt to deliver.</summary>
    public void Delivery(in EximLine entry, in EximDelivery delivery, long size, ContactSink sink)
    {
        var domain = MailParty.Domain(delivery.Recipient);
        var host = delivery.Host;
        var target = !delivery.HasHost ? domain.IsEmpty ? delivery.Recipient : domain
            : host.Name.IsEmpty ? host.Address
            : host.Name;
        var row = new ContactRow
        {
            Time = entry.Time,
            Line = entry.Number,
            Kind = ContactKind.SmtpOut,
            Source = party.Server(entry.Host, sink),
            Target = party.Of(target),
            TargetPort = delivery.HasHost ? host.Port : -1,
            Bytes = size,
            Outcome = OutcomeOf(delivery.Flag)!,
        };
        if (sink.WantsDetail)
        {
            detail.Begin();
            if (delivery.HasHost)
                detail.Add("target_ip"u8, host.Address);
            detail.Add("queue_id"u8, delivery.Id).Add("rcpt"u8, delivery.Recipient);
            if (!domain.IsEmpty)
                detail.Add("rcpt_domain"u8, domain);
            row.Detail = detail.Add("flag"u8, delivery.Flag).End();
        }
        sink.Contact(row);
    }

    /// <summary>A command refused; false when the line does not tell whose.</summary>
    public bool Reject(in EximLine entry, in EximReject reject, ContactSink sink)
    {
        if (reject.Damaged)
            return false;
        var row = Incoming(in entry, reject.Client, reject.Temporary ? "deferred" : "rejected", sink);
        if (sink.WantsDetail)
        {
            AddClient(reject.Client);
            detail.Add("stage"u8, reject.Stage);
            if (!reject.Mailbox.IsEmpty)
                detail.Add(reject.Stage.SequenceEqual("RCPT"u8) ? "rcpt"u8 : "mail_from"u8, reject.Mailbox);
            row.Detail = detail.End();
        }
        sink.Contact(row);
        return true;
    }

    /// <summary>A log-in that failed.</summary>
    public void FailedLogin(in EximLine entry, EximHost client, ReadOnlySpan<byte> reply, ContactSink sink)
    {
        var row = Incoming(in entry, client, "auth-failed", sink);
        if (sink.WantsDetail)
        {
            AddClient(client);
            if (!reply.IsEmpty)
                detail.Add("reply"u8, reply);
            row.Detail = detail.End();
        }
        sink.Contact(row);
    }

    /// <summary>A session that broke off.</summary>
    public void Lost(in EximLine entry, EximHost client, ContactSink sink)
    {
        var row = Incoming(in entry, client, "aborted", sink);
        if (sink.WantsDetail)
        {
            AddClient(client);
            row.Detail = detail.End();
        }
        sink.Contact(row);
    }

    ContactRow Incoming(in EximLine entry, EximHost client, string outcome, ContactSink sink) => new()
    {
        Time = entry.Time,
        Line = entry.Number,
        Kind = ContactKind.SmtpIn,
        Source = party.Of(client.Address),
        SourcePort = client.Port,
        Target = party.Server(entry.Host, sink),
        Outcome = outcome,
    };

    void AddClient(EximHost client)
    {
        detail.Begin();
        if (!client.Shown.IsEmpty)
            detail.Add("source_name"u8, client.Shown);
        if (client.HasHelo && !client.Name.IsEmpty)
            detail.Add("helo"u8, client.Helo);
    }

    static string? OutcomeOf(ReadOnlySpan<byte> flag) =>
        flag.SequenceEqual("=>"u8) || flag.SequenceEqual("->"u8) || flag.SequenceEqual(">>"u8) ? "sent"
        : flag.SequenceEqual("**"u8) ? "bounced"
        : flag.SequenceEqual("=="u8) ? "deferred"
        : null;
}

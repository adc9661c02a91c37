using Postern.Contacts;
using Postern.Logs.Mail;

namespace Postern.Logs.Postfix;

/// <summary>Makes the contacts of a Postfix log.</summary>
sealed class PostfixContacts(ReadContext context, DetailWriter detail)
{
    readonly MailParty party = new(context);

    /// <summary>A message taken in, at its <c>client=</c> line; <paramref name="more"/> is what follows the client.</summary>
    public int Accepted(
        in PostfixLine entry, ReadOnlySpan<byte> id, PostfixPeer client, ReadOnlySpan<byte> more, ContactSink sink)
    {
        var row = Incoming(in entry, client, "accepted", sink);
        if (sink.WantsDetail)
        {
            detail.Begin().Add("source_name"u8, client.Name);
            if (!id.IsEmpty)
                detail.Add("queue_id"u8, id);
            AddValue(more, ", sasl_username="u8, "sasl_username"u8);
            AddValue(more, ", orig_queue_id="u8, "orig_queue_id"u8);
            AddValue(more, ", orig_client="u8, "orig_client"u8);
            row.Detail = detail.End();
        }
        return sink.Contact(row);
    }

    /// <summary>Adds what the queue manager knows to a message taken in.</summary>
    public void Complete(int contact, long size, ReadOnlySpan<byte> sender, int recipients, ContactSink sink)
    {
        if (!sink.WantsDetail)
            return;
        detail.Begin().Add("mail_from"u8, sender);
        if (recipients >= 0)
            detail.Add("nrcpt"u8, recipients);
        sink.Amend(contact, null, size, detail.End());
    }

    /// <summary>A command refused.</summary>
    public void Reject(in PostfixLine entry, ReadOnlySpan<byte> id, in PostfixReject reject, ContactSink sink)
    {
        var row = Incoming(in entry, reject.Client, reject.Outcome, sink);
        if (sink.WantsDetail)
        {
            detail.Begin();
            if (!reject.Client.Name.IsEmpty)
                detail.Add("source_name"u8, reject.Client.Name);
            if (!id.IsEmpty)
                detail.Add("queue_id"u8, id);
            AddReject(in reject);
            row.Detail = detail.End();
        }
        sink.Contact(row);
    }

    /// <summary>A message counted as taken in was refused after all.</summary>
    public void TakeBack(int contact, in PostfixReject reject, ContactSink sink)
    {
        if (!sink.WantsDetail)
            return;
        detail.Begin();
        AddReject(in reject);
        sink.Amend(contact, reject.Outcome, -1, detail.End());
    }

    /// <summary>A client that talked before its turn and was turned away.</summary>
    public void Pregreet(in PostfixLine entry, PostfixPeer client, ContactSink sink)
    {
        var row = Incoming(in entry, client, "rejected", sink);
        if (sink.WantsDetail)
            row.Detail = detail.Begin().Add("stage"u8, "PREGREET"u8).End();
        sink.Contact(row);
    }

    /// <summary>A session that brought nothing, told at its end and dated to its start. If its commands count a message all the
    /// same, the log lost the lines between.</summary>
    public void NoMail(
        in PostfixLine entry, (long Line, long Time) opened, PostfixPeer client, ReadOnlySpan<byte> commands, ContactSink sink)
    {
        var row = Incoming(in entry, client, BroughtMessage(commands) ? "unknown" : "no-mail", sink);
        (row.Line, row.Time) = opened;
        if (sink.WantsDetail)
        {
            detail.Begin().Add("source_name"u8, client.Name);
            commands = commands.Trim((byte)' ');
            if (!commands.IsEmpty)
                detail.Add("commands"u8, commands);
            row.Detail = detail.End();
        }
        sink.Contact(row);
    }

    /// <summary>An attempt to deliver; false when it never left the machine (a socket of its own).</summary>
    public bool Delivery(
        in PostfixLine entry, ReadOnlySpan<byte> id, long size, in PostfixDelivery delivery, ContactSink sink)
    {
        var hasRelay = PostfixPeer.TryTake(delivery.Relay, out var relay, out _);
        var noRelay = delivery.Relay.SequenceEqual("none"u8);
        if (hasRelay ? !relay.IsNetwork : !noRelay)
            return false;
        var domain = MailParty.Domain(delivery.Recipient);
        var row = new ContactRow
        {
            Time = entry.Time,
            Line = entry.Number,
            Kind = ContactKind.SmtpOut,
            Source = party.Server(entry.Record.Host, sink),
            Target = party.Of(hasRelay ? relay.Name : domain.IsEmpty ? delivery.Recipient : domain),
            TargetPort = hasRelay ? relay.Port : -1,
            Bytes = size,
            Outcome = Outcome(delivery.Status),
        };
        if (sink.WantsDetail)
            row.Detail = Detail(id, in delivery, hasRelay ? relay.Address : default, domain);
        sink.Contact(row);
        return true;
    }

    ReadOnlySpan<byte> Detail(
        scoped ReadOnlySpan<byte> id, scoped in PostfixDelivery delivery, scoped ReadOnlySpan<byte> address,
        scoped ReadOnlySpan<byte> domain)
    {
        detail.Begin();
        if (!address.IsEmpty)
            detail.Add("target_ip"u8, address);
        detail.Add("queue_id"u8, id).Add("rcpt"u8, delivery.Recipient);
        if (!domain.IsEmpty)
            detail.Add("rcpt_domain"u8, domain);
        if (!delivery.Original.IsEmpty)
            detail.Add("orig_to"u8, delivery.Original);
        if (!delivery.Dsn.IsEmpty)
            detail.Add("dsn"u8, delivery.Dsn);
        detail.Add("delay_s"u8, delivery.Delay);
        if (!delivery.ConnectionUse.IsEmpty)
            detail.Add("conn_use"u8, delivery.ConnectionUse);
        if (address.IsEmpty)
            detail.Add("relay"u8, "none"u8);
        return detail.End();
    }

    /// <summary>Whether the counts behind <c>disconnect</c> (<c>data=1</c>, or <c>data=0/1</c> when it failed) tell of a message.</summary>
    static bool BroughtMessage(ReadOnlySpan<byte> commands)
    {
        var data = commands.IndexOf(" data="u8);
        if (data < 0)
            data = commands.IndexOf(" bdat="u8);
        return data >= 0 && data + 6 < commands.Length && commands[data + 6] is > (byte)'0' and <= (byte)'9';
    }

    ContactRow Incoming(in PostfixLine entry, PostfixPeer client, string outcome, ContactSink sink) => new()
    {
        Time = entry.Time,
        Line = entry.Number,
        Kind = ContactKind.SmtpIn,
        Source = party.Of(client.Address),
        SourcePort = client.Port,
        Target = party.Server(entry.Record.Host, sink),
        Outcome = outcome,
    };

    void AddReject(in PostfixReject reject)
    {
        detail.Add("stage"u8, reject.Stage);
        if (reject.Code.Length == 3)
            detail.Add("reply"u8, reject.Code);
        else if (!reject.Code.IsEmpty)
            detail.Add("dsn"u8, reject.Code);
        if (reject.HasSender)
            detail.Add("mail_from"u8, reject.Sender);
        if (reject.HasRecipient)
            detail.Add("rcpt"u8, reject.Recipient);
        if (reject.HasHelo)
            detail.Add("helo"u8, reject.Helo);
    }

    void AddValue(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, ReadOnlySpan<byte> name)
    {
        var start = text.IndexOf(key);
        if (start < 0)
            return;
        var value = text[(start + key.Length)..];
        var end = value.IndexOf(", "u8);
        detail.Add(name, end < 0 ? value : value[..end]);
    }

    /// <summary>Status words of bounce(5) and of address verification, which sends no message.</summary>
    static string Outcome(ReadOnlySpan<byte> status) =>
        status.SequenceEqual("sent"u8) ? "sent"
        : status.SequenceEqual("deferred"u8) || status.SequenceEqual("SOFTBOUNCE"u8) ? "deferred"
        : status.SequenceEqual("bounced"u8) || status.SequenceEqual("undeliverable"u8) ? "bounced"
        : status.SequenceEqual("expired"u8) ? "expired"
        : status.SequenceEqual("deliverable"u8) ? "no-mail"
        : "unknown";
}

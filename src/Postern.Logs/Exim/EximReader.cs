using System.Buffers.Text;
using Postern.Logs.Mail;
using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Exim;

/// <summary>Reads an Exim main log (formats.md §7.2). Sizes are remembered by message id until the message is done.</summary>
sealed class EximReader : LineReader
{
    // A queue that holds more messages at once is rare; at 150 bytes each the bound is 20 MB.
    const int MostMessages = 1 << 17;

    readonly SyslogFraming framing = new();
    readonly LogClock clock;
    readonly KnownTimes known;
    readonly BoundedMap<Message> messages = new(MostMessages);
    readonly EximContacts contacts;

    /// <summary>A reader for one file.</summary>
    public EximReader(ReadContext context)
    {
        clock = new LogClock(context);
        known = new KnownTimes(context);
        contacts = new EximContacts(context, new DetailWriter());
    }

    /// <inheritdoc/>
    public override int? BetterYear => known.Known ? known.BetterYear : clock.BetterYear;

    /// <inheritdoc/>
    public override long? LastStamp => clock.LastStamp;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var entry = new EximLine { Number = number };
        var read = EximText.TakeStamp(line, out entry.Stamp, out entry.Text);
        if (read == StampRead.Impossible)
        {
            sink.Reject(number, SyslogFraming.ImpossibleTime, line);
            return;
        }
        if (read == StampRead.None && !TryUnframe(line, ref entry, sink))
            return;
        if (!clock.TryPlace(in entry.Stamp, out entry.Time, out var problem))
        {
            sink.Reject(number, problem, line);
            return;
        }
        if (entry.Stamp.Year == 0)
            known.NoteYear(entry.Time);
        if (entry.Ignored is { } reason)
            sink.Ignore(reason);
        else if (!ReadText(in entry, sink))
            sink.Reject(number, "line is cut or damaged", line);
    }

    /// <inheritdoc/>
    public override void Finish(ContactSink sink)
    {
        clock.Finish(sink);
        known.Finish(sink);
        if (messages.Forgotten > 0)
            sink.Warn($"more than {MostMessages:N0} messages were in the queue at once: {messages.Forgotten} may lack their size");
    }

    /// <summary>Takes the header of syslog off; a stamp of Exim's own inside wins.</summary>
    /// <returns>False when the line has got its fate.</returns>
    bool TryUnframe(ReadOnlySpan<byte> line, ref EximLine entry, ContactSink sink)
    {
        if (!framing.TryRead(line, out var record, out var problem))
        {
            sink.Reject(entry.Number, problem, line);
            return false;
        }
        entry.Stamp = record.Stamp;
        entry.Host = record.Host;
        entry.Text = record.Message;
        if (!EximText.IsExim(record.Program))
            entry.Ignored = SyslogRecord.OtherProgram;
        else if (record.Repeats > 0)
            entry.Ignored = SyslogRecord.RepeatIgnored;
        else if (EximText.IsPart(record.Message))
            entry.Ignored = "reject log copy";
        else if (EximText.TakeStamp(record.Message, out var inner, out var text) == StampRead.Ok)
        {
            entry.Stamp = inner;
            entry.Text = text;
            return true;
        }
        if (record.HasTime)
            return true;
        sink.Reject(entry.Number, "no time", line);
        return false;
    }

    /// <returns>False when the line is damaged.</returns>
    bool ReadText(in EximLine entry, ContactSink sink)
    {
        if (!EximId.TryTake(entry.Text, out var id, out var rest))
            rest = entry.Text;
        else if (rest.StartsWith("<= "u8) || rest.StartsWith("(= "u8))
            return ReadArrival(in entry, id, rest[3..], sink);
        else if (rest.Length > 3 && rest[2] == ' ' && EximContacts.IsDelivery(rest[..2]))
            return ReadDelivery(in entry, id, rest, sink);
        else if (rest.StartsWith("Completed"u8))
            messages.Remove(id);
        if (EximReject.TryParse(rest, out var reject))
            return contacts.Reject(in entry, in reject, sink);
        if (TryFailedLogin(rest, out var client, out var reply))
            contacts.FailedLogin(in entry, client, reply, sink);
        else if (TryLost(rest, out client))
            contacts.Lost(in entry, client, sink);
        else
            sink.Ignore("other");
        return true;
    }

    bool ReadArrival(in EximLine entry, ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, ContactSink sink)
    {
        if (!entry.Stamp.HasOffset)
            known.Note(entry.Time, EximId.Time(id));
        var arrival = new EximArrival { Id = id, Sender = EximFields.TakeMailbox(ref text, out _), Size = -1 };
        var fields = new EximFields { Rest = text };
        while (fields.Next())
        {
            if (fields.Key.SequenceEqual("S"u8) && arrival.Size < 0)
                _ = Utf8Parser.TryParse(fields.Value, out arrival.Size, out _);
            else if (fields.Key.SequenceEqual("P"u8) && arrival.Protocol.IsEmpty)
                arrival.Protocol = fields.Value;
            else if (fields.Key.SequenceEqual("A"u8) && arrival.Login.IsEmpty)
                arrival.Login = fields.Value;
            else if (fields.Key.IsEmpty && (fields.Value.SequenceEqual("from"u8) || fields.Value.SequenceEqual("for"u8)))
                break;
        }
        messages.FindOrAdd(id, out _).Size = arrival.Size;
        if (fields.Damaged)
            return false;
        if (!fields.HasHost)
        {
            sink.Ignore("local submission");
            return true;
        }
        arrival.Client = fields.Host;
        contacts.Accepted(in entry, in arrival, sink);
        return true;
    }

    bool ReadDelivery(in EximLine entry, ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, ContactSink sink)
    {
        if (!EximDelivery.TryParse(text, out var delivery))
            return false;
        delivery.Id = id;
        if (delivery.NotTried || delivery.Flag.SequenceEqual("**"u8) && !delivery.HasHost)
            sink.Ignore("not tried");
        else if (!delivery.HasHost && !delivery.Flag.SequenceEqual("=="u8))
            sink.Ignore("local delivery");
        else
            contacts.Delivery(in entry, in delivery, messages.Find(id)?.Size ?? -1, sink);
        return true;
    }

    /// <summary><c>NAME authenticator failed for HOST: 535 TEXT</c>.</summary>
    static bool TryFailedLogin(ReadOnlySpan<byte> text, out EximHost client, out ReadOnlySpan<byte> reply)
    {
        client = default;
        reply = default;
        var blank = text.IndexOf((byte)' ');
        if (blank < 1 || !text[(blank + 1)..].StartsWith("authenticator failed for "u8)
            || !EximHost.TryTake(text[(blank + 26)..], out client, out var rest))
            return false;
        var colon = rest.IndexOf(": "u8);
        if (colon >= 0 && rest.Length >= colon + 5)
            reply = rest.Slice(colon + 2, 3);
        return true;
    }

    /// <summary><c>SMTP connection from HOST [I=…] lost …</c>, or a disconnection in the middle of a command.</summary>
    static bool TryLost(ReadOnlySpan<byte> text, out EximHost client)
    {
        client = default;
        if (text.StartsWith("unexpected disconnection while reading SMTP command from "u8))
            return EximHost.TryTake(text[57..], out client, out _);
        if (!text.StartsWith("SMTP connection from "u8) || !EximHost.TryTake(text[21..], out client, out var rest))
            return false;
        var fields = new EximFields { Rest = rest };
        while (fields.Next() && !fields.Key.IsEmpty)
        {
        }
        return fields.Key.IsEmpty && fields.Value.SequenceEqual("lost"u8);
    }

    /// <summary>What is remembered of a message in the queue.</summary>
    sealed class Message
    {
        /// <summary>Octets, or -1.</summary>
        public long Size { get; set; } = -1;
    }
}

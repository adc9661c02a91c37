using System.Buffers.Text;
using Postern.Logs.Mail;
using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Postfix;

/// <summary>Reads a Postfix log (formats.md §7.1). Sizes come later than messages, and a session shows only at its end whether it
/// brought mail, so messages are remembered by queue id and sessions by process.</summary>
sealed class PostfixReader : LineReader
{
    // A queue that holds more messages at once is rare; at 200 bytes each the bound is 25 MB.
    const int MostMessages = 1 << 17;

    readonly SyslogFraming framing = new();
    readonly LogClock clock;
    readonly KnownTimes known;
    readonly BoundedMap<Message> messages = new(MostMessages);
    readonly PostfixSessions sessions = new();
    readonly PostfixContacts contacts;

    /// <summary>A reader for one file.</summary>
    public PostfixReader(ReadContext context)
    {
        clock = new LogClock(context);
        known = new KnownTimes(context);
        contacts = new PostfixContacts(context, new DetailWriter());
    }

    /// <inheritdoc/>
    public override int? BetterYear => known.Known ? known.BetterYear : clock.BetterYear;

    /// <inheritdoc/>
    public override long? LastStamp => clock.LastStamp;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var time = ContactRow.NoTime;
        if (!framing.TryRead(line, out var record, out var problem)
            || record.HasTime && !clock.TryPlace(in record.Stamp, out time, out problem))
        {
            sink.Reject(number, problem, line);
            return;
        }
        if (record.HasTime && record.Stamp.Year == 0)
            known.NoteYear(time);
        if (record.Repeats > 0)
        {
            sink.Ignore(SyslogRecord.RepeatIgnored);
            return;
        }
        if (PostfixDaemon.Of(in record) is not { } daemon)
        {
            sink.Ignore(SyslogRecord.OtherProgram);
            return;
        }
        var entry = new PostfixLine { Record = record, Time = time, Number = number, Daemon = daemon };
        var sound = daemon.Role switch
        {
            PostfixRole.Smtpd => ReadSmtpd(in entry, sink),
            PostfixRole.Postscreen => ReadPostscreen(in entry, sink),
            PostfixRole.Cleanup => ReadCleanup(in entry, sink),
            PostfixRole.Queue => ReadQueue(in entry, sink),
            PostfixRole.Delivery => ReadDelivery(in entry, sink),
            _ => Ignored(in entry, sink),
        };
        if (!sound)
            sink.Reject(number, "line is cut or damaged", line);
    }

    /// <inheritdoc/>
    public override void Finish(ContactSink sink)
    {
        sessions.Finish(sink);
        clock.Finish(sink);
        known.Finish(sink);
        if (messages.Forgotten > 0)
            sink.Warn($"more than {MostMessages:N0} messages were in the queue at once: {messages.Forgotten} may lack their size");
    }

    static bool Ignored(in PostfixLine entry, ContactSink sink)
    {
        sink.Ignore(entry.Daemon.Ignored);
        return true;
    }

    bool ReadSmtpd(in PostfixLine entry, ContactSink sink)
    {
        var text = entry.Record.Message;
        if (text.StartsWith("connect from "u8))
        {
            sessions.Open(in entry, sink);
            return true;
        }
        if (text.StartsWith("disconnect from "u8))
            return ReadDisconnect(in entry, text[16..], sink);
        var queued = QueueId.TryTake(text, out var id, out var rest);
        if (!queued)
        {
            if (!text.StartsWith("NOQUEUE: "u8))
                return Ignored(in entry, sink);
            rest = text[9..];
        }
        if (rest.StartsWith("client="u8))
            return ReadClient(in entry, id, rest[7..], sink);
        if (!PostfixReject.Starts(rest))
            return Ignored(in entry, sink);
        if (!PostfixReject.TryParse(rest, out var reject))
            return false;
        sessions.NoteMail(in entry);
        if (queued && reject.EndsMessage && TakeBack(id, in reject, sink))
            return true;
        contacts.Reject(in entry, id, in reject, sink);
        return true;
    }

    bool ReadDisconnect(in PostfixLine entry, ReadOnlySpan<byte> text, ContactSink sink)
    {
        if (!PostfixPeer.TryTake(text, out var peer, out var commands))
            return false;
        if (sessions.Close(in entry, sink, out var opened))
            contacts.NoMail(in entry, opened, peer, commands, sink);
        sink.Ignore("disconnect");
        return true;
    }

    bool ReadClient(in PostfixLine entry, ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, ContactSink sink)
    {
        if (!PostfixPeer.TryTake(text, out var peer, out var more))
            return false;
        sessions.NoteMail(in entry);
        NoteTime(in entry, id);
        var contact = contacts.Accepted(in entry, id, peer, more, sink);
        if (id.IsEmpty)
            return true;
        // An id that is still known here lost its "removed": ids are used again.
        messages.Remove(id);
        messages.FindOrAdd(id, out _).Contact = contact;
        return true;
    }

    bool ReadPostscreen(in PostfixLine entry, ContactSink sink)
    {
        var text = entry.Record.Message;
        if (text.StartsWith("PREGREET "u8))
        {
            var from = text.IndexOf(" from "u8);
            if (from < 0 || !PostfixPeer.TryTake(text[(from + 6)..], out var peer, out _))
                return false;
            contacts.Pregreet(in entry, peer, sink);
            return true;
        }
        if (!text.StartsWith("NOQUEUE: reject: "u8))
            return Ignored(in entry, sink);
        if (!PostfixReject.TryParse(text[9..], out var reject))
            return false;
        contacts.Reject(in entry, default, in reject, sink);
        return true;
    }

    /// <summary>A filter's verdict on a whole message is cleanup's to log, when smtpd has long named the client.</summary>
    bool ReadCleanup(in PostfixLine entry, ContactSink sink)
    {
        if (!QueueId.TryTake(entry.Record.Message, out var id, out var rest))
            return Ignored(in entry, sink);
        if (rest.StartsWith("message-id="u8))
            NoteTime(in entry, id);
        if (!rest.StartsWith("milter-reject: "u8))
            return Ignored(in entry, sink);
        if (!PostfixReject.TryParse(rest, out var reject))
            return false;
        if (!TakeBack(id, in reject, sink))
            contacts.Reject(in entry, id, in reject, sink);
        return true;
    }

    /// <summary>A message that was counted as accepted was not: its contact gets the true outcome.</summary>
    bool TakeBack(ReadOnlySpan<byte> id, in PostfixReject reject, ContactSink sink)
    {
        if (messages.Find(id) is not { Contact: >= 0 } message)
            return false;
        contacts.TakeBack(message.Contact, in reject, sink);
        sink.Ignore("reject of a message counted before");
        return true;
    }

    bool ReadQueue(in PostfixLine entry, ContactSink sink)
    {
        if (QueueId.TryTake(entry.Record.Message, out var id, out var rest))
        {
            if (rest.SequenceEqual("removed"u8))
                messages.Remove(id);
            else if (rest.StartsWith("from=<"u8))
                TakeSize(id, rest[6..], sink);
        }
        return Ignored(in entry, sink);
    }

    /// <summary><c>from=&lt;SENDER&gt;, size=BYTES, nrcpt=N (queue active)</c>; repeated at every retry, the first one counts.</summary>
    void TakeSize(ReadOnlySpan<byte> id, ReadOnlySpan<byte> text, ContactSink sink)
    {
        var quoted = MailParty.QuotedLength(text);
        var end = text[quoted..].IndexOf(">, size="u8);
        if (end < 0)
            return;
        end += quoted;
        var tail = text[(end + 8)..];
        if (!Utf8Parser.TryParse(tail, out long size, out var digits) || size < 0)
            return;
        var message = messages.FindOrAdd(id, out _);
        if (message.Size >= 0)
            return;
        message.Size = size;
        var recipients = -1;
        if (tail[digits..].StartsWith(", nrcpt="u8))
            _ = Utf8Parser.TryParse(tail[(digits + 8)..], out recipients, out _);
        if (message.Contact >= 0)
            contacts.Complete(message.Contact, size, text[..end], recipients, sink);
    }

    bool ReadDelivery(in PostfixLine entry, ContactSink sink)
    {
        if (!QueueId.TryTake(entry.Record.Message, out var id, out var rest) || !rest.StartsWith("to=<"u8))
            return Ignored(in entry, sink);
        if (!PostfixDelivery.TryParse(rest, out var delivery))
            return false;
        if (!contacts.Delivery(in entry, id, messages.Find(id)?.Size ?? -1, in delivery, sink))
            sink.Ignore("local delivery");
        return true;
    }

    void NoteTime(in PostfixLine entry, ReadOnlySpan<byte> id)
    {
        if (entry.Record is { HasTime: true, Stamp.HasOffset: false } && QueueId.TryTime(id, out var made))
            known.Note(entry.Time, made);
    }

    /// <summary>What is remembered of a message in the queue.</summary>
    sealed class Message
    {
        /// <summary>Contact of its arrival, or -1 when that was not in the log.</summary>
        public int Contact { get; set; } = -1;

        /// <summary>Octets, or -1.</summary>
        public long Size { get; set; } = -1;
    }
}

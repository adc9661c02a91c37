using Postern.Contacts;
using Postern.Logs.Dns;
using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Unbound;

/// <summary>Reads a log of Unbound: each query line is a contact, and the reply to the oldest open query of the same client, name,
/// type and class completes it. Where only replies are logged, each is a contact at its own time.</summary>
sealed class UnboundReader(ReadContext context) : LineReader
{
    // Unbound gives a query up well before; a reply later than this belongs to a query that was asked again.
    const long OpenFor = 120 * UnixTime.Second;
    const int MostOpen = 1 << 16; // some 3 MB

    readonly LogClock clock = new(context);
    readonly SyslogFraming framing = new();
    readonly OpenQueries queries = new(MostOpen, OpenFor);
    readonly NameBuffer names = new();
    readonly DetailWriter detail = new();

    public override int? BetterYear => clock.BetterYear;

    public override long? LastStamp => clock.LastStamp;

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var origin = UnboundLine.Read(line, framing, out var parts);
        if (origin is UnboundOrigin.None or UnboundOrigin.Impossible)
        {
            sink.Reject(number, origin == UnboundOrigin.None ? "no line of Unbound" : SyslogFraming.ImpossibleTime, line);
            return;
        }
        var time = parts.Time;
        if (parts.HasStamp && !clock.TryPlace(in parts.Stamp, out time, out var problem))
        {
            sink.Reject(number, problem, line);
            return;
        }
        if (!parts.HasStamp && time != ContactRow.NoTime)
            clock.Place(time);
        if (origin != UnboundOrigin.Unbound)
            sink.Ignore(origin == UnboundOrigin.Repeat ? SyslogRecord.RepeatIgnored : SyslogRecord.OtherProgram);
        else if (IgnoredLevel(parts.Level) is { } reason)
            sink.Ignore(reason);
        else
            ReadMessage(parts.Message, time, number, sink);
    }

    public override void Finish(ContactSink sink)
    {
        clock.Finish(sink);
        framing.Finish(sink);
    }

    // log-tag-queryreply gives query and reply levels of their own.
    static string? IgnoredLevel(ReadOnlySpan<byte> level) =>
        level.SequenceEqual("info"u8) || level.SequenceEqual("query"u8) || level.SequenceEqual("reply"u8) ? null
        : level.SequenceEqual("notice"u8) ? "level notice"
        : level.SequenceEqual("error"u8) ? "level error"
        : level.SequenceEqual("warning"u8) ? "level warning"
        : level.SequenceEqual("debug"u8) ? "level debug"
        : "other level";

    void ReadMessage(ReadOnlySpan<byte> text, long time, long number, ContactSink sink)
    {
        var what = UnboundMessage.Read(text, names, out var message);
        switch (what)
        {
            case UnboundEvent.Query or UnboundEvent.Reply:
                Take(what == UnboundEvent.Reply, in message, time, number, sink);
                break;
            case UnboundEvent.RefusedUnparsed:
                sink.Ignore("refused before parsing, no name");
                break;
            case UnboundEvent.Nameless:
                sink.Ignore("reply without a name");
                break;
            case UnboundEvent.Damaged:
                sink.Reject(number, "damaged reply", text);
                break;
            default:
                sink.Ignore("other");
                break;
        }
    }

    void Take(bool reply, in UnboundMessage message, long time, long number, ContactSink sink)
    {
        if (!names.TryRawName(message.Name, out var name))
        {
            sink.Reject(number, "name longer than a name can be", message.Name);
            return;
        }
        var key = QueryKey.Empty.With(message.Address).With(name).With(message.Type).With(message.Class).Value;
        if (reply && queries.TryTakeOldest(key, time, out var query))
        {
            if (sink.WantsDetail)
            {
                detail.Begin();
                AddAnswer(in message);
                sink.Amend(query, message.Outcome, message.Bytes, detail.End());
            }
            sink.Ignore("merged into its query");
            return;
        }
        var row = new ContactRow
        {
            Time = time,
            Kind = ContactKind.DnsLookup,
            Source = message.Address,
            Target = name,
            Line = number,
        };
        if (reply)
        {
            row.Outcome = message.Outcome!;
            row.Bytes = message.Bytes;
        }
        if (sink.WantsDetail)
        {
            detail.Begin().Add("qtype"u8, message.Type).Add("qclass"u8, message.Class);
            if (reply)
                AddAnswer(in message);
            row.Detail = detail.End();
        }
        var contact = sink.Contact(in row);
        if (!reply)
            queries.Add(key, time, contact);
    }

    void AddAnswer(in UnboundMessage message)
    {
        detail.Add("duration_s"u8, message.Duration).Add("cached"u8, message.Cached);
        if (names.TryServer(message.Server, out var server))
            detail.Add("server"u8, server);
    }
}

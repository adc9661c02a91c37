using Postern.Contacts;
using Postern.Logs.Dns;
using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Bind;

/// <summary>Reads a log of BIND 9: each query line is a contact; what security and query-errors report of the same client, port and
/// name within five seconds becomes its outcome, and a contact of its own when the query was not logged.</summary>
sealed class BindReader(ReadContext context) : LineReader
{
    const string NoClient = "no client record";
    const long MergeWithin = 5 * UnixTime.Second;

    // Five seconds of 25,000 queries a second: some 5 MB.
    const int MostOpen = 1 << 17;

    readonly LogClock clock = new(context);
    readonly SyslogFraming framing = new();
    readonly OpenQueries queries = new(MostOpen, MergeWithin);
    readonly NameBuffer names = new();
    readonly DetailWriter detail = new();
    long untimed;

    public override int? BetterYear => clock.BetterYear;

    public override long? LastStamp => clock.LastStamp;

    /// <summary>Whether a syslog line is of <c>named</c>, of a variant such as <c>named-pkcs11</c>, or of a container called bind or bind9.</summary>
    public static bool IsNamed(ReadOnlySpan<byte> program)
    {
        program = program[(program.LastIndexOf((byte)'/') + 1)..];
        return program.StartsWith("named"u8) || program.StartsWith("bind"u8);
    }

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var read = BindPrefix.ReadTime(line, out var stamp, out var text);
        var bare = false;
        if (read == StampRead.None)
        {
            if (framing.TryRead(line, out var record, out var problem))
            {
                if (!IsNamed(record.Program) || record.Repeats > 0)
                {
                    Pass(in record, number, sink);
                    return;
                }
                // A stamp of BIND's own inside is finer, and from the source.
                read = BindPrefix.ReadTime(record.Message, out stamp, out text);
                if (read == StampRead.None && record.HasTime)
                    (stamp, read) = (record.Stamp, StampRead.Ok);
            }
            else if (ReferenceEquals(problem, SyslogFraming.ImpossibleTime))
            {
                read = StampRead.Impossible;
            }
            else
            {
                bare = true;
            }
        }
        if (read == StampRead.Impossible)
        {
            sink.Reject(number, SyslogFraming.ImpossibleTime, line);
            return;
        }
        var time = ContactRow.NoTime;
        if (read == StampRead.Ok && !clock.TryPlace(in stamp, out time, out var misplaced))
        {
            sink.Reject(number, misplaced, line);
            return;
        }
        text = BindPrefix.WithoutWords(text, out var known);
        if (text.StartsWith("client "u8))
            ReadClient(text, time, line, number, sink);
        else if (bare && !known)
            sink.Reject(number, "neither time nor client record", line);
        else
            sink.Ignore(NoClient);
    }

    public override void Finish(ContactSink sink)
    {
        clock.Finish(sink);
        framing.Finish(sink);
        if (untimed > 0)
            sink.Warn($"lines without any time: {untimed} (named logs none without print-time yes)");
    }

    void Pass(in SyslogRecord record, long number, ContactSink sink)
    {
        if (record.HasTime && !clock.TryPlace(in record.Stamp, out _, out var misplaced))
            sink.Reject(number, misplaced);
        else
            sink.Ignore(record.Repeats > 0 ? SyslogRecord.RepeatIgnored : SyslogRecord.OtherProgram);
    }

    void ReadClient(ReadOnlySpan<byte> text, long time, ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var what = BindEvent.Other;
        BindMessage message = default;
        if (BindClient.TryRead(text, out var client))
            what = BindMessage.Read(client.Message, mayLackFlags: !client.HasObject, out message);
        else if (text.IndexOf(" query: "u8) >= 0)
            what = BindEvent.Damaged;
        if (what == BindEvent.Other)
        {
            sink.Ignore("client record of another kind");
            return;
        }
        if (what == BindEvent.Damaged || !names.TryName(message.Name, out var name))
        {
            sink.Reject(number, "damaged client record", line);
            return;
        }
        if (!names.TryAddress(client.Address, out var address))
        {
            sink.Reject(number, "client address is no address", client.Address);
            return;
        }
        var key = QueryKey.Empty.With(address).With(client.Port).With(name).Value;
        if (what != BindEvent.Query && queries.TryNewest(key, time, out var query))
        {
            if (sink.WantsDetail)
                sink.Amend(query, message.Outcome, -1, default);
            sink.Ignore("merged into its query");
            return;
        }
        if (time == ContactRow.NoTime)
            untimed++;
        var row = new ContactRow
        {
            Time = time,
            Kind = ContactKind.DnsLookup,
            Source = address,
            SourcePort = client.Port,
            Target = name,
            Line = number,
            Outcome = message.Outcome ?? "unknown",
        };
        if (sink.WantsDetail)
            row.Detail = BindDetail.Of(in client, in message, names, detail);
        var contact = sink.Contact(in row);
        if (what == BindEvent.Query)
            queries.Add(key, time, contact);
    }
}

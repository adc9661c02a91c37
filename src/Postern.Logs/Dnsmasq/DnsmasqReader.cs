using System.Buffers.Text;
using Postern.Contacts;
using Postern.Logs.Dns;
using Postern.Logs.Syslog;
using Postern.Logs.Time;

namespace Postern.Logs.Dnsmasq;

/// <summary>Reads a log of dnsmasq or Pi-hole: each query line is a contact, completed by its result line. With serial numbers that
/// is exact; without, the first result for a name settles all queries that wait for it.</summary>
sealed class DnsmasqReader(ReadContext context) : LineReader
{
    // dnsmasq gives a forwarded query up after 40 s; what is still open then was answered without a line.
    const long OpenFor = 60 * UnixTime.Second;
    const int MostOpen = 1 << 16; // some 3 MB

    readonly LogClock clock = new(context);
    readonly SyslogFraming framing = new();
    readonly OpenQueries queries = new(MostOpen, OpenFor);
    readonly NameBuffer names = new();
    readonly DetailWriter detail = new();
    readonly byte[] reverse = new byte[ReverseName.Longest];
    long lost;
    long untimed;

    public override int? BetterYear => clock.BetterYear;

    public override long? LastStamp => clock.LastStamp;

    /// <summary>Message of a line that dnsmasq writes to its terminal: <c>dnsmasq[PID]: MSG</c> without a time; empty when it is none.</summary>
    public static ReadOnlySpan<byte> UntimedMessage(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("dnsmasq: "u8) && !line.StartsWith("dnsmasq["u8))
            return default;
        var end = line.IndexOf(": "u8);
        return end < 0 ? default : line[(end + 2)..];
    }

    /// <summary>Whether a syslog program is dnsmasq; <c>dnsmasq-dhcp</c> and <c>-tftp</c> are not about names.</summary>
    public static bool IsDnsmasq(ReadOnlySpan<byte> program) =>
        program[(program.LastIndexOf((byte)'/') + 1)..].SequenceEqual("dnsmasq"u8);

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var text = UntimedMessage(line);
        var time = ContactRow.NoTime;
        if (text.IsEmpty)
        {
            if (!framing.TryRead(line, out var record, out var problem)
                || record.HasTime && !clock.TryPlace(in record.Stamp, out time, out problem))
            {
                sink.Reject(number, problem, line);
                return;
            }
            if (!IsDnsmasq(record.Program) || record.Repeats > 0)
            {
                sink.Ignore(record.Repeats > 0 ? SyslogRecord.RepeatIgnored : SyslogRecord.OtherProgram);
                return;
            }
            text = record.Message;
        }
        switch (DnsmasqMessage.Read(text, out var message))
        {
            case DnsmasqEvent.Query:
                Take(in message, time, number, sink);
                break;
            case DnsmasqEvent.Forwarded:
                sink.Ignore("forwarded");
                break;
            case DnsmasqEvent.Result:
                Settle(in message, time, sink);
                sink.Ignore("result line");
                break;
            case DnsmasqEvent.Damaged:
                sink.Reject(number, "damaged query", text);
                break;
            default:
                NoteLoss(text);
                sink.Ignore("other");
                break;
        }
    }

    public override void Finish(ContactSink sink)
    {
        clock.Finish(sink);
        framing.Finish(sink);
        if (lost > 0)
            sink.Warn($"log lines that dnsmasq lost under load (log-async): {lost}");
        if (untimed > 0)
            sink.Warn($"queries without any time: {untimed}");
    }

    void Take(in DnsmasqMessage message, long time, long number, ContactSink sink)
    {
        if (!names.TryAddress(message.Address, out var address))
        {
            sink.Reject(number, "client address is no address", message.Address);
            return;
        }
        if (!names.TryRawName(message.Name, out var name))
        {
            sink.Reject(number, "name longer than a name can be", message.Name);
            return;
        }
        if (time == ContactRow.NoTime)
            untimed++;
        var row = new ContactRow
        {
            Time = time,
            Kind = ContactKind.DnsLookup,
            Source = address,
            SourcePort = message.Port,
            Target = name,
            Line = number,
        };
        if (sink.WantsDetail)
            row.Detail = DetailOf(in message);
        var contact = sink.Contact(in row);
        var key = message.Serial < 0 ? NameKey(name) : SerialKey(in message, address);
        // Serial numbers begin anew when dnsmasq does.
        while (message.Serial >= 0 && queries.TryTakeOldest(key, time, out _))
        {
        }
        queries.Add(key, time, contact);
    }

    ReadOnlySpan<byte> DetailOf(scoped in DnsmasqMessage message)
    {
        detail.Begin();
        if (message.Type.StartsWith("type="u8) && StampText.Number(message.Type[5..], out var type))
            detail.Add("qtype"u8, $"TYPE{type}");
        else
            detail.Add("qtype"u8, message.Type);
        if (message.Serial >= 0)
            detail.Add("serial"u8, message.Serial);
        return detail.End();
    }

    void Settle(in DnsmasqMessage message, long time, ContactSink sink)
    {
        if (message.Outcome is not { } outcome)
            return;
        if (message.Serial >= 0)
        {
            if (!names.TryAddress(message.Address, out var address))
                return;
            var key = SerialKey(in message, address);
            if (message.Alias ? queries.TryNewest(key, time, out var query) : queries.TryTakeOldest(key, time, out query))
                Amend(query, outcome, sink);
            return;
        }
        if (!names.TryRawName(message.Name, out var name))
            return;
        if (!SettleAll(name, outcome, time, sink) && ReverseName.TryOf(message.Name, reverse, out name))
            SettleAll(name, outcome, time, sink);
    }

    bool SettleAll(ReadOnlySpan<byte> name, string outcome, long time, ContactSink sink)
    {
        var key = NameKey(name);
        var any = false;
        while (queries.TryTakeOldest(key, time, out var query))
        {
            Amend(query, outcome, sink);
            any = true;
        }
        return any;
    }

    static void Amend(int query, string outcome, ContactSink sink)
    {
        if (sink.WantsDetail)
            sink.Amend(query, outcome, -1, default);
    }

    static ulong NameKey(ReadOnlySpan<byte> name) => QueryKey.Empty.With(name).Value;

    static ulong SerialKey(in DnsmasqMessage message, ReadOnlySpan<byte> address) =>
        QueryKey.Empty.With(message.Serial).With(address).With(message.Port).Value;

    // "overflow: 12 log entries lost"
    void NoteLoss(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("overflow: "u8) && Utf8Parser.TryParse(text[10..], out int entries, out var taken)
            && entries > 0 && text[(10 + taken)..].StartsWith(" log entries lost"u8))
            lost += entries;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using Postern.Contacts;
using Postern.Logs.Dns;
using Postern.Logs.Text;

namespace Postern.Logs.PassiveDns;

/// <summary>Reads passive DNS: every observation is one aggregate contact at its first time, without a source; how often and until
/// when it was seen stands in the detail, and no analysis of times may use it.</summary>
sealed class PassiveDnsReader : LineReader
{
    // 1,024 bytes of a name, each perhaps as \uNNNN.
    readonly byte[] text = new byte[6 * 1024 + 2];
    readonly NameBuffer names = new();
    readonly ArrayBufferWriter<byte> buffer = new(256);
    bool open;
    bool cut;

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        var kind = PassiveDnsRecord.Read(line, out var record);
        if (kind == PassiveDnsLine.Damaged)
        {
            sink.Reject(number, "damaged JSON", line);
            return;
        }
        NoteCondition(record.Condition, number, sink);
        if (kind == PassiveDnsLine.Mark)
            sink.Ignore("mark of the stream");
        else
            Take(in record, line, number, sink);
    }

    public override void Finish(ContactSink sink)
    {
        if (open)
            sink.Warn("the stream ends without \"succeeded\" or \"limited\": it is cut off");
        if (cut)
            sink.Warn("times have more than 9 fractional digits: cut to nanoseconds");
    }

    void NoteCondition(JsonToken condition, long number, ContactSink sink)
    {
        if (condition.IsEmpty)
            return;
        if (condition.Is("succeeded"u8) || condition.Is("limited"u8))
            open = false;
        else if (condition.Is("failed"u8))
            sink.Fault($"line {number}: the server says that the stream failed; what came before is kept");
        else
            open = true;
    }

    void Take(in PassiveDnsRecord record, ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (!record.Name.TryText(text, out var logged) || !names.TryName(logged, out var name) || record.Type.IsEmpty)
        {
            sink.Reject(number, "no rrname or no rrtype", line);
            return;
        }
        var zone = record.First.IsEmpty;
        var first = zone ? record.ZoneFirst : record.First;
        if (!first.TryTime(out var time, out var tooFine))
        {
            sink.Reject(number, first.IsEmpty ? "no time_first" : "time_first is no time", first.IsEmpty ? line : first.Raw);
            return;
        }
        cut |= tooFine;
        var row = new ContactRow
        {
            Time = time,
            Kind = ContactKind.DnsLookup,
            Target = name,
            Outcome = "NOERROR",
            Line = number,
            Aggregate = true,
        };
        if (sink.WantsDetail)
            row.Detail = DetailOf(in record, zone);
        if (sink.WantsAnswers && (record.Type.Is("A"u8) || record.Type.Is("AAAA"u8)))
        {
            row.Answers = record.Data.Raw;
            row.Until = (zone ? record.ZoneLast : record.Last).TryTime(out var until, out _) ? until : ContactRow.NoTime;
        }
        sink.Contact(in row);
    }

    // The values are JSON as they stand in the line, safe to print.
    ReadOnlySpan<byte> DetailOf(scoped in PassiveDnsRecord record, bool zone)
    {
        buffer.ResetWrittenCount();
        Add("{\"qtype\":"u8, record.Type.Raw);
        if (!record.Data.IsEmpty)
            Add(",\"rdata\":"u8, record.Data.Raw);
        if (record.Count.Kind == JsonTokenType.Number)
            Add(",\"count\":"u8, record.Count.Raw);
        var last = zone ? record.ZoneLast : record.Last;
        if (last.TryTime(out var until, out _))
            Add(",\"time_last\":"u8, Encoding.ASCII.GetBytes($"\"{NineDigits(until)}\""));
        buffer.Write(zone ? ",\"aggregate\":true,\"seen_by\":\"zone\"}"u8 : ",\"aggregate\":true,\"seen_by\":\"sensor\"}"u8);
        return buffer.WrittenSpan;
    }

    void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        buffer.Write(name);
        AsciiJson.Write(value, buffer);
    }

    // formats.md §2 writes times with all nine digits.
    static string NineDigits(long time)
    {
        var fraction = (time % UnixTime.Second + UnixTime.Second) % UnixTime.Second;
        return $"{UnixTime.Format(time - fraction)[..^1]}.{fraction:D9}Z";
    }
}

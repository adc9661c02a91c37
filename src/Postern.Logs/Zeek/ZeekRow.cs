using System.Globalization;
using Postern.Logs.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Zeek;

/// <summary>From the columns of one Zeek row, whatever they were written in, to a contact.</summary>
/// <param name="clock">Places stamps that are ISO 8601 text; null where they are numbers (TSV).</param>
sealed class ZeekRow(LoneClock? clock = null)
{
    readonly DetailWriter detail = new();
    readonly byte[] nameRoom = new byte[4 * 1024];
    readonly byte[] rawRoom = new byte[1024];
    readonly byte[] sourceRoom = new byte[128];
    readonly byte[] targetRoom = new byte[128];
    readonly List<(byte[] Logged, string Word)> words = [];

    /// <summary>Gives the row its fate.</summary>
    /// <param name="log">Which log it belongs to.</param>
    /// <param name="columns">The used columns; unset ones are empty.</param>
    /// <param name="line">Line number.</param>
    /// <param name="sink">Takes it.</param>
    /// <param name="escaped">Whether values carry <c>\xNN</c> escapes.</param>
    public void Deliver(ZeekLog log, ZeekColumns columns, long line, ContactSink sink, bool escaped)
    {
        var stamp = columns[ZeekField.Ts];
        if (!TryTime(stamp, columns.TimeIsText, sink, out var time, out var cut))
        {
            sink.Reject(line, stamp.IsEmpty ? "ts is unset" : "ts is no time", stamp);
            return;
        }
        if (cut)
            sink.Assume("more than nine fractional digits in a stamp: the rest was cut");
        var source = columns[ZeekField.OrigHost];
        var logged = columns[log == ZeekLog.Dns ? ZeekField.Query : ZeekField.RespHost];
        var kind = ZeekNames.KindOf(log);
        if (sink.TryRepeat(time, kind, source, logged))
            return;
        if (!AddressText.TryCanonical(source, sourceRoom, out source))
        {
            sink.Reject(line, source.IsEmpty ? "id.orig_h is unset" : "id.orig_h is no address", source);
            return;
        }
        var row = new ContactRow { Time = time, Kind = kind, Source = source, Line = line };
        if (log == ZeekLog.Dns)
        {
            if (logged.IsEmpty)
            {
                sink.Ignore("no query");
                return;
            }
            row.Target = Name(logged, escaped);
        }
        else
        {
            if (!AddressText.TryCanonical(logged, targetRoom, out var target))
            {
                sink.Reject(line, logged.IsEmpty ? "id.resp_h is unset" : "id.resp_h is no address", logged);
                return;
            }
            row.Target = target;
        }
        if (sink.WantsDetail)
            AddDetail(log, columns, ref row);
        if (sink.WantsAnswers)
            row.Answers = columns[ZeekField.Answers];
        sink.Contact(row);
    }

    bool TryTime(ReadOnlySpan<byte> stamp, bool isText, ContactSink sink, out long time, out bool cut)
    {
        if (!isText)
            return clock is null ? ZeekTime.TryParse(stamp, out time, out cut) : ZeekTime.TryJson(stamp, out time, out cut);
        var read = StampText.Iso(stamp, out var iso, out var length);
        (time, cut) = (ContactRow.NoTime, iso.Cut);
        return read == StampRead.Ok && length == stamp.Length && clock!.TryPlace(in iso, sink, out time);
    }

    void AddDetail(ZeekLog log, ZeekColumns columns, ref ContactRow row)
    {
        row.SourcePort = Number(columns[ZeekField.OrigPort]);
        detail.Begin();
        switch (log)
        {
            case ZeekLog.Dns:
                row.Outcome = columns[ZeekField.Rcode].IsEmpty ? "no-answer" : Word(columns[ZeekField.Rcode]);
                AddText("qtype"u8, columns[ZeekField.QueryType]);
                AddText("server"u8, columns[ZeekField.RespHost]);
                if (Number(columns[ZeekField.RespPort]) is >= 0 and var port)
                    detail.Add("server_port"u8, port);
                break;
            case ZeekLog.Conn:
                row.TargetPort = Number(columns[ZeekField.RespPort]);
                row.Outcome = columns[ZeekField.ConnState].IsEmpty ? "unknown" : Word(columns[ZeekField.ConnState]);
                row.Bytes = Sum(columns[ZeekField.OrigBytes], columns[ZeekField.RespBytes]);
                AddText("proto"u8, columns[ZeekField.Proto]);
                AddText("service"u8, columns[ZeekField.Service]);
                AddText("duration_s"u8, columns[ZeekField.Duration]);
                break;
            default:
                row.TargetPort = Number(columns[ZeekField.RespPort]);
                row.Outcome = columns[ZeekField.LastReply] is [var digit, ..] ? OutcomeOf(digit) : "unknown";
                AddText("helo"u8, columns[ZeekField.Helo]);
                AddText("from"u8, columns[ZeekField.MailFrom]);
                AddText("to"u8, columns[ZeekField.RcptTo]);
                if (!columns[ZeekField.Tls].IsEmpty)
                    detail.Add("tls"u8, columns[ZeekField.Tls] is [(byte)'T' or (byte)'t', ..]);
                break;
        }
        AddText("uid"u8, columns[ZeekField.Uid]);
        if (log == ZeekLog.Smtp)
            AddText("last_reply"u8, columns[ZeekField.LastReply]);
        row.Detail = detail.End();
    }

    static string OutcomeOf(byte replyDigit) => replyDigit switch
    {
        (byte)'2' => "accepted",
        (byte)'4' => "deferred",
        (byte)'5' => "rejected",
        _ => "unknown",
    };

    ReadOnlySpan<byte> Name(ReadOnlySpan<byte> query, bool escaped)
    {
        if (NameText.IsPlain(query))
            return query;
        var raw = query.Length <= rawRoom.Length ? rawRoom : new byte[query.Length];
        if (escaped && query.Contains((byte)'\\'))
            query = raw.AsSpan(0, Unescape(query, raw));
        var room = query.Length * 4 <= nameRoom.Length ? nameRoom : new byte[query.Length * 4];
        return NameText.Normalise(query, room, escapes: false);
    }

    /// <summary>Undoes <c>\xNN</c>.</summary>
    static int Unescape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x'
                && byte.TryParse(text.Slice(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                to[length++] = value;
                i += 3;
            }
            else
            {
                to[length++] = text[i];
            }
        }
        return length;
    }

    void AddText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
            detail.Add(name, value);
    }

    // Codes and states of a log are few: comparing octets is cheaper than making a text to look up.
    string Word(ReadOnlySpan<byte> value)
    {
        foreach (var (logged, word) in words)
        {
            if (value.SequenceEqual(logged))
                return word;
        }
        var text = SafeText.Of(value, 64);
        if (words.Count < 32)
            words.Add((value.ToArray(), text));
        return text;
    }

    static int Number(ReadOnlySpan<byte> value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    static long Sum(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var first = long.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x);
        var second = long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y);
        var sum = (first ? x : 0) + (second ? y : 0);
        return first || second ? Math.Max(sum, -1) : -1;
    }
}

/// <summary>The used columns of one row, as spans into it.</summary>
readonly ref struct ZeekColumns(ReadOnlySpan<byte> text, ReadOnlySpan<Range> places, bool timeIsText = false)
{
    readonly ReadOnlySpan<byte> text = text;
    readonly ReadOnlySpan<Range> places = places;

    /// <summary>Whether the time was a JSON text rather than a number.</summary>
    public bool TimeIsText { get; } = timeIsText;

    /// <summary>The value of a column; empty when unset.</summary>
    public ReadOnlySpan<byte> this[ZeekField field] => text[places[(int)field]];
}

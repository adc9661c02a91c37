using System.Text.Json;
using Postern.Logs.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Zeek;

/// <summary>Reads Zeek's JSON logs: one object a line, keys flat (<c>id.orig_h</c>) or nested (<c>id: {orig_h}</c>).</summary>
/// <remarks>Which log a row belongs to is said by <c>_path</c>; without it the keys that only one log has decide.</remarks>
/// <param name="zone">Zone of ISO 8601 stamps that carry none, or null.</param>
sealed class ZeekJsonReader(TimeZoneInfo? zone = null) : LineReader
{
    const int MostKeys = 64;

    readonly ZeekRow row = new(new LoneClock(zone));
    readonly Range[] places = new Range[ZeekNames.Count];
    readonly FlatJson flat = new();
    readonly List<(byte[] Key, ZeekKey Meaning)> order = []; // of the keys in the lines before
    byte[] values = new byte[4096];

    public override bool LinesStandAlone => true;

    public override LineReader Fork() => new ZeekJsonReader(zone);

    public override bool StandsWhere(LineReader other) => true;

    public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (!TryFlat(line, number, sink))
            ReadAny(line, number, sink);
    }

    /// <summary>The quick way, for objects as Zeek writes them.</summary>
    bool TryFlat(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (!flat.TryStart(line))
            return false;
        Array.Clear(places);
        ZeekLog? named = null;
        var (timeIsText, sawTransaction) = (false, false);
        for (var i = 0; !flat.AtEnd(line); i++)
        {
            if (!flat.TryNext(line, out var key, out var value, out var kind))
                return false;
            var (field, isPath, isTransaction) = Meaning(i, line[key]);
            sawTransaction |= isTransaction;
            if (isPath && kind == FlatValue.Text)
                named = LogOf(line[value], sink);
            if (field < 0 || kind == FlatValue.Null)
                continue;
            if (field == (int)ZeekField.Ts)
                timeIsText = kind == FlatValue.Text;
            places[field] = value;
        }
        Deliver(named ?? LogOfKeys(sawTransaction), new ZeekColumns(line, places, timeIsText), number, sink);
        return true;
    }

    /// <summary>What a key means; lines mostly have their keys in the order of the line before.</summary>
    ZeekKey Meaning(int place, ReadOnlySpan<byte> key)
    {
        if (place < order.Count && key.SequenceEqual(order[place].Key))
            return order[place].Meaning;
        var meaning = new ZeekKey(ZeekNames.FieldOf(key), key.SequenceEqual("_path"u8), key.SequenceEqual("trans_id"u8));
        if (place < order.Count)
            order[place] = (key.ToArray(), meaning);
        else if (place == order.Count && place < MostKeys)
            order.Add((key.ToArray(), meaning));
        return meaning;
    }

    void ReadAny(ReadOnlySpan<byte> line, long number, ContactSink sink)
    {
        if (values.Length < line.Length)
            values = new byte[line.Length];
        Array.Clear(places);
        ZeekLog? log;
        bool timeIsText;
        try
        {
            log = ReadObject(line, sink, out timeIsText);
        }
        catch (JsonException)
        {
            sink.Reject(number, "bad JSON", line);
            return;
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair, which no UTF-8 can hold.
            sink.Reject(number, "bad JSON text", line);
            return;
        }
        Deliver(log, new ZeekColumns(values, places, timeIsText), number, sink);
    }

    void Deliver(ZeekLog? log, ZeekColumns columns, long number, ContactSink sink)
    {
        if (log is null or ZeekLog.Other)
            sink.Ignore("log holds no contacts");
        else
            row.Deliver(log.Value, columns, number, sink, escaped: false);
    }

    /// <summary>Collects the used values; the result is the log, null when the keys do not tell.</summary>
    ZeekLog? ReadObject(ReadOnlySpan<byte> line, ContactSink sink, out bool timeIsText)
    {
        timeIsText = false;
        var json = new Utf8JsonReader(line);
        ZeekLog? named = null;
        var sawTransaction = false;
        var used = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var inId = false;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
            {
                if (!inId)
                    break;
                inId = false;
                continue;
            }
            var field = -1;
            var isPath = false;
            if (inId)
            {
                field = json.ValueTextEquals("orig_h"u8) ? (int)ZeekField.OrigHost : json.ValueTextEquals("orig_p"u8) ? (int)ZeekField.OrigPort
                    : json.ValueTextEquals("resp_h"u8) ? (int)ZeekField.RespHost : json.ValueTextEquals("resp_p"u8) ? (int)ZeekField.RespPort : -1;
            }
            else
            {
                field = json.ValueIsEscaped ? -1 : ZeekNames.FieldOf(json.ValueSpan);
                isPath = json.ValueTextEquals("_path"u8);
                sawTransaction |= json.ValueTextEquals("trans_id"u8);
                if (json.ValueTextEquals("id"u8))
                {
                    json.Read();
                    inId = json.TokenType == JsonTokenType.StartObject;
                    if (!inId)
                        json.Skip();
                    continue;
                }
            }
            json.Read();
            if (isPath && json.TokenType == JsonTokenType.String)
                named = LogOf(json.ValueSpan, sink);
            if (field < 0 || json.TokenType is JsonTokenType.Null)
            {
                json.Skip();
                continue;
            }
            if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                used += Keep(line[start..(int)json.BytesConsumed], field, used);
                continue;
            }
            if (field == (int)ZeekField.Ts)
                timeIsText = json.TokenType == JsonTokenType.String;
            if (json.TokenType == JsonTokenType.String && json.ValueIsEscaped)
            {
                var length = json.CopyString(values.AsSpan(used));
                places[field] = used..(used + length);
                used += length;
            }
            else
            {
                used += Keep(json.ValueSpan, field, used);
            }
        }
        if (json.TokenType != JsonTokenType.EndObject || json.Read())
            throw new JsonException();
        return named ?? LogOfKeys(sawTransaction);
    }

    int Keep(ReadOnlySpan<byte> value, int field, int used)
    {
        value.CopyTo(values.AsSpan(used));
        places[field] = used..(used + value.Length);
        return value.Length;
    }

    static ZeekLog LogOf(ReadOnlySpan<byte> path, ContactSink sink)
    {
        if (ZeekNames.Repeats(path))
            sink.Warn(ZeekNames.RepeatsFlows);
        return ZeekNames.LogOf(path);
    }

    ZeekLog? LogOfKeys(bool sawTransaction)
    {
        bool Has(ZeekField field) => !places[(int)field].Equals(default(Range));
        return Has(ZeekField.ConnState) ? ZeekLog.Conn
            : sawTransaction || (Has(ZeekField.Query) && (Has(ZeekField.QueryType) || Has(ZeekField.Rcode))) ? ZeekLog.Dns
            : Has(ZeekField.LastReply) || Has(ZeekField.Helo) || Has(ZeekField.MailFrom) ? ZeekLog.Smtp
            : null;
    }

    /// <summary>What a key stands for: a used column or -1, the name of the log, the number of a DNS transaction.</summary>
    readonly record struct ZeekKey(int Field, bool IsPath, bool IsTransaction);
}

using System.Text.Json;

namespace Postern.Logs.PassiveDns;

/// <summary>What a line of passive DNS holds.</summary>
enum PassiveDnsLine
{
    /// <summary>An observation.</summary>
    Record,

    /// <summary>A mark in the stream (<c>cond</c>) and nothing else.</summary>
    Mark,

    /// <summary>No JSON object, or a damaged one.</summary>
    Damaged,
}

/// <summary>One observation in the Common Output Format (draft-dulaunoy-dnsop-passive-dns-cof), bare or in the envelope of DNSDB's
/// streams (<c>{"obj":{…}}</c>). Values point into the line, as JSON tokens.</summary>
ref struct PassiveDnsRecord
{
    /// <summary>Token of the owner name.</summary>
    public JsonToken Name;

    /// <summary>Token of the record type.</summary>
    public JsonToken Type;

    /// <summary>Token of the data: a string or an array.</summary>
    public JsonToken Data;

    /// <summary>Number of observations, or an empty token.</summary>
    public JsonToken Count;

    /// <summary>First and last time a sensor saw it.</summary>
    public JsonToken First, Last;

    /// <summary>First and last time it stood in a zone file.</summary>
    public JsonToken ZoneFirst, ZoneLast;

    /// <summary>State of the stream: <c>begin</c>, <c>ongoing</c>, <c>succeeded</c>, <c>limited</c>, <c>failed</c>; or empty.</summary>
    public JsonToken Condition;

    /// <summary>Reads a line.</summary>
    public static PassiveDnsLine Read(ReadOnlySpan<byte> line, out PassiveDnsRecord record)
    {
        record = default;
        // The reader checks the bytes of a string only when it has to unescape it.
        if (!System.Text.Unicode.Utf8.IsValid(line))
            return PassiveDnsLine.Damaged;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return PassiveDnsLine.Damaged;
            var enveloped = false;
            var read = default(PassiveDnsRecord);
            read.ReadMembers(line, ref reader, ref enveloped);
            record = read;
            return reader.Read() ? PassiveDnsLine.Damaged
                : record.Name.IsEmpty && !record.Condition.IsEmpty && !enveloped ? PassiveDnsLine.Mark
                : PassiveDnsLine.Record;
        }
        catch (JsonException)
        {
            return PassiveDnsLine.Damaged;
        }
    }

    void ReadMembers(ReadOnlySpan<byte> line, scoped ref Utf8JsonReader reader, scoped ref bool enveloped)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!enveloped && reader.ValueTextEquals("obj"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    enveloped = true;
                    ReadMembers(line, ref reader, ref enveloped);
                    continue;
                }
                reader.Skip();
                continue;
            }
            ReadMember(line, ref reader);
        }
    }

    void ReadMember(ReadOnlySpan<byte> line, scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("rrname"u8))
            Name = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("rrtype"u8))
            Type = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("rdata"u8))
            Data = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("count"u8))
            Count = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("time_first"u8))
            First = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("time_last"u8))
            Last = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("zone_time_first"u8))
            ZoneFirst = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("zone_time_last"u8))
            ZoneLast = JsonToken.Next(line, ref reader);
        else if (reader.ValueTextEquals("cond"u8))
            Condition = JsonToken.Next(line, ref reader);
        else
            reader.Skip();
    }
}

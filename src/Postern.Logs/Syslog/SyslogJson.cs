using System.Text.Json;
using Postern.Logs.Time;

namespace Postern.Logs.Syslog;

/// <summary>Syslog as rsyslog's JSON: <c>{"@timestamp":…,"host":…,"syslog-tag":"TAG[PID]:","message":" MSG"}</c>.</summary>
sealed class SyslogJson
{
    byte[] text = [];
    int used;

    /// <summary>Reads one object; the record's spans point into this buffer.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref SyslogRecord record, out string problem)
    {
        problem = "damaged JSON";
        // No value is longer unescaped than it stands in the line.
        if (text.Length < line.Length)
            text = new byte[line.Length * 2];
        used = 0;
        ReadOnlySpan<byte> stamp = default;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                TakeMember(ref reader, ref record, ref stamp);
            if (reader.BytesConsumed != line.Length && line[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t"u8))
                return false;
        }
        // Damage shows as the first, a lone surrogate or bytes that are not UTF-8 as the second.
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            return false;
        }
        if (stamp.IsEmpty)
        {
            problem = "no @timestamp";
            return false;
        }
        problem = SyslogFraming.ImpossibleTime;
        record.HasTime = true;
        record.Message = SyslogFraming.WithoutBlank(record.Message);
        return StampText.Iso(stamp, out record.Stamp, out var length) == StampRead.Ok && length == stamp.Length;
    }

    void TakeMember(ref Utf8JsonReader reader, ref SyslogRecord record, ref ReadOnlySpan<byte> stamp)
    {
        var member =
            reader.ValueTextEquals("@timestamp"u8) || reader.ValueTextEquals("timestamp"u8) ? Member.Time
            : reader.ValueTextEquals("host"u8) || reader.ValueTextEquals("hostname"u8) ? Member.Host
            : reader.ValueTextEquals("syslog-tag"u8) || reader.ValueTextEquals("syslogtag"u8) ? Member.Tag
            : reader.ValueTextEquals("app-name"u8) || reader.ValueTextEquals("programname"u8) ? Member.Program
            : reader.ValueTextEquals("procid"u8) ? Member.Pid
            : reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("msg"u8) ? Member.Message
            : Member.Other;
        reader.Read();
        if (member == Member.Other || reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }
        var length = reader.CopyString(text.AsSpan(used));
        var value = text.AsSpan(used, length);
        used += length;
        switch (member)
        {
            case Member.Time:
                stamp = value;
                break;
            case Member.Host:
                record.Host = value;
                break;
            case Member.Tag:
                SyslogFraming.SplitTag(value.Length > 0 && value[^1] == ':' ? value[..^1] : value, ref record);
                record.ProgramCut = false;
                break;
            case Member.Program when record.Program.IsEmpty:
                record.Program = value;
                record.ProgramCut = true;
                break;
            case Member.Pid when record.Pid.IsEmpty:
                record.Pid = value;
                break;
            case Member.Message:
                record.Message = value;
                break;
        }
    }

    enum Member
    {
        Other,
        Time,
        Host,
        Tag,
        Program,
        Pid,
        Message,
    }
}

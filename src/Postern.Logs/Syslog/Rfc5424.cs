using Postern.Logs.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Syslog;

/// <summary>The header of RFC 5424 §6 behind <c>&lt;PRI&gt;1 </c>: <c>TIMESTAMP HOST APP-NAME PROCID MSGID SD [BOM]MSG</c>.</summary>
static class Rfc5424
{
    /// <summary>Reads header and structured data into the record.</summary>
    public static StampRead Read(ReadOnlySpan<byte> line, ref SyslogRecord record)
    {
        var stamp = Words.Take(ref line);
        if (!stamp.SequenceEqual("-"u8))
        {
            var read = StampText.Iso(stamp, out record.Stamp, out var length);
            if (read != StampRead.Ok)
                return read;
            if (length != stamp.Length)
                return StampRead.None;
            record.HasTime = true;
        }
        record.Host = Named(Words.Take(ref line));
        record.Program = Named(Words.Take(ref line));
        record.Pid = Named(Words.Take(ref line));
        if (Words.Take(ref line).IsEmpty || !TrySkipData(ref line))
            return StampRead.None;
        record.ProgramCut = true;
        line = SyslogFraming.WithoutBlank(line);
        if (line.StartsWith("\ufeff"u8))
            line = line[3..];
        record.Message = SyslogFraming.WithoutBlank(line);
        return StampRead.Ok;
    }

    static ReadOnlySpan<byte> Named(ReadOnlySpan<byte> word) => word.SequenceEqual("-"u8) ? default : word;

    // "-" or elements [id name="value" …]; inside quotes a backslash takes the next byte (RFC 5424 §6.3.3).
    static bool TrySkipData(ref ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[0] == '-')
        {
            line = line[1..];
            return true;
        }
        var at = 0;
        while (at < line.Length && line[at] == '[')
        {
            var quoted = false;
            for (at++; at < line.Length && (quoted || line[at] != ']'); at++)
            {
                if (line[at] == '"')
                    quoted = !quoted;
                else if (quoted && line[at] == '\\')
                    at++;
            }
            if (at >= line.Length)
                return false;
            at++;
        }
        line = line[at..];
        return at > 0;
    }
}

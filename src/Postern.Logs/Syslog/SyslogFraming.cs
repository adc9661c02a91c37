using System.Buffers.Text;
using Postern.Logs.Time;

namespace Postern.Logs.Syslog;

/// <summary>Takes the header off syslog lines of every usual shape, line by line, because real upgrades mix them in one file:
/// traditional (RFC 3164 and its relatives), RFC 3339 stamps, RFC 5424, and rsyslog's JSON (formats.md §5).</summary>
sealed class SyslogFraming
{
    const string NoHeader = "no syslog header";

    /// <summary>Problem of a line whose stamp has the right shape and names a time that does not exist.</summary>
    public const string ImpossibleTime = "impossible time";

    readonly SyslogJson json = new();
    long repeats;

    /// <summary>Takes a line apart.</summary>
    /// <param name="line">The line.</param>
    /// <param name="record">Its parts.</param>
    /// <param name="problem">Why it is no syslog line; one of few texts.</param>
    public bool TryRead(ReadOnlySpan<byte> line, out SyslogRecord record, out string problem)
    {
        record = default;
        problem = NoHeader;
        if (line.Length > 0 && line[0] == '{')
        {
            if (!json.TryRead(line, ref record, out problem))
                return false;
        }
        else
        {
            var priority = Priority(line);
            if (priority < 0)
                return false;
            line = line[priority..];
            var read = priority > 0 && line.StartsWith("1 "u8)
                ? Rfc5424.Read(line[2..], ref record)
                : ReadHeader(line, ref record);
            if (read != StampRead.Ok)
            {
                problem = read == StampRead.Impossible ? ImpossibleTime : NoHeader;
                return false;
            }
        }
        record.Repeats = RepeatsIn(record.Message);
        repeats += record.Repeats;
        problem = "";
        return true;
    }

    /// <summary>Says how many repeats syslog summed up in the lines read.</summary>
    public void Finish(ContactSink sink)
    {
        if (repeats > 0)
            sink.Warn($"repeats of earlier lines that syslog only counted, and that are no contacts here: {repeats}");
    }

    /// <summary>What a syslog line of another program says about a format that syslog may carry: nothing. Any other line is not of it.</summary>
    public static LineTest TestOther(ReadOnlySpan<byte> line) =>
        new SyslogFraming().TryRead(line, out _, out var problem) || problem == ImpossibleTime ? LineTest.Untestable : LineTest.No;

    /// <summary>Splits <c>TAG[PID]</c> or <c>TAG</c>, without colon.</summary>
    public static void SplitTag(ReadOnlySpan<byte> tag, ref SyslogRecord record)
    {
        var bracket = tag.Length > 0 && tag[^1] == ']' ? tag.LastIndexOf((byte)'[') : -1;
        record.Program = bracket < 0 ? tag : tag[..bracket];
        record.Pid = bracket < 0 ? default : tag[(bracket + 1)..^1];
    }

    /// <summary>The text without the one blank it may begin with: rsyslog keeps the blank between tag and message.</summary>
    public static ReadOnlySpan<byte> WithoutBlank(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] == ' ' ? text[1..] : text;

    // Length of <PRI>, 0 when there is none, -1 when it is none that RFC 5424 §6.2.1 allows.
    static int Priority(ReadOnlySpan<byte> line)
    {
        if (line.Length == 0 || line[0] != '<')
            return 0;
        var end = line[..Math.Min(line.Length, 5)].IndexOf((byte)'>');
        return end > 1 && StampText.Number(line[1..end], out var value) && value <= 191 ? end + 1 : -1;
    }

    static StampRead ReadHeader(ReadOnlySpan<byte> line, ref SyslogRecord record)
    {
        if (line.Length > 0 && char.IsAsciiDigit((char)line[0]))
        {
            var iso = StampText.Iso(line, out record.Stamp, out var length);
            return iso == StampRead.Ok ? ReadTag(line[length..], ref record) : iso;
        }
        // OpenWrt: "Thu Jan  1 00:10:00 2026 daemon.info TAG: …"
        var weekday = line.Length > 4 && line[3] == ' ' && StampText.MonthOf(line) == 0 && StampText.MonthOf(line[4..]) != 0;
        if (weekday)
            line = line[4..];
        var read = StampText.Month(line, out record.Stamp, out var taken);
        if (read != StampRead.Ok)
            return read;
        line = line[taken..];
        if (line.Length > 5 && line[0] == ' ' && line[5] == ' ' && StampText.Number(line.Slice(1, 4), out var year) && year > 0)
        {
            record.Stamp.Year = year;
            line = line[5..];
            if (record.Stamp is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year))
                return StampRead.Impossible;
        }
        line = WithoutFacility(line, weekday);
        return ReadTag(line, ref record);
    }

    // FreeBSD's "<mail.info>" and OpenWrt's "mail.info" between time and host.
    static ReadOnlySpan<byte> WithoutFacility(ReadOnlySpan<byte> line, bool bare)
    {
        if (line.Length < 3 || line[0] != ' ' || line[1] != '<' && !bare)
            return line;
        var end = line[1..].IndexOf((byte)' ');
        if (end < 0)
            return line;
        var word = line.Slice(1, end);
        return word[0] == '<' ? word[^1] == '>' ? line[(end + 1)..] : line
            : word.IndexOf((byte)'.') > 0 && word[^1] != ':' ? line[(end + 1)..] : line;
    }

    // " [HOST] TAG[[PID]]: MSG". Lines without a tag ("HOST -- MARK --") are syslog too, of no program.
    static StampRead ReadTag(ReadOnlySpan<byte> rest, ref SyslogRecord record)
    {
        if (rest.Length == 0 || rest[0] != ' ')
            return StampRead.None;
        record.HasTime = true;
        rest = rest[1..];
        if (TryTag(rest, ref record))
            return StampRead.Ok;
        var blank = rest.IndexOf((byte)' ');
        if (blank < 0)
        {
            record.Message = rest;
            return StampRead.Ok;
        }
        record.Host = rest[..blank];
        rest = rest[(blank + 1)..];
        if (!TryTag(rest, ref record))
            record.Message = rest;
        return StampRead.Ok;
    }

    static bool TryTag(ReadOnlySpan<byte> text, ref SyslogRecord record)
    {
        var blank = text.IndexOf((byte)' ');
        var word = blank < 0 ? text : text[..blank];
        if (word.Length < 2 || word[^1] != ':')
            return false;
        SplitTag(word[..^1], ref record);
        record.Message = blank < 0 ? default : text[(blank + 1)..];
        return true;
    }

    // "last message repeated 3 times", "message repeated 3 times: [ MSG]"
    static int RepeatsIn(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("last "u8))
            message = message[5..];
        if (!message.StartsWith("message repeated "u8))
            return 0;
        message = message[17..];
        return Utf8Parser.TryParse(message, out int times, out var taken) && times > 0
            && message[taken..].StartsWith(" times"u8) ? times : 0;
    }
}

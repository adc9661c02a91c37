using System.Buffers;

namespace Postern.Ledger.Sqlite;

/// <summary>One line of a block of contacts, as <see cref="ContactBlockWriter"/> writes it, and nothing else: each contact has one spelling,
/// so that what reads alike is alike, also for other programs.</summary>
ref struct ContactLine
{
    /// <summary>What ends the plain part of a text: its end, an escape, and what would have been escaped.</summary>
    static readonly SearchValues<byte> Marks = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(octet => (byte)octet), (byte)'"', (byte)'\\']);

    ReadOnlySpan<byte> rest;

    /// <summary>Place in the block.</summary>
    public long Place { get; private set; }

    /// <summary>Instant (ns), or <see cref="LedgerContact.NoTime"/>.</summary>
    public long Time { get; private set; }

    /// <summary>Number of the pair.</summary>
    public long Pair { get; private set; }

    /// <summary>Number of the outcome's name.</summary>
    public long Outcome { get; private set; }

    /// <summary>Line in the file; 0 for none.</summary>
    public long Line { get; private set; }

    /// <summary>Detail, with its escapes.</summary>
    public ReadOnlySpan<byte> Detail { get; private set; }

    /// <summary>Port of the source; -1 when unknown.</summary>
    public long SourcePort { get; private set; }

    /// <summary>Size; -1 when unknown.</summary>
    public long Bytes { get; private set; }

    /// <summary>Port of the target; -1 when unknown.</summary>
    public long TargetPort { get; private set; }

    /// <summary>Whether it sums many.</summary>
    public bool Aggregate { get; private set; }

    /// <summary>Reads a line without the comma or bracket behind it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out ContactLine line)
    {
        line = new ContactLine { rest = text, SourcePort = -1, Bytes = -1, TargetPort = -1 };
        if (!line.Takes((byte)'[') || !line.TryNumber(out var place) || !line.TryNext(LedgerContact.NoTime, out var time)
            || !line.TryNext(0, out var pair) || !line.TryNext(0, out var outcome) || !line.TryNext(0, out var fileLine)
            || !line.Takes((byte)',') || !line.TryText(out var detail))
            return false;
        (line.Place, line.Time, line.Pair, line.Outcome, line.Line) = (place, time, pair, outcome, fileLine);
        line.Detail = detail;
        if (line.Ends)
            return true;
        if (!line.TryNext(-1, out var sourcePort))
            return false;
        line.SourcePort = sourcePort;
        if (line.Ends)
            return sourcePort != -1; // nulls at the end are left out
        if (!line.TryNext(-1, out var bytes))
            return false;
        line.Bytes = bytes;
        if (line.Ends)
            return bytes != -1;
        if (!line.TryNext(-1, out var targetPort))
            return false;
        line.TargetPort = targetPort;
        if (line.Ends)
            return targetPort != -1;
        line.Aggregate = line.rest.SequenceEqual(",1]"u8);
        return line.Aggregate;
    }

    /// <summary>Takes the escapes out of a detail.</summary>
    /// <param name="detail">With escapes.</param>
    /// <param name="room">Room for it without them: no longer than it is with them.</param>
    /// <param name="length">Octets written.</param>
    public static bool TryUnescape(ReadOnlySpan<byte> detail, Span<byte> room, out int length)
    {
        length = 0;
        while (true)
        {
            var plain = detail.IndexOf((byte)'\\');
            if (plain < 0)
            {
                detail.CopyTo(room[length..]);
                length += detail.Length;
                return true;
            }
            detail[..plain].CopyTo(room[length..]);
            length += plain;
            detail = detail[(plain + 1)..];
            if (detail.IsEmpty)
                return false;
            if (detail[0] is (byte)'"' or (byte)'\\')
            {
                room[length++] = detail[0];
                detail = detail[1..];
                continue;
            }
            if (detail.Length < 5 || !detail.StartsWith("u00"u8) || detail[3] is not ((byte)'0' or (byte)'1'))
                return false;
            var low = "0123456789abcdef"u8.IndexOf(detail[4]);
            if (low < 0)
                return false;
            room[length++] = (byte)((detail[3] - '0') * 16 + low);
            detail = detail[5..];
        }
    }

    readonly bool Ends => rest is [(byte)']'];

    bool Takes(byte octet)
    {
        if (rest.IsEmpty || rest[0] != octet)
            return false;
        rest = rest[1..];
        return true;
    }

    bool TryNext(long unknown, out long value)
    {
        value = unknown;
        if (!Takes((byte)','))
            return false;
        if (!rest.StartsWith("null"u8))
            return TryNumber(out value) && value != unknown;
        rest = rest[4..];
        return true;
    }

    bool TryNumber(out long value)
    {
        var isNegative = !rest.IsEmpty && rest[0] == '-';
        var place = isNegative ? 1 : 0;
        ulong sum = 0;
        var start = place;
        // 18 digits cannot overflow; the 19th can, beyond 2^63.
        for (; place < rest.Length && place - start < 19 && (uint)(rest[place] - '0') <= 9; place++)
            sum = sum * 10 + (uint)(rest[place] - '0');
        value = isNegative ? (long)(0 - sum) : (long)sum;
        if (place == start || sum > long.MaxValue || rest[start] == '0' && (place > start + 1 || isNegative))
            return false;
        rest = rest[place..];
        return true;
    }

    bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Takes((byte)'"'))
            return false;
        for (var place = 0; ;)
        {
            var mark = rest[place..].IndexOfAny(Marks);
            if (mark < 0)
                return false;
            place += mark;
            if (rest[place] < ' ')
                return false;
            if (rest[place] == '"')
            {
                text = rest[..place];
                rest = rest[(place + 1)..];
                return true;
            }
            place += 2; // whatever is escaped
            if (place > rest.Length)
                return false;
        }
    }
}

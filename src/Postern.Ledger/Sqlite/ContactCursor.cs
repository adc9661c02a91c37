namespace Postern.Ledger.Sqlite;

/// <summary>Goes through the contacts of a ledger in the order of their numbers.</summary>
/// <remarks>It believes nothing: what <see cref="ContactBlockWriter"/> would not have written, or what stands where another contact
/// should, is not given as a contact; instead the first number that is missing so is given as not sound. Lines beyond those of a
/// block's contacts are left out; <see cref="SqliteLedgerReader.CheckStore"/> finds them.</remarks>
sealed class ContactCursor : IDisposable
{
    readonly SqliteStatement blocks;
    byte[] text = new byte[1 << 14];
    byte[] unescaped = new byte[256];
    int end;
    int next;
    long from;
    long to;
    long floor;
    long first;
    long count;
    long file;
    long expected;
    int lineStart;

    public ContactCursor(SqliteDatabase database) => blocks = database.Named("contact-blocks-scan");

    /// <summary>Number of the contact, or of the first that cannot be read.</summary>
    public long Number { get; private set; }

    /// <summary>Whether there is a contact.</summary>
    public bool IsSound { get; private set; }

    /// <summary>Begins with the entries [first, last).</summary>
    public void Begin(long first, long last)
    {
        blocks.Reset().Bind(1, first).Bind(2, last);
        (from, to, floor) = (first, last, long.MinValue);
        (this.first, count, expected, next, end) = (0, 0, 0, 0, 0);
    }

    /// <summary>Goes on to the next contact, or to a place where one cannot be read; false at the end.</summary>
    /// <param name="line">The contact; its spans live until the next call.</param>
    public bool Next(out ContactLine line)
    {
        while (true)
        {
            if (next >= end)
            {
                var missing = expected;
                expected = count;
                if (missing < count && Lacks(missing, count))
                {
                    line = default;
                    return true;
                }
                if (!TryBlock())
                {
                    line = default;
                    return false;
                }
            }
            if (!TryLine(out line) || line.Place < expected || line.Place >= count)
                continue; // the next line, or the end of the block, tells that one is missing
            if (line.Place > expected)
            {
                var missing = expected;
                expected = line.Place;
                if (Lacks(missing, expected))
                {
                    next = lineStart; // this line once more, when the gap before it has been told
                    return true;
                }
            }
            expected++;
            Number = first + line.Place;
            IsSound = Number >= floor;
            if (Number >= from && Number < to)
                return true;
        }
    }

    /// <summary>Puts together the contact of a line; false when its names are missing.</summary>
    /// <param name="line">The line that <see cref="Next"/> gave.</param>
    /// <param name="pairs">Knows the names.</param>
    /// <param name="whole">False leaves outcome, figures but the line, and detail empty, which is faster.</param>
    /// <param name="contact">The contact; its spans live until the next call.</param>
    public bool TryRead(in ContactLine line, PairTable pairs, bool whole, out LedgerContact contact)
    {
        contact = new LedgerContact();
        if (!IsSound || !pairs.TryGet(line.Pair, out var kind, out var source, out var target))
            return false;
        contact.Number = Number;
        contact.Time = line.Time;
        contact.Kind = kind;
        contact.Source = source;
        contact.Target = target;
        contact.File = file;
        contact.Aggregate = line.Aggregate;
        if (!whole)
        {
            contact.Figures = new(-1, -1, -1, line.Line);
            return true;
        }
        if (!pairs.TryName(line.Outcome, out var outcome) || !IsPort(line.SourcePort) || !IsPort(line.TargetPort))
            return false;
        if (unescaped.Length < line.Detail.Length)
            unescaped = new byte[line.Detail.Length * 2];
        if (!ContactLine.TryUnescape(line.Detail, unescaped, out var length))
            return false;
        contact.Outcome = outcome;
        contact.Figures = new(line.Bytes, (int)line.SourcePort, (int)line.TargetPort, line.Line);
        contact.Detail = unescaped.AsSpan(0, length);
        return true;
    }

    /// <summary>Lets go of the state of the ledger that it reads.</summary>
    public void Reset() => blocks.Reset();

    public void Dispose() => blocks.Dispose();

    static bool IsPort(long value) => value is >= -1 and <= int.MaxValue;

    /// <summary>Whether a gap of the block, [missing, behind), reaches into what is asked for.</summary>
    bool Lacks(long missing, long behind)
    {
        Number = Math.Max(first + missing, from);
        IsSound = false;
        return Number < Math.Min(first + behind, to);
    }

    bool TryBlock()
    {
        floor = Math.Max(floor, first + count);
        if (!blocks.Step())
            return false;
        first = Math.Clamp(blocks.Number(0), 0, long.MaxValue / 2);
        count = Math.Clamp(blocks.Number(1), 0, long.MaxValue / 4);
        file = blocks.Number(2);
        var stored = blocks.Bytes(3);
        if (text.Length < stored.Length)
            text = new byte[(int)Math.Min(stored.Length * 2L, Array.MaxLength)];
        stored.CopyTo(text);
        (next, end, expected) = (0, stored.Length, 0);
        return true;
    }

    bool TryLine(out ContactLine line)
    {
        lineStart = next;
        var rest = text.AsSpan(next, end - next);
        var length = rest.IndexOf((byte)'\n');
        var isLast = length < 0;
        if (isLast)
            length = rest.Length;
        next += length + 1;
        var outer = lineStart == 0 ? 1 : 0;
        line = default;
        return length > outer && rest[length - 1] == (isLast ? ']' : ',') && (outer == 0 || rest[0] == '[')
            && ContactLine.TryRead(rest[outer..(length - 1)], out line);
    }
}

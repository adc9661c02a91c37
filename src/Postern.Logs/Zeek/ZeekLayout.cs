using System.Globalization;
using Postern.Contacts;

namespace Postern.Logs.Zeek;

/// <summary>What the header of a Zeek TSV log says of the rows below it. Immutable; each directive gives a new one.</summary>
sealed record ZeekLayout
{
    /// <summary>Before any header.</summary>
    public static readonly ZeekLayout None = new();

    /// <summary>Stands between two columns.</summary>
    public byte Separator { get; private init; } = (byte)'\t';

    /// <summary>Text of an unset value.</summary>
    public byte[] Unset { get; private init; } = [.. "-"u8];

    /// <summary>Text of an empty value.</summary>
    public byte[] Empty { get; private init; } = [.. "(empty)"u8];

    /// <summary>Which log it is.</summary>
    public ZeekLog Log { get; private init; }

    /// <summary>Why rows of a log that is <see cref="ZeekLog.Other"/> are ignored: one text, made once.</summary>
    public string WithoutContacts { get; private init; } = "log holds no contacts";

    /// <summary>Whether the log repeats a flow while it lasts.</summary>
    public bool Repeats { get; private init; }

    /// <summary>Number of columns; 0 before <c>#fields</c>.</summary>
    public int Columns { get; private init; }

    /// <summary>Column of each used field, or -1.</summary>
    public int[] Place { get; private init; } = [];

    /// <summary>What the table needs: time, source and target.</summary>
    public ZeekSelection Needed { get; private init; } = new([]);

    /// <summary>The same with what a look-up was answered.</summary>
    public ZeekSelection Answered { get; private init; } = new([]);

    /// <summary>All that a contact with its detail is made of.</summary>
    public ZeekSelection Used { get; private init; } = new([]);

    /// <summary>The field that names the target.</summary>
    public ZeekField Target => Log == ZeekLog.Dns ? ZeekField.Query : ZeekField.RespHost;

    /// <summary>Kind of the contacts.</summary>
    public ContactKind Kind => ZeekNames.KindOf(Log);

    /// <summary>Whether a value is neither unset nor empty.</summary>
    public bool IsSet(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.SequenceEqual(Unset) && !value.SequenceEqual(Empty);

    /// <summary>The layout after a directive line; the same when the directive says nothing of the rows.</summary>
    public ZeekLayout After(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator "u8))
            return TrySeparator(line[11..], out var separator) ? new ZeekLayout { Separator = separator } : this;
        var end = line.IndexOf(Separator);
        if (end < 0)
            return this;
        var name = line[..end];
        var value = line[(end + 1)..];
        if (name.SequenceEqual("#unset_field"u8))
            return this with { Unset = value.ToArray() };
        if (name.SequenceEqual("#empty_field"u8))
            return this with { Empty = value.ToArray() };
        if (name.SequenceEqual("#path"u8))
        {
            return (this with
            {
                Log = ZeekNames.LogOf(value),
                Repeats = ZeekNames.Repeats(value),
                WithoutContacts = $"log {Text.SafeText.Of(value, 40)} holds no contacts",
            }).WithNeeded();
        }
        return name.SequenceEqual("#fields"u8) ? WithFields(value).WithNeeded() : this;
    }

    /// <summary>Whether both read rows alike.</summary>
    public bool ReadsAs(ZeekLayout other) =>
        ReferenceEquals(this, other)
        || (Separator == other.Separator && Log == other.Log && WithoutContacts == other.WithoutContacts && Columns == other.Columns
            && Unset.AsSpan().SequenceEqual(other.Unset) && Empty.AsSpan().SequenceEqual(other.Empty)
            && Place.AsSpan().SequenceEqual(other.Place));

    ZeekLayout WithFields(ReadOnlySpan<byte> names)
    {
        var place = new int[ZeekNames.Count];
        Array.Fill(place, -1);
        var column = 0;
        foreach (var range in names.Split(Separator))
        {
            var field = ZeekNames.FieldOf(names[range]);
            if (field >= 0)
                place[field] = column;
            column++;
        }
        return this with { Columns = column, Place = place };
    }

    ZeekLayout WithNeeded()
    {
        if (Columns == 0)
            return this;
        ZeekSelection Selection(IEnumerable<ZeekField> fields) =>
            new([.. fields.Select(field => (field, Place[(int)field])).Where(f => f.Item2 >= 0)]);
        return this with
        {
            Needed = Selection([ZeekField.Ts, ZeekField.OrigHost, Target]),
            Answered = Selection([ZeekField.Ts, ZeekField.OrigHost, Target, ZeekField.Answers]),
            Used = Selection(Enum.GetValues<ZeekField>().Where(field => field != ZeekField.Answers)),
        };
    }

    static bool TrySeparator(ReadOnlySpan<byte> text, out byte separator)
    {
        separator = text.Length == 1 ? text[0] : (byte)0;
        return text.Length == 1
            || (text.Length == 4 && text.StartsWith("\\x"u8)
                && byte.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out separator));
    }
}

/// <summary>Fields to take from a row, with their columns.</summary>
sealed class ZeekSelection((ZeekField Field, int Column)[] fields)
{
    /// <summary>The fields.</summary>
    public (ZeekField Field, int Column)[] Fields { get; } = fields;

    /// <summary>Column of a field, or -1.</summary>
    public int Column(ZeekField field)
    {
        foreach (var (own, column) in Fields)
        {
            if (own == field)
                return column;
        }
        return -1;
    }

    /// <summary>Columns up to the last one of them.</summary>
    public int Columns { get; } = fields.Length == 0 ? 0 : fields.Max(f => f.Column) + 1;
}

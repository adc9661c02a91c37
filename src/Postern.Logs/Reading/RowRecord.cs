using System.Buffers.Binary;
using Postern.Contacts;

namespace Postern.Logs.Reading;

/// <summary>One whole contact as <see cref="RowHarvest"/> gives it out: spans are valid during the visit only.</summary>
public readonly ref struct RowRecord
{
    const int FixedLength = 60;

    readonly ReadOnlySpan<byte> octets;
    readonly IReadOnlyList<string> words;

    internal RowRecord(ReadOnlySpan<byte> octets, IReadOnlyList<string> words)
    {
        this.octets = octets;
        this.words = words;
    }

    /// <summary>Instant (ns), or <see cref="ContactRow.NoTime"/>.</summary>
    public long Time => TimeOf(octets);

    /// <summary>Kind of the contact.</summary>
    public ContactKind Kind => (ContactKind)octets[56];

    /// <summary>Who made it; empty when unknown.</summary>
    public ReadOnlySpan<byte> Source => octets.Slice(FixedLength, SourceLength);

    /// <summary>Port of the source, or -1.</summary>
    public int SourcePort => Int(32);

    /// <summary>What was contacted.</summary>
    public ReadOnlySpan<byte> Target => octets.Slice(FixedLength + SourceLength, TargetLength);

    /// <summary>Port of the target, or -1.</summary>
    public int TargetPort => Int(36);

    /// <summary>Outcome word.</summary>
    public string Outcome => words[Int(40)];

    /// <summary>Size, octets; -1 when unknown.</summary>
    public long Bytes => Long(24);

    /// <summary>Everything else as a JSON object; empty when there is nothing.</summary>
    public ReadOnlySpan<byte> Detail => octets[(FixedLength + SourceLength + TargetLength)..];

    /// <summary>Sums many observations (passive DNS): left out of every timing computation.</summary>
    public bool Aggregate => octets[57] != 0;

    /// <summary>Number of the file, in the order of the inputs.</summary>
    public int File => Int(4);

    /// <summary>Physical line in that file, from 1.</summary>
    public long Line => LineOf(octets);

    /// <summary>Place among the contacts of its part of the file, in the order found.</summary>
    internal int Handle => HandleOf(octets);

    int SourceLength => Int(48);

    int TargetLength => Int(52);

    internal static int LengthOf(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadInt32LittleEndian(octets);

    internal static long TimeOf(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadInt64LittleEndian(octets[8..]);

    internal static long LineOf(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadInt64LittleEndian(octets[16..]);

    internal static int HandleOf(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadInt32LittleEndian(octets[44..]);

    /// <summary>Octets needed for a contact.</summary>
    internal static int LengthOf(in ContactRow row, int sourceLength) =>
        FixedLength + sourceLength + row.Target.Length + row.Detail.Length;

    /// <summary>Writes a contact.</summary>
    internal static void Write(Span<byte> to, in ContactRow row, ReadOnlySpan<byte> source, int word, int handle)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, to.Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], row.Time);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], row.Line);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], row.Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], row.SourcePort);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], row.TargetPort);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], word);
        BinaryPrimitives.WriteInt32LittleEndian(to[44..], handle);
        BinaryPrimitives.WriteInt32LittleEndian(to[48..], source.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[52..], row.Target.Length);
        to[56] = (byte)row.Kind;
        to[57] = row.Aggregate ? (byte)1 : (byte)0;
        source.CopyTo(to[FixedLength..]);
        row.Target.CopyTo(to[(FixedLength + source.Length)..]);
        row.Detail.CopyTo(to[(FixedLength + source.Length + row.Target.Length)..]);
    }

    /// <summary>Fills in what is known only when the part is taken: the file, and the line counted from the file's start.</summary>
    internal static void Place(Span<byte> octets, int file, long firstLine)
    {
        BinaryPrimitives.WriteInt32LittleEndian(octets[4..], file);
        BinaryPrimitives.WriteInt64LittleEndian(octets[16..], LineOf(octets) + firstLine);
    }

    /// <summary>A contact that a later record told more about: the same octets when only numbers change, longer ones with more detail.</summary>
    internal static byte[] Amended(ReadOnlySpan<byte> octets, in Amendment more)
    {
        var old = new RowRecord(octets, []).Detail;
        // Two objects {a} and {b} become {a,b}; an empty one adds nothing.
        var added = more.Detail.Length > 2 ? more.Detail : [];
        var head = octets.Length - old.Length;
        byte[] result = added.Length == 0 ? octets.ToArray()
            : old.Length <= 2 ? [.. octets[..head], .. added]
            : [.. octets[..^1], (byte)',', .. added[1..]];
        BinaryPrimitives.WriteInt32LittleEndian(result, result.Length);
        AmendFixed(result, more);
        return result;
    }

    /// <summary>Amends in place what does not change the length.</summary>
    internal static void AmendFixed(Span<byte> octets, in Amendment more)
    {
        if (more.Word >= 0)
            BinaryPrimitives.WriteInt32LittleEndian(octets[40..], more.Word);
        if (more.Bytes >= 0)
            BinaryPrimitives.WriteInt64LittleEndian(octets[24..], more.Bytes);
    }

    int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(octets[at..]);

    long Long(int at) => BinaryPrimitives.ReadInt64LittleEndian(octets[at..]);
}

/// <summary>What a later record told about a contact: -1 and empty leave what is there.</summary>
readonly record struct Amendment(int Word, long Bytes, byte[] Detail);

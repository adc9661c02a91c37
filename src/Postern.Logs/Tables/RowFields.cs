namespace Postern.Logs.Tables;

/// <summary>The fields of one row: bytes, and where each field lies in them.</summary>
/// <param name="text">The bytes.</param>
/// <param name="start">Where each field starts.</param>
/// <param name="end">Where each field ends.</param>
readonly ref struct RowFields(ReadOnlySpan<byte> text, ReadOnlySpan<int> start, ReadOnlySpan<int> end)
{
    readonly ReadOnlySpan<byte> text = text;
    readonly ReadOnlySpan<int> start = start;
    readonly ReadOnlySpan<int> end = end;

    /// <summary>Field <paramref name="index"/> without blanks around it; empty when it is missing or the index is -1.</summary>
    public ReadOnlySpan<byte> this[int index] =>
        index < 0 ? default : text[start[index]..end[index]].Trim((byte)' ');
}

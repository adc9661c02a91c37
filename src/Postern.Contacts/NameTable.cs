using System.Text;

namespace Postern.Contacts;

/// <summary>Names as UTF-8 bytes in one block, by number; text is made only when someone reads it.</summary>
public sealed class NameTable
{
    readonly byte[] block;
    readonly int[] end;

    /// <summary>Names laid end to end in <paramref name="block"/>; name i ends before <c>end[i]</c>.</summary>
    public NameTable(byte[] block, int[] end)
    {
        this.block = block;
        this.end = end;
    }

    /// <summary>Number of names.</summary>
    public int Count => end.Length;

    /// <summary>The bytes of name <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : end[index - 1];
            return block.AsSpan(start, end[index] - start);
        }
    }

    /// <summary>The name as text.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>A table of the given names, in their order.</summary>
    public static NameTable Of(IEnumerable<string> names)
    {
        using var block = new MemoryStream();
        List<int> end = [];
        foreach (var name in names)
        {
            block.Write(Encoding.UTF8.GetBytes(name));
            end.Add((int)block.Length);
        }
        return new NameTable(block.ToArray(), [.. end]);
    }
}

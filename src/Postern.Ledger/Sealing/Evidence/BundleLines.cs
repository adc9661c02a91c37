using System.Security.Cryptography;

namespace Postern.Ledger.Sealing;

/// <summary>Lines of a stream, each ended by a line feed, hashed as they are read; no more than one line is held.</summary>
sealed class BundleLines(Stream stream, IncrementalHash hash, int longest)
{
    byte[] buffer = new byte[1 << 16];
    int start;
    int end;

    /// <summary>Why the last line could not be read; null when the stream ended as it should.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next line without its line feed, valid until the next call; false at the end.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        for (var searched = start; ;)
        {
            var place = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (place >= 0)
            {
                line = buffer.AsSpan(start, searched + place - start);
                start = searched + place + 1;
                return true;
            }
            searched = end - start;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Moves what is left to the front and reads more behind it.</summary>
    bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            if (end >= longest)
            {
                Fault = $"the line is longer than {longest:N0} bytes";
                return false;
            }
            Array.Resize(ref buffer, Math.Min(longest, end * 2));
        }
        var count = stream.Read(buffer, end, buffer.Length - end);
        if (count == 0)
        {
            if (end > 0)
                Fault = "the line does not end";
            return false;
        }
        hash.AppendData(buffer, end, count);
        end += count;
        return true;
    }
}

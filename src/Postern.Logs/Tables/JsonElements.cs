namespace Postern.Logs.Tables;

/// <summary>What a piece of JSON text is.</summary>
enum JsonPiece
{
    /// <summary>The line is used up.</summary>
    None,

    /// <summary>An element is whole: <see cref="JsonElements.Element"/>.</summary>
    Element,

    /// <summary>An element was longer than allowed and is dropped.</summary>
    TooLong,

    /// <summary>The rest of the line stands where no element can stand.</summary>
    Stray,
}

/// <summary>Cuts an array of elements, or objects one behind another, out of lines without regard to how they are broken into
/// lines. Only brackets, quotation marks and commas are looked at; whether an element is sound is found out later, so that a
/// damaged one costs only itself.</summary>
/// <param name="longest">Longest element, octets.</param>
sealed class JsonElements(int longest)
{
    byte[] buffer = new byte[1024];
    int length;
    int depth;
    bool inString;
    bool inEscape;
    bool inElement;
    bool afterArray;
    bool tooLong;

    /// <summary>The whole element, valid until the next call.</summary>
    public ReadOnlySpan<byte> Element => buffer.AsSpan(0, length);

    /// <summary>Line on which the element starts.</summary>
    public long Line { get; private set; }

    /// <summary>Whether an array is open that was not closed.</summary>
    public bool InArray { get; private set; }

    /// <summary>Whether an element is open.</summary>
    public bool IsOpen => inElement;

    /// <summary>Takes the next piece off the front of a line, or of a part of one.</summary>
    /// <param name="rest">The text; becomes what is left of it.</param>
    /// <param name="number">Number of the line.</param>
    /// <param name="ends">Whether the line ends behind the text.</param>
    public JsonPiece Next(ref ReadOnlySpan<byte> rest, long number, bool ends = true)
    {
        while (!inElement)
        {
            rest = rest.TrimStart(" \t\r"u8);
            if (rest.IsEmpty)
                return JsonPiece.None;
            if (!InArray && rest[0] == '[' && !afterArray)
                InArray = true;
            else if (InArray && rest[0] == ']')
                (InArray, afterArray) = (false, true);
            else if (!InArray && rest[0] != '{' || afterArray)
                return JsonPiece.Stray;
            else if (rest[0] != ',')
            {
                inElement = true;
                Line = number;
                length = depth = 0;
                tooLong = false;
                break;
            }
            rest = rest[1..];
        }
        return TakeElement(ref rest, ends);
    }

    JsonPiece TakeElement(ref ReadOnlySpan<byte> rest, bool ends)
    {
        var end = EndOfElement(rest, out var whole);
        Keep(rest[..end]);
        rest = rest[end..];
        if (!whole)
        {
            if (ends)
                Keep("\n"u8);
            return JsonPiece.None;
        }
        inElement = inString = inEscape = false;
        return tooLong ? JsonPiece.TooLong : JsonPiece.Element;
    }

    /// <summary>Where the element ends in the text: behind its last bracket, or for a bare value before the comma or bracket.</summary>
    int EndOfElement(ReadOnlySpan<byte> text, out bool whole)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (inEscape)
                    inEscape = false;
                else if (c == '\\')
                    inEscape = true;
                else if (c == '"')
                    inString = false;
                continue;
            }
            whole = true;
            switch (c)
            {
                case (byte)'"':
                    inString = true;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)',' or (byte)']' when depth == 0:
                    return i;
                case (byte)'}' or (byte)']' when --depth <= 0:
                    return i + 1;
            }
        }
        whole = false;
        return text.Length;
    }

    void Keep(ReadOnlySpan<byte> text)
    {
        tooLong |= length + text.Length > longest;
        if (tooLong)
            return;
        if (buffer.Length < length + text.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + text.Length));
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }
}

namespace Postern.Smtp.Commands;

/// <summary>Walks over <c>SP KEYWORD[=value]</c>, the parameters behind a path (RFC 5321 §4.1.2 esmtp-param).</summary>
ref struct ParameterReader
{
    ReadOnlySpan<byte> rest;

    /// <param name="text">What follows the path.</param>
    public ParameterReader(ReadOnlySpan<byte> text) => rest = text;

    /// <summary>The keyword as sent.</summary>
    public ReadOnlySpan<byte> Keyword { get; private set; }

    /// <summary>The value; empty without one.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether an equals sign was there.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Whether the text broke the grammar.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Steps to the next parameter.</summary>
    public bool Next()
    {
        if (rest.IsEmpty || IsMalformed)
            return false;
        if (rest[0] != ' ')
            return Malformed();
        rest = rest[1..];
        var end = rest.IndexOf((byte)' ');
        var parameter = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        var equals = parameter.IndexOf((byte)'=');
        HasValue = equals >= 0;
        Keyword = HasValue ? parameter[..equals] : parameter;
        Value = HasValue ? parameter[(equals + 1)..] : default;
        // esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-"); esmtp-value has neither "=" nor a blank, nor an empty form.
        if (Keyword.IsEmpty || Keyword[0] == '-' || HasValue && (Value.IsEmpty || Value.Contains((byte)'=')))
            return Malformed();
        foreach (var c in Keyword)
        {
            if (c != '-' && !char.IsAsciiLetterOrDigit((char)c))
                return Malformed();
        }
        return true;
    }

    bool Malformed()
    {
        IsMalformed = true;
        return false;
    }
}

using Postern.Contacts;

namespace Postern.Logs.Exim;

/// <summary>Exim's message ids: <c>xxxxxx-yyyyyy-zz</c> to 4.96, <c>xxxxxx-yyyyyyyyyyy-zzzz</c> from 4.97; the first part is the
/// epoch second of the arrival in base 62.</summary>
static class EximId
{
    /// <summary>Takes <c>ID </c> off the front of a text; an id alone counts too.</summary>
    public static bool TryTake(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> rest)
    {
        id = rest = default;
        var blank = text.IndexOf((byte)' ');
        var word = blank < 0 ? text : text[..blank];
        if (word.Length is not (16 or 23) || word[6] != '-' || word[^(word.Length == 16 ? 3 : 5)] != '-')
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit((char)word[i]) && !(word[i] == '-' && (i == 6 || i == word.Length - (word.Length == 16 ? 3 : 5))))
                return false;
        }
        id = word;
        rest = blank < 0 ? default : text[(blank + 1)..];
        return true;
    }

    /// <summary>Instant (ns) at which the id was made, to the second.</summary>
    public static long Time(ReadOnlySpan<byte> id)
    {
        long seconds = 0;
        foreach (var c in id[..6])
            seconds = seconds * 62 + Digit(c);
        return seconds * UnixTime.Second;
    }

    static int Digit(byte c) => c switch
    {
        <= (byte)'9' => c - '0',
        <= (byte)'Z' => c - 'A' + 10,
        _ => c - 'a' + 36,
    };
}

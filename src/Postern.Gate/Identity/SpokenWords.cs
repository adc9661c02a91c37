using System.Text;

namespace Postern.Gate.Identity;

/// <summary>Octets as words that people can read to each other: 16 bits are consonant, vowel, consonant, vowel, consonant
/// (Wilkerson, "A Proposal for Proquints", arXiv:0901.4016, 2009).</summary>
static class SpokenWords
{
    const string Consonants = "bdfghjklmnprstvz";
    const string Vowels = "aiou";
    const int Length = 5;

    /// <summary>The words of an even number of octets, with hyphens between them.</summary>
    public static string Of(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length * 3);
        for (var i = 0; i < octets.Length; i += 2)
        {
            var value = octets[i] << 8 | octets[i + 1];
            if (i > 0)
                text.Append('-');
            text.Append(Consonants[value >> 12]).Append(Vowels[value >> 10 & 3]).Append(Consonants[value >> 6 & 15])
                .Append(Vowels[value >> 4 & 3]).Append(Consonants[value & 15]);
        }
        return text.ToString();
    }

    /// <summary>The octets of words with hyphens or blanks between them, in any case.</summary>
    public static bool TryRead(string text, int count, out byte[] octets)
    {
        octets = new byte[count];
        var words = text.ToLowerInvariant().Split('-', ' ');
        if (words.Length * 2 != count)
            return false;
        for (var i = 0; i < words.Length; i++)
        {
            if (!TryWord(words[i], out var value))
                return false;
            (octets[2 * i], octets[2 * i + 1]) = ((byte)(value >> 8), (byte)value);
        }
        return true;
    }

    static bool TryWord(string word, out int value)
    {
        value = 0;
        if (word.Length != Length)
            return false;
        for (var i = 0; i < Length; i++)
        {
            var isVowel = i % 2 == 1;
            var digit = (isVowel ? Vowels : Consonants).IndexOf(word[i], StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = value << (isVowel ? 2 : 4) | digit;
        }
        return true;
    }
}

using System.Buffers;
using System.Text;
using Postern.Logs.Text;

namespace Postern.Logs.Dns;

/// <summary>The addresses among what a look-up was answered, as logs write it: values between commas, or a JSON string or array of them.</summary>
/// <remarks>An address holds none of the marks that stand between values, so that no quoting has to be undone; what else a value says (an alias, a text that
/// begins with another word) is no address as a whole. Addresses that name no host (unspecified, loopback: RFC 1122 §3.2.1.3, RFC 4291 §2.5) are what filters
/// answer for names that they block, and are left out.</remarks>
static class AnswerText
{
    static readonly SearchValues<byte> Between = SearchValues.Create(",\"[]"u8);

    /// <summary>Gives each address in canonical form.</summary>
    /// <param name="answers">As logged.</param>
    /// <param name="take">Called for each, in order, repeats included.</param>
    public static void Addresses(ReadOnlySpan<byte> answers, Action<string> take)
    {
        Span<byte> room = stackalloc byte[128];
        while (!answers.IsEmpty)
        {
            var end = answers.IndexOfAny(Between);
            var value = (end < 0 ? answers : answers[..end]).Trim((byte)' ');
            answers = end < 0 ? default : answers[(end + 1)..];
            // A scope id is no part of an answer, and the room is for addresses without one.
            if (value.Length is >= 2 and <= 45 && !value.Contains((byte)'%') && AddressText.TryCanonical(value, room, out var address) && NamesHost(address))
                take(Encoding.ASCII.GetString(address));
        }
    }

    static bool NamesHost(ReadOnlySpan<byte> address) =>
        !(address.SequenceEqual("0.0.0.0"u8) || address.StartsWith("127."u8) || address.SequenceEqual("::"u8) || address.SequenceEqual("::1"u8));
}

using System.Security.Cryptography;

namespace Postern.Gate.Queue;

/// <summary>A message here: never used for another one. It is the number that ties the message's entries in the ledger together, and
/// as text the identifier in trace fields, replies and file names.</summary>
/// <param name="Value">From 1.</param>
public readonly record struct MessageId(long Value) : IComparable<MessageId>
{
    // Without letters that look like digits or like each other.
    const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    const int Length = 13;

    /// <summary>Reads the text of an identifier, in any case.</summary>
    public static bool TryParse(string text, out MessageId id)
    {
        id = default;
        if (text.Length != Length)
            return false;
        long value = 0;
        foreach (var c in text)
        {
            var digit = Digits.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0 || value >> 58 != 0)
                return false;
            value = value << 5 | (uint)digit;
        }
        id = new MessageId(value);
        return value > 0;
    }

    /// <summary>The text of an identifier's number.</summary>
    public static string TextOf(long value) => new MessageId(value).ToString();

    /// <summary>By age.</summary>
    public int CompareTo(MessageId other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="a"/> is the older one.</summary>
    public static bool operator <(MessageId a, MessageId b) => a.Value < b.Value;

    /// <summary>Whether <paramref name="a"/> is the younger one.</summary>
    public static bool operator >(MessageId a, MessageId b) => a.Value > b.Value;

    /// <summary>Whether <paramref name="a"/> is not younger.</summary>
    public static bool operator <=(MessageId a, MessageId b) => a.Value <= b.Value;

    /// <summary>Whether <paramref name="a"/> is not older.</summary>
    public static bool operator >=(MessageId a, MessageId b) => a.Value >= b.Value;

    /// <summary>Thirteen digits and lower-case letters.</summary>
    public override string ToString() => string.Create(Length, Value, static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Digits[(int)(value & 31)];
    });
}

/// <summary>Gives numbers that were not given before: milliseconds since 1970, and 20 bits that are random at first and then counted.
/// They grow while the process lives, whatever the clock does. Thread-safe.</summary>
sealed class NumberSource(TimeProvider time)
{
    const int ChanceBits = 20;

    long last;

    /// <summary>The next number.</summary>
    public long Next()
    {
        var drawn = time.GetUtcNow().ToUnixTimeMilliseconds() << ChanceBits | (uint)RandomNumberGenerator.GetInt32(1 << ChanceBits);
        while (true)
        {
            var before = Volatile.Read(ref last);
            var next = Math.Max(before + 1, drawn);
            if (Interlocked.CompareExchange(ref last, next, before) == before)
                return next;
        }
    }

    /// <summary>A message's.</summary>
    public MessageId NextMessage() => new(Next());
}

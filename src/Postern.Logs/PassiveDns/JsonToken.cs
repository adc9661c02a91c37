using System.Text.Json;
using Postern.Logs.Time;

namespace Postern.Logs.PassiveDns;

/// <summary>A value of a JSON line as it stands there, quotes and all.</summary>
readonly ref struct JsonToken(JsonTokenType kind, ReadOnlySpan<byte> raw)
{
    /// <summary>What it is; for an array or object the token that opens it.</summary>
    public JsonTokenType Kind { get; } = kind;

    /// <summary>Its text.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether there is no such member, or it is null.</summary>
    public bool IsEmpty => Raw.IsEmpty || Kind == JsonTokenType.Null;

    /// <summary>Takes the value behind a member name.</summary>
    public static JsonToken Next(ReadOnlySpan<byte> line, scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        reader.Skip();
        return new JsonToken(kind, line[start..(int)reader.BytesConsumed]);
    }

    /// <summary>Whether it is this word as a string.</summary>
    public bool Is(ReadOnlySpan<byte> word) => Kind == JsonTokenType.String && Raw[1..^1].SequenceEqual(word);

    /// <summary>The text of a string, unescaped if need be.</summary>
    /// <param name="buffer">Room for the text; it is never longer than the token.</param>
    /// <param name="text">The text.</param>
    /// <returns>False when it is no string, is too long, or holds a lone surrogate.</returns>
    public bool TryText(Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (Kind != JsonTokenType.String || Raw.Length > buffer.Length)
            return false;
        if (Raw.IndexOf((byte)'\\') < 0)
        {
            text = Raw[1..^1];
            return true;
        }
        try
        {
            var reader = new Utf8JsonReader(Raw);
            reader.Read();
            text = buffer[..reader.CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The instant of epoch seconds, as a number or a string, or of an ISO 8601 string.</summary>
    public bool TryTime(out long time, out bool cut)
    {
        time = ContactRow.NoTime;
        cut = false;
        if (Kind == JsonTokenType.Number)
            return EpochText.TrySeconds(Raw, out time, out cut, exponent: true);
        if (Kind != JsonTokenType.String)
            return false;
        var text = Raw[1..^1];
        if (EpochText.TrySeconds(text, out time, out cut))
            return true;
        var read = StampText.Iso(text, out var stamp, out var length);
        cut = stamp.Cut;
        return read == StampRead.Ok && length == text.Length && LogClock.TryUtc(in stamp, out time);
    }
}

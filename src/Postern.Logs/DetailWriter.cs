using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Postern.Logs;

/// <summary>Builds the detail of one contact as a JSON object in a buffer that is used again for the next.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A JSON writer over memory holds nothing to give back; readers live as long as their file.")]
public sealed class DetailWriter
{
    readonly ArrayBufferWriter<byte> buffer = new(256);
    readonly Utf8JsonWriter json;

    /// <summary>An empty writer.</summary>
    public DetailWriter() => json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Starts the detail of the next contact.</summary>
    public DetailWriter Begin()
    {
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        return this;
    }

    /// <summary>Adds a text member; bytes that are not UTF-8 become <c>\xNN</c> text.</summary>
    public DetailWriter Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (System.Text.Unicode.Utf8.IsValid(value))
            json.WriteString(name, value);
        else
            json.WriteString(name, Text.NameText.EscapeInvalid(value));
        return this;
    }

    /// <summary>Adds a text member.</summary>
    public DetailWriter Add(ReadOnlySpan<byte> name, string value)
    {
        json.WriteString(name, value);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public DetailWriter Add(ReadOnlySpan<byte> name, long value)
    {
        json.WriteNumber(name, value);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public DetailWriter Add(ReadOnlySpan<byte> name, double value)
    {
        json.WriteNumber(name, value);
        return this;
    }

    /// <summary>Adds a truth value.</summary>
    public DetailWriter Add(ReadOnlySpan<byte> name, bool value)
    {
        json.WriteBoolean(name, value);
        return this;
    }

    /// <summary>Ends the object; the bytes are valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> End()
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}

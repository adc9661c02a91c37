using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Postern.Web.Html;

/// <summary>JSON that can stand in a page: no character in it can end the element around it or begin markup.</summary>
sealed class EmbeddedJson
{
    EmbeddedJson(string text) => Text = text;

    /// <summary>The JSON.</summary>
    public string Text { get; }

    /// <summary>Serializes a value with the serializer's own escapes: &lt;, &gt;, &amp; and everything beyond ASCII as <c>\uNNNN</c>.</summary>
    public static EmbeddedJson Of<T>(T value, JsonTypeInfo<T> type)
    {
        var octets = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return octets.AsSpan().ContainsAny("<>&"u8) || octets.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)0x7F)
            ? throw new InvalidOperationException("the JSON serializer did not escape what a page must not hold")
            : new EmbeddedJson(Encoding.ASCII.GetString(octets) + "\n");
    }
}

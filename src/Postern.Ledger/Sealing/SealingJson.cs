using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Postern.Ledger.Sealing;

/// <summary>Proofs and entries as JSON: camelCase names, no member unknown, missing or twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    NewLine = "\n")]
[JsonSerializable(typeof(InclusionDocument))]
[JsonSerializable(typeof(ConsistencyDocument))]
[JsonSerializable(typeof(EntryDocument))]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(BundleLine))]
sealed partial class SealingJson : JsonSerializerContext
{
    /// <summary>A document on several lines, for a file by itself.</summary>
    public static SealingJson Indented => Writers.Indented;

    /// <summary>A document on one line, for JSON lines.</summary>
    public static SealingJson Line => Writers.Line;

    /// <summary>Reads a document; false, with the reason, for whatever is not one.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? document, out string fault)
        where T : class
    {
        document = null;
        try
        {
            document = JsonSerializer.Deserialize(json, type);
            fault = document is null ? "the JSON is null" : "";
        }
        catch (JsonException exception)
        {
            fault = $"the JSON is not in the form (line {exception.LineNumber + 1}, {(string.IsNullOrEmpty(exception.Path) ? "$" : exception.Path)})";
        }
        return document is not null;
    }

    /// <summary>Writes a document, with a newline at its end.</summary>
    public static string Write<T>(T document, JsonTypeInfo<T> type) => $"{JsonSerializer.Serialize(document, type)}\n";

    /// <summary>Made when first asked for: the generated half of the class has to be ready by then.</summary>
    static class Writers
    {
        public static readonly SealingJson Indented = With(indented: true);
        public static readonly SealingJson Line = With(indented: false);

        // Base64 has plus signs, which the usual encoder writes as \u002B: nobody could check such a file by hand.
        static SealingJson With(bool indented) =>
            new(new JsonSerializerOptions(Default.Options) { WriteIndented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

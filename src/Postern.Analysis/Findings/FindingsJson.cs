using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postern.Analysis.Findings;

/// <summary>The findings as JSON: camelCase names, nulls written, so that a field that is known to be empty differs from one that is not there.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(FiniteNumber)])]
[JsonSerializable(typeof(InvestigationFindings))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
public sealed partial class FindingsJson : JsonSerializerContext;

/// <summary>Writes a number that JSON cannot hold (an open limit, a ratio to nothing) as null.</summary>
sealed class FiniteNumber : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}

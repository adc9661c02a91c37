using System.Text.Json.Serialization;

namespace Postern.Simulation.Truth;

/// <summary>The truth as JSON: camelCase names, what does not apply left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(RecordTruth))]
public sealed partial class TruthJson : JsonSerializerContext;

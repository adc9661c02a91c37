using System.Text.Json.Serialization;

namespace Postern.Analysis.Charts;

/// <summary>A set of charts as JSON: camelCase names, on one line because only programs read it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChartSet))]
public sealed partial class ChartsJson : JsonSerializerContext;

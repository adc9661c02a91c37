using System.Text.Json;
using System.Text.Json.Serialization;
using Postern.Logs.Reading;

namespace Postern.Importing;

/// <summary>What the ledger keeps about an imported file beside its path and its hash: the detail of the entries about it.</summary>
sealed record FileAccount
{
    /// <summary>Octets as they lay on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of its first <see cref="FileDigest.HeadLength"/> octets, lower-case hex: enough to tell most other files from it. Null when it
    /// is shorter, or was imported by a program that did not note it.</summary>
    public string? Head { get; init; }

    /// <summary>Format it was read with; null as long as it has not been read to its end.</summary>
    public string? Format { get; init; }

    /// <summary>Fates of its records; null as long as it has not been read to its end.</summary>
    public TallyFigures? Tally { get; init; }

    /// <summary>Contacts that this import added; the rest were there.</summary>
    public long Added { get; init; }

    /// <summary>Last stamp, nanoseconds since 1970-01-01T00:00:00Z, from which a rotated set takes its years.</summary>
    public long? LastStamp { get; init; }

    /// <summary>How it was told to be read: format, columns, zone, year, server.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>As the detail of an entry.</summary>
    public byte[] ToDetail() => JsonSerializer.SerializeToUtf8Bytes(this, FileAccountText.Default.FileAccount);

    /// <summary>From the detail of an entry; null when it holds something else.</summary>
    public static FileAccount? Of(ReadOnlyMemory<byte> detail)
    {
        try
        {
            return JsonSerializer.Deserialize(detail.Span, FileAccountJson.Default.FileAccount);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Reads the JSON of <see cref="FileAccount"/>.</summary>
[JsonSerializable(typeof(FileAccount))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
sealed partial class FileAccountJson : JsonSerializerContext;

/// <summary>Writes it, by code for this alone: a short import would spend longer on making the general code.</summary>
[JsonSerializable(typeof(FileAccount))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
sealed partial class FileAccountText : JsonSerializerContext;

using Postern.Logs.Input;

namespace Postern.Logs.Reading;

/// <summary>What became of one file.</summary>
public sealed record FileReport
{
    /// <summary>Path as given or found; <c>-</c> for standard input.</summary>
    public required string Path { get; init; }

    /// <summary>Octets as they lie on disk (or came through the pipe).</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of those octets, lower-case hex; null when the file could not be read to its end.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Octets of which <see cref="HeadSha256"/> is the hash.</summary>
    public const int HeadLength = RawFile.HeadLength;

    /// <summary>SHA-256 of the first <see cref="HeadLength"/> of those octets, lower-case hex; null when there are fewer.</summary>
    public string? HeadSha256 { get; init; }

    /// <summary>Name of the format, several joined by <c>+</c> in a mixed file, or null when none was recognised.</summary>
    public string? Format { get; init; }

    /// <summary>Fates of its records.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Whether nothing could be read of a file that is not empty: no contact, and a fault or at least as many records
    /// rejected as understood.</summary>
    public bool Unreadable =>
        Tally.ContactRecords == 0 && (Tally.Faults.Count > 0 || (Tally.Rejected.Count > 0 && Tally.Rejected.Values.Sum() * 2 >= Tally.Records));

    /// <summary>Whether the file is damaged or has a rejected record.</summary>
    public bool Flawed => Tally.Faults.Count > 0 || Tally.Rejected.Count > 0;
}

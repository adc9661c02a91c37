namespace Postern.Contacts;

/// <summary>A contact whose names are still where they were read: places in a text.</summary>
/// <param name="Time">Instant, nanoseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Source">Offset of the source.</param>
/// <param name="SourceLength">Octets of the source.</param>
/// <param name="Target">Offset of the target.</param>
/// <param name="TargetLength">Octets of the target.</param>
public readonly record struct LocatedContact(long Time, int Source, int SourceLength, int Target, int TargetLength);

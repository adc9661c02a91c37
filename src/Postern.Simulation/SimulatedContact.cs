using Postern.Contacts;

namespace Postern.Simulation;

/// <summary>One contact of a simulated record.</summary>
/// <param name="Time">Nanoseconds since 1970-01-01T00:00:00Z, cut to the record's resolution.</param>
/// <param name="Pair">Number in <see cref="SimulatedRecord.Pairs"/>.</param>
/// <param name="Fails">Whether it failed: no such name, refused, put off.</param>
public readonly record struct SimulatedContact(long Time, int Pair, bool Fails);

/// <summary>Source, target and kind of contacts.</summary>
/// <param name="Source">Address, or name in normal form.</param>
/// <param name="Target">Address, or name in normal form.</param>
/// <param name="Kind">Kind.</param>
public readonly record struct SimulatedPair(string Source, string Target, ContactKind Kind);

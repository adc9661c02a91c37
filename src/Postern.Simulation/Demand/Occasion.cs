namespace Postern.Simulation.Demand;

/// <summary>One demand, before caches and sources.</summary>
/// <param name="Time">When (ns).</param>
/// <param name="IsFixed">Whether it stands whatever cache, outage or number.</param>
/// <param name="Fails">Whether the attempt fails.</param>
readonly record struct Occasion(long Time, bool IsFixed = false, bool Fails = false);

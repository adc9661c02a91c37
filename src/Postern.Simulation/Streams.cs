using System.Text;

namespace Postern.Simulation;

/// <summary>A generator for every purpose, so that what one part draws changes nothing of the others.</summary>
static class Streams
{
    /// <summary>The generator of a purpose: the seed of the run, what it is for, and which of several.</summary>
    public static TrafficRandom Of(ulong seed, string purpose, params ReadOnlySpan<int> which)
    {
        // FNV-1a of the name: string.GetHashCode differs from run to run.
        var state = 0xCBF29CE484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(purpose))
            state = (state ^ octet) * 0x100000001B3;
        state = Next(seed ^ Next(state));
        foreach (var part in which)
            state = Next(state ^ (uint)part);
        return new TrafficRandom(state);
    }

    /// <summary>The seed of a run among many with seeds of their own.</summary>
    public static ulong SeedOf(ulong seed, int run) => Of(seed, "run", run).Next();

    static ulong Next(ulong state) => new TrafficRandom(state).Next();
}

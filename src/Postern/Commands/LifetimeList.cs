using System.Globalization;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Commands;

/// <summary>Known lifetimes of answers, from <c>--ttl TARGET=SECONDS</c>.</summary>
static class LifetimeList
{
    const int Longest = 604_800; // RFC 8767 §4: a week is the most that a resolver should keep

    /// <summary>Reads the options in their order.</summary>
    /// <exception cref="UsageException">One of them is no lifetime of a target.</exception>
    public static IReadOnlyList<KnownLifetime> Read(IEnumerable<string> lifetimes) => [.. lifetimes.Select(Read)];

    static KnownLifetime Read(string text)
    {
        var sign = text.LastIndexOf('=');
        if (sign > 0 && int.TryParse(text[(sign + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= Longest)
            return new KnownLifetime(new NamePattern(text[..sign].Trim()), seconds);
        throw new UsageException($"--ttl: \"{text}\" is no lifetime; write TARGET=SECONDS with 1 to {Longest:#,0} seconds, such as '*.example.com=300'");
    }
}

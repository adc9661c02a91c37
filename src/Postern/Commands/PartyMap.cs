using System.Text;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary>Sources to treat as one party, from <c>--map A=B</c>: A counts as B.</summary>
static class PartyMap
{
    /// <summary>Reads the mappings; chains (A=B, B=C) are followed to their end.</summary>
    /// <returns>Each mapped source with its party, or null when <paramref name="problem"/> says what is wrong.</returns>
    public static IReadOnlyDictionary<string, string>? Read(IEnumerable<string> mappings, out string? problem)
    {
        problem = null;
        Dictionary<string, string> next = new(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            var sign = mapping.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || sign == mapping.Length - 1)
            {
                problem = $"--map: \"{mapping}\" is no mapping; write SOURCE=PARTY, such as 192.0.2.7=resolvers";
                return null;
            }
            var (source, party) = (Normal(mapping[..sign]), Normal(mapping[(sign + 1)..]));
            if (next.TryGetValue(source, out var other) && other != party)
            {
                problem = $"--map: {source} is mapped to {other} and to {party}; keep one of them";
                return null;
            }
            next[source] = party;
        }
        Dictionary<string, string> parties = new(StringComparer.Ordinal);
        foreach (var source in next.Keys)
        {
            var party = source;
            for (var steps = 0; next.TryGetValue(party, out var further); steps++)
            {
                if (steps == next.Count)
                {
                    problem = $"--map: {source} is mapped to itself in a circle; leave one of the mappings out";
                    return null;
                }
                party = further;
            }
            parties[source] = party;
        }
        return parties;
    }

    /// <summary>An address as the record has it; a name as it is.</summary>
    static string Normal(string name)
    {
        var text = Encoding.UTF8.GetBytes(name.Trim());
        var buffer = new byte[text.Length + 64];
        return Encoding.UTF8.GetString(AddressText.TryCanonical(text, buffer, out var canonical) ? canonical : text);
    }
}

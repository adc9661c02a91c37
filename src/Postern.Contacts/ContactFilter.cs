using System.Net;
using System.Text;

namespace Postern.Contacts;

/// <summary>Which contacts of a record to keep, and which sources count as one party.</summary>
public sealed class ContactFilter
{
    readonly NamePattern[] sources;
    readonly NamePattern[] targets;
    readonly HashSet<ContactKind> kinds;
    readonly Dictionary<string, byte[]> map;

    /// <summary>A filter; empty lists leave nothing out.</summary>
    /// <param name="sources">Patterns of sources: an exact name, a wildcard <c>*.example.com</c>, or a CIDR block.</param>
    /// <param name="targets">Patterns of targets.</param>
    /// <param name="kinds">Kinds to keep.</param>
    /// <param name="from">Earliest instant to keep (ns).</param>
    /// <param name="to">First instant to leave out (ns).</param>
    /// <param name="map">Sources to treat as another: name → name.</param>
    public ContactFilter(
        IEnumerable<string>? sources = null,
        IEnumerable<string>? targets = null,
        IEnumerable<ContactKind>? kinds = null,
        long? from = null,
        long? to = null,
        IReadOnlyDictionary<string, string>? map = null)
        : this(sources, targets, kinds, from, to, (map ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToDictionary(p => p.Key, p => Encoding.UTF8.GetBytes(p.Value), StringComparer.Ordinal))
    {
    }

    ContactFilter(
        IEnumerable<string>? sources, IEnumerable<string>? targets, IEnumerable<ContactKind>? kinds, long? from, long? to, Dictionary<string, byte[]> map)
    {
        this.sources = [.. (sources ?? []).Select(text => new NamePattern(text))];
        this.targets = [.. (targets ?? []).Select(text => new NamePattern(text))];
        this.kinds = [.. kinds ?? []];
        From = from ?? long.MinValue;
        To = to ?? long.MaxValue;
        this.map = map;
    }

    /// <summary>A filter of named contacts within what this one keeps in time, with the same parties.</summary>
    /// <param name="sources">Sources, as the parties that they count as.</param>
    /// <param name="targets">Targets.</param>
    /// <param name="kinds">Kinds.</param>
    /// <param name="from">Earliest instant to keep (ns).</param>
    /// <param name="to">First instant to leave out (ns).</param>
    public ContactFilter Narrowed(IEnumerable<string> sources, IEnumerable<string> targets, IEnumerable<ContactKind> kinds, long from, long to) =>
        new(sources, targets, kinds, Math.Max(From, from), Math.Min(To, to), map);

    /// <summary>A filter that keeps everything.</summary>
    public static ContactFilter None { get; } = new();

    /// <summary>Earliest instant kept (ns).</summary>
    public long From { get; }

    /// <summary>First instant left out (ns).</summary>
    public long To { get; }

    /// <summary>Whether a pair is kept. A pattern for sources is asked of the source as logged and of the party it is mapped to.</summary>
    /// <param name="kind">Kind of the contact.</param>
    /// <param name="source">Source bytes.</param>
    /// <param name="target">Target bytes.</param>
    /// <param name="mapped">The party that the source counts as, or null when it is its own.</param>
    public bool Takes(ContactKind kind, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, out byte[]? mapped)
    {
        mapped = null;
        if (map.Count > 0)
            map.TryGetValue(Encoding.UTF8.GetString(source), out mapped);
        return (kinds.Count == 0 || kinds.Contains(kind))
            && (sources.Length == 0 || Matches(sources, source) || (mapped is not null && Matches(sources, mapped)))
            && (targets.Length == 0 || Matches(targets, target));
    }

    static bool Matches(NamePattern[] patterns, ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(text))
                return true;
        }
        return false;
    }
}

/// <summary>What a user names: an exact name (letter case does not matter), <c>*.example.com</c> for the names below it, or a CIDR block of addresses.</summary>
public sealed class NamePattern
{
    readonly string name;
    readonly string? suffix;
    readonly IPNetwork? block;

    /// <summary>The pattern of a text; any text is one.</summary>
    public NamePattern(string text)
    {
        name = text.Length > 1 && text.EndsWith('.') ? text[..^1] : text;
        if (name.StartsWith("*.", StringComparison.Ordinal))
            suffix = name[1..];
        else if (name == "*")
            suffix = "";
        else if (name.Contains('/') && IPNetwork.TryParse(name, out var parsed))
            block = parsed;
    }

    /// <summary>Whether a name or address is meant.</summary>
    public bool Matches(string other) =>
        suffix is not null ? other.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
        : block is { } network ? IPAddress.TryParse(other, out var address) && network.Contains(address)
        : name.Equals(other, StringComparison.OrdinalIgnoreCase);
}

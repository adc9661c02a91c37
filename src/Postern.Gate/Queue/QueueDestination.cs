using System.Diagnostics.CodeAnalysis;
using Postern.Gate.Policy;

namespace Postern.Gate.Queue;

/// <summary>What sort of place a copy goes to.</summary>
enum DestinationKind
{
    /// <summary>A mailbox here.</summary>
    Mailbox,

    /// <summary>A peer, by its route.</summary>
    Peer,

    /// <summary>The gate itself, which reads signs of life.</summary>
    Gate,
}

/// <summary>Where a copy goes, by name: route, folder, and whether the peer is still of the circle, are looked up at each attempt.</summary>
/// <param name="Kind">What sort of place.</param>
/// <param name="Name">Name of the mailbox or the peer; <c>heartbeat</c> for the gate.</param>
readonly record struct QueueDestination(DestinationKind Kind, string Name)
{
    /// <summary>The gate itself.</summary>
    public static QueueDestination Gate { get; } = new(DestinationKind.Gate, "heartbeat");

    /// <summary>A mailbox here.</summary>
    public static QueueDestination Mailbox(string name) => new(DestinationKind.Mailbox, name);

    /// <summary>A peer.</summary>
    public static QueueDestination Peer(string name) => new(DestinationKind.Peer, name);

    /// <summary>Where policy sends a recipient's copy.</summary>
    public static QueueDestination Of(Destination destination) => destination switch
    {
        { Mailbox: { } mailbox } => Mailbox(mailbox.Name),
        { Peer: { } peer } => Peer(peer.Name),
        _ => Gate,
    };

    /// <summary>Whether what happens there cannot be seen from here: an attempt may have been carried out though nobody heard of it.</summary>
    public bool IsRemote => Kind == DestinationKind.Peer;

    /// <summary>Reads <c>peer north</c>, <c>mailbox alice</c>, <c>gate heartbeat</c>.</summary>
    public static bool TryParse(string text, out QueueDestination destination)
    {
        destination = default;
        if (text.Split(' ') is not [var word, { Length: > 0 } name] || !TryKind(word, out var kind))
            return false;
        destination = new QueueDestination(kind, name);
        return true;
    }

    /// <summary>Kind and name, as they are kept.</summary>
    public override string ToString() => $"{Word(Kind)} {Name}";

    static string Word(DestinationKind kind) => kind switch
    {
        DestinationKind.Mailbox => "mailbox",
        DestinationKind.Peer => "peer",
        _ => "gate",
    };

    static bool TryKind(string word, [NotNullWhen(true)] out DestinationKind kind)
    {
        foreach (var candidate in Enum.GetValues<DestinationKind>())
        {
            kind = candidate;
            if (Word(candidate) == word)
                return true;
        }
        kind = default;
        return false;
    }
}

using Postern.Gate.Heartbeats;
using Postern.Gate.Watch;

namespace Postern.Gate.Control;

/// <summary>How it stands with the peers, as the control socket and <c>postern peer check --json</c> say it.</summary>
/// <param name="Peers">Each peer, with the alarms about it.</param>
/// <param name="Alarms">All alarms that stand, those of other parties too.</param>
sealed record PeersAnswer(IReadOnlyList<PeerStatus> Peers, IReadOnlyList<PeersAnswer.Standing> Alarms)
{
    /// <summary>An alarm.</summary>
    public sealed record Standing(string Party, string Kind, DateTimeOffset Since, string Text);

    /// <summary>The answer.</summary>
    public static PeersAnswer Of(IReadOnlyList<PeerStatus> peers, IReadOnlyList<Alarm> alarms) =>
        new(peers, [.. alarms.Select(a => new Standing(a.Party, a.Kind.Word(), a.Since, a.Text))]);
}

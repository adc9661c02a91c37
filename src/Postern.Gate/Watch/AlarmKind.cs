namespace Postern.Gate.Watch;

/// <summary>What the owner must hear of at once. The words are those of the ledger, the metrics and <c>postern peer check</c>.</summary>
enum AlarmKind
{
    /// <summary>The server at a peer's route is not the one expected, or refuses us.</summary>
    Route,

    /// <summary>Beats are missing: the peer, or the way from it, is dead.</summary>
    Silence,

    /// <summary>The peer's clock and ours differ.</summary>
    Clock,

    /// <summary>Beats were lost on the way from the peer.</summary>
    Lost,

    /// <summary>The peer has lost beats of ours.</summary>
    LostThere,

    /// <summary>A certificate or key of the peer's, or what it pins, is about to end.</summary>
    Key,

    /// <summary>The peer's ledger is not the one that it showed before.</summary>
    Ledger,

    /// <summary>Something came to the mailbox of heartbeats that is none of the peer's.</summary>
    Forged,
}

/// <summary>The words for <see cref="AlarmKind"/>.</summary>
static class AlarmKinds
{
    static readonly string[] Words = ["route", "silence", "clock", "lost", "lost-there", "key", "ledger", "forged"];

    /// <summary>The word of a kind.</summary>
    public static string Word(this AlarmKind kind) => Words[(int)kind];

    /// <summary>The kind of a word; false when there is none.</summary>
    public static bool TryParse(string word, out AlarmKind kind)
    {
        var index = Array.IndexOf(Words, word);
        kind = (AlarmKind)Math.Max(index, 0);
        return index >= 0;
    }
}

/// <summary>An alarm that was raised and not cleared.</summary>
/// <param name="Party">Whom it is about: <c>peer north</c>, <c>own server</c>.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Since">When it was raised.</param>
/// <param name="Text">What is wrong, with its numbers.</param>
sealed record Alarm(string Party, AlarmKind Kind, DateTimeOffset Since, string Text);

using System.Globalization;
using System.Text.Json;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;

namespace Postern.Gate.Control;

/// <summary>What a gate answers its owner (docs/control.md), in the same words whether it runs or its files answer for it.</summary>
static class ControlAnswers
{
    /// <summary>Told where a message is named wrongly.</summary>
    public const string NoIdentifier = "an identifier has 13 digits and letters";

    /// <summary>Told where a destination is named wrongly.</summary>
    public const string NoDestination = "destination is all, or a kind and a name such as peer north";

    /// <summary>Told where it is not said which state of a ledger is accepted.</summary>
    public const string NoState = "size and root say what is accepted, as /peers/NAME/ledger tells them";

    /// <summary>How answers are written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Told where a message is not there.</summary>
    public static string NotQueued(MessageId id) => $"{id} is not in the queue";

    /// <summary>What waits, and what is held.</summary>
    public static object Queue(MailQueue queue) => new { queue.Schedule.Held, Messages = queue.List().Select(QueueJson.Of) };

    /// <summary>What is held.</summary>
    public static object Held(MailQueue queue) => new { queue.Schedule.Held };

    /// <summary>Where the gate stands in its life.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="evidence">Where the evidence is put when the ledger is sealed.</param>
    /// <param name="problem">Why it could not be written; null when that is not known.</param>
    public static object Life(LifePlan plan, string evidence, string? problem = null)
    {
        var isThere = plan.Stage == LifeStage.Sealed && File.Exists(evidence);
        return new
        {
            State = plan.Stage.ToString().ToLowerInvariant(),
            RetiresAt = plan.At,
            DrainHours = plan.Drain.TotalHours,
            Evidence = isThere ? evidence : null,
            EvidenceProblem = isThere ? null : problem,
        };
    }

    /// <summary>The state of a ledger that a request names.</summary>
    public static bool TryState(string? size, string? root, out (long Size, string Root) state)
    {
        state = (long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries) ? entries : -1, root ?? "");
        return state is { Size: >= 0, Root.Length: > 0 };
    }

    /// <summary>What is wrong.</summary>
    public static object Problem(string problem) => new { Problem = problem };
}

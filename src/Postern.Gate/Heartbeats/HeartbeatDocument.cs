using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postern.Gate.Heartbeats;

/// <summary>What a sign of life says, as it stands in the message (docs/heartbeats.md).</summary>
/// <param name="Schema">Always <see cref="Name"/>.</param>
/// <param name="From">The sender's mail domain.</param>
/// <param name="To">The mail domain of the peer that it is for: what was made for another cannot be passed on.</param>
/// <param name="Sequence">Its number, from 1; each peer has numbers of its own.</param>
/// <param name="Time">The sender's clock when it was made.</param>
/// <param name="IntervalSeconds">When the next one comes.</param>
/// <param name="Received">Number of the last one that the sender has from the peer; 0 for none.</param>
/// <param name="Queue">What waits there.</param>
/// <param name="Keys">The sender's keys.</param>
/// <param name="Limits">What the sender takes from the peer.</param>
/// <param name="State"><c>active</c>, <c>announced</c>, <c>draining</c>.</param>
/// <param name="RetiresAt">From when the sender takes no more mail; null when no end is announced.</param>
/// <param name="Ledger">What the sender says of its ledger, and of the peer's.</param>
sealed record HeartbeatDocument(
    string Schema, string From, string To, long Sequence, DateTimeOffset Time, long IntervalSeconds, long Received, HeartbeatQueue Queue,
    IReadOnlyList<HeartbeatOwnKey> Keys, HeartbeatLimits Limits, string State, DateTimeOffset? RetiresAt, HeartbeatLedger Ledger)
{
    /// <summary>Name and version of the form.</summary>
    public const string Name = "postern.heartbeat/1";
}

/// <summary>What waits in the sender's queue for the peer.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="OldestSeconds">Age of the oldest.</param>
sealed record HeartbeatQueue(int Messages, long OldestSeconds);

/// <summary>A key of the sender's.</summary>
/// <param name="Use"><c>current</c> or <c>next</c>.</param>
/// <param name="Pin">Its fingerprint, <c>sha256:…</c>.</param>
/// <param name="Until">When its certificate ends.</param>
sealed record HeartbeatOwnKey(string Use, string Pin, DateTimeOffset Until);

/// <summary>What the sender takes.</summary>
/// <param name="MessageSize">Most octets of a message.</param>
/// <param name="Recipients">Most recipients of a transaction.</param>
/// <param name="Connections">Most sessions at once.</param>
/// <param name="MessagesPerMinute">Most messages in a minute.</param>
/// <param name="OctetsPerHour">Most octets of messages in an hour.</param>
sealed record HeartbeatLimits(long MessageSize, int Recipients, int Connections, int MessagesPerMinute, long OctetsPerHour);

/// <summary>What the sender says of its ledger.</summary>
/// <param name="Key">The key of its checkpoints, as a verifier key.</param>
/// <param name="Checkpoint">Its last checkpoint, a signed note.</param>
/// <param name="Growth">Proof that the checkpoint's tree begins with one that the peer has seen; null when the sender does not know what it has seen.</param>
/// <param name="Seen">The last of the peer's checkpoints that the sender has taken; null for none.</param>
sealed record HeartbeatLedger(string Key, string Checkpoint, HeartbeatGrowth? Growth, HeartbeatSeen? Seen);

/// <summary>A proof of consistency (RFC 9162 §2.1.4).</summary>
/// <param name="From">Size of the smaller tree; the larger one is the checkpoint's.</param>
/// <param name="Path">Hashes, Base64.</param>
sealed record HeartbeatGrowth(long From, IReadOnlyList<string> Path);

/// <summary>A state of the peer's ledger.</summary>
/// <param name="Size">Its entries.</param>
/// <param name="Root">Root of the tree over them, Base64.</param>
sealed record HeartbeatSeen(long Size, string Root);

/// <summary>Signs of life as JSON: camelCase names, no member missing or twice. Members that are not known are passed over, because a peer
/// may be newer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    AllowDuplicateProperties = false,
    NewLine = "\n",
    WriteIndented = true)]
[JsonSerializable(typeof(HeartbeatDocument))]
sealed partial class HeartbeatJson : JsonSerializerContext
{
    const int Deepest = 8;
    const string Schema = Heartbeats.HeartbeatDocument.Name;

    /// <summary>Writes it, ASCII, with LF line ends and one behind the last.</summary>
    public static string Write(HeartbeatDocument heartbeat) => $"{JsonSerializer.Serialize(heartbeat, Usual.Json.HeartbeatDocument)}\n";

    /// <summary>Reads it; false, with the reason, for whatever is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out HeartbeatDocument? heartbeat, out string fault)
    {
        heartbeat = null;
        try
        {
            heartbeat = JsonSerializer.Deserialize(json, Usual.Json.HeartbeatDocument);
        }
        catch (JsonException problem)
        {
            fault = $"the JSON is not in the form (line {problem.LineNumber + 1}, {(string.IsNullOrEmpty(problem.Path) ? "$" : problem.Path)})";
            return false;
        }
        if (heartbeat is null)
        {
            fault = "the JSON is null";
            return false;
        }
        fault = heartbeat is { From: null } or { To: null } or { Queue: null } or { Keys: null } or { Limits: null } or { Ledger: null } or { State: null }
            ? "the JSON lacks something"
            : heartbeat.Schema != Schema ? $"its form is \"{heartbeat.Schema}\"; this program reads {Schema}"
            : heartbeat is { Sequence: < 1 } or { IntervalSeconds: < 1 or > 7 * 86_400 } or { Received: < 0 } or { Time.Year: < 2000 or > 2200 } ? "its numbers make no sense"
            : heartbeat.Ledger is { Key: null } or { Checkpoint: null } or { Growth: { Path: null } } or { Seen: { Root: null } } ? "what it says of ledgers is not whole"
            : "";
        return fault.Length == 0;
    }

    /// <summary>Made when first asked for: the generated half of the class has to be ready by then.</summary>
    static class Usual
    {
        public static readonly HeartbeatJson Json = new(new JsonSerializerOptions(Default.Options)
        {
            MaxDepth = Deepest,
            Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.BasicLatin),
        });
    }
}

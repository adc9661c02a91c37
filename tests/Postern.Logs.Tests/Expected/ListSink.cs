using System.Text;
using System.Text.Json.Nodes;
using Postern.Contacts;

namespace Postern.Logs.Tests.Expected;

/// <summary>A contact as it stands in a <see cref="ListSink"/>, amendments applied.</summary>
sealed class ReadContact
{
    public required long Line { get; init; }
    public required long? Time { get; init; }
    public required ContactKind Kind { get; init; }
    public required string? Source { get; init; }
    public required int? SourcePort { get; init; }
    public required string Target { get; init; }
    public required int? TargetPort { get; init; }
    public required bool Aggregate { get; init; }
    public required string Outcome { get; set; }
    public required long? Bytes { get; set; }
    public required JsonObject Detail { get; set; }
}

/// <summary>Keeps everything a reader says, in lists, for tests to look at.</summary>
sealed class ListSink(bool wantsDetail = true) : ContactSink
{
    public List<ReadContact> Contacts { get; } = [];
    public Dictionary<string, long> Ignored { get; } = new(StringComparer.Ordinal);
    public List<(long Line, string Reason, string Shown)> Rejected { get; } = [];
    public List<string> Assumed { get; } = [];
    public List<string> Warned { get; } = [];
    public List<string> Faults { get; } = [];
    public long ContactRecords { get; private set; }
    public long Fates => ContactRecords + Ignored.Values.Sum() + Rejected.Count;

    public string Outcomes => string.Join(" | ", Contacts.Select(c => c.Outcome));
    public string Targets => string.Join(" | ", Contacts.Select(c => c.Target));
    public string Sources => string.Join(" | ", Contacts.Select(c => c.Source));
    public string Reasons => string.Join(" | ", Rejected.Select(r => r.Reason));

    public override bool WantsDetail => wantsDetail;

    public override int Contact(in ContactRow row)
    {
        if (!row.ContinuesRecord)
            ContactRecords++;
        Contacts.Add(new ReadContact
        {
            Line = row.Line,
            Time = row.Time == ContactRow.NoTime ? null : row.Time,
            Kind = row.Kind,
            Source = row.Source.IsEmpty ? null : Encoding.UTF8.GetString(row.Source),
            SourcePort = row.SourcePort < 0 ? null : row.SourcePort,
            Target = Encoding.UTF8.GetString(row.Target),
            TargetPort = row.TargetPort < 0 ? null : row.TargetPort,
            Aggregate = row.Aggregate,
            Outcome = row.Outcome,
            Bytes = row.Bytes < 0 ? null : row.Bytes,
            Detail = Parse(row.Detail),
        });
        return Contacts.Count - 1;
    }

    public override void Amend(int contact, string? outcome, long bytes, ReadOnlySpan<byte> detail)
    {
        var amended = Contacts[contact];
        amended.Outcome = outcome ?? amended.Outcome;
        amended.Bytes = bytes < 0 ? amended.Bytes : bytes;
        foreach (var (name, value) in Parse(detail))
            amended.Detail[name] = value?.DeepClone();
    }

    public override void Ignore(string reason, long records = 1) =>
        Ignored[reason] = Ignored.GetValueOrDefault(reason) + records;

    public override void Reject(long line, string reason, ReadOnlySpan<byte> shown = default) =>
        Rejected.Add((line, reason, Encoding.Latin1.GetString(shown)));

    public override void Assume(string text) => AddOnce(Assumed, text);

    public override void Warn(string text) => AddOnce(Warned, text);

    public override void Fault(string text) => AddOnce(Faults, text);

    static void AddOnce(List<string> list, string text)
    {
        if (!list.Contains(text, StringComparer.Ordinal))
            list.Add(text);
    }

    static JsonObject Parse(ReadOnlySpan<byte> detail) =>
        detail.IsEmpty ? [] : (JsonObject)JsonNode.Parse(detail)!;
}

using System.Text;
using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>Zeek's tab-separated logs.</summary>
sealed class ZeekRecord : RecordFormat
{
    public override string Name => "zeek";

    public override string Title => "Zeek dns, conn or smtp log, tab-separated";

    public override IReadOnlyList<ContactKind> Kinds => ZeekColumns.Kinds;

    public override long Step => UnixTime.Second / 1_000_000;

    protected override bool IsOfOneKind => true;

    public override void Write(SimulatedRecord record, TextWriter to)
    {
        const string Opened = "yyyy-MM-dd-HH-mm-ss";
        to.Write(ZeekColumns.Header(record.Pairs.Count == 0 ? ContactKind.DnsLookup : record.Pairs[0].Kind, Invented.Stamp(record.Specification.From, Opened)));
        base.Write(record, to);
        to.Write(ZeekColumns.Footer(Invented.Stamp(record.Specification.To, Opened)));
    }

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, kind != ContactKind.DnsLookup);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        to.Write(string.Join('\t', ZeekColumns.Row(pair, contact, number).Select(v => v.Text ?? "-")));
        to.Write('\n');
    }
}

/// <summary>Zeek's logs as JSON objects; unset columns are left out, as Zeek does.</summary>
sealed class ZeekJsonRecord : RecordFormat
{
    public override string Name => "zeek-json";

    public override string Title => "Zeek dns, conn or smtp log, JSON";

    public override IReadOnlyList<ContactKind> Kinds => ZeekColumns.Kinds;

    public override long Step => UnixTime.Second / 1_000_000;

    protected override bool IsOfOneKind => true;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, kind != ContactKind.DnsLookup);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        var line = new StringBuilder("{");
        foreach (var value in ZeekColumns.Row(pair, contact, number).Where(v => v.Text is not null))
            line.Append(line.Length > 1 ? "," : "").Append('"').Append(value.Name).Append("\":").Append(Json(value.Type, value.Text!));
        to.Write(line.Append("}\n"));
    }

    // None of the invented texts, and no name of a specification, has a character that JSON escapes.
    static string Json(string type, string text) => type switch
    {
        "time" or "interval" or "count" or "port" => text,
        "bool" => text == "T" ? "true" : "false",
        "vector[interval]" => $"[{text}]",
        _ when type.Contains('[') => $"[\"{text}\"]",
        _ => $"\"{text}\"",
    };
}

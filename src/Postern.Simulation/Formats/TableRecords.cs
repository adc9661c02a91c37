using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>Comma-separated values with a header line, the columns of <c>postern contacts --csv</c> that mean something here.</summary>
sealed class CsvRecord : RecordFormat
{
    public override string Name => "csv";

    public override string Title => "comma-separated values with a header";

    public override IReadOnlyList<ContactKind> Kinds => AnyKind.All;

    public override string? ReadWith(SimulatedRecord record) => AnyKind.Columns(record);

    public override void Write(SimulatedRecord record, TextWriter to)
    {
        to.Write("time,kind,source,target,outcome\n");
        base.Write(record, to);
    }

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => default;

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number) =>
        to.Write($"{UnixTime.Format(contact.Time)},{pair.Kind.Word()},{pair.Source},{pair.Target},{Invented.Outcome(pair.Kind, contact.Fails)}\n");
}

/// <summary>Three columns with bars between: time, name, resolver.</summary>
sealed class PsvRecord : RecordFormat
{
    public override string Name => "psv";

    public override string Title => "time, name asked for and resolver with bars between, without a header";

    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.DnsLookup];

    public override long Step => UnixTime.Second / 1_000;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, false);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number) =>
        to.Write($"{Invented.Stamp(contact.Time, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'")}|{pair.Target}|{pair.Source}\n");
}

/// <summary>JSON objects, one a line.</summary>
sealed class JsonlRecord : RecordFormat
{
    public override string Name => "jsonl";

    public override string Title => "JSON objects, one a line";

    public override IReadOnlyList<ContactKind> Kinds => AnyKind.All;

    public override string? ReadWith(SimulatedRecord record) => AnyKind.Columns(record);

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => default;

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number) => to.Write(
        $"{{\"time\":\"{UnixTime.Format(contact.Time)}\",\"kind\":\"{pair.Kind.Word()}\",\"source\":\"{pair.Source}\",\"target\":\"{pair.Target}\","
        + $"\"outcome\":\"{Invented.Outcome(pair.Kind, contact.Fails)}\"}}\n");
}

/// <summary>Tables hold contacts of every kind; a reader that is told no kind takes names for look-ups and addresses for flows.</summary>
static class AnyKind
{
    public static readonly ContactKind[] All = [ContactKind.DnsLookup, ContactKind.SmtpIn, ContactKind.SmtpOut, ContactKind.Flow];

    public static string? Columns(SimulatedRecord record) => record.Pairs.All(p => p.Kind == ContactKind.DnsLookup)
        ? null
        : "--columns time=time,source=source,target=target,kind=kind,outcome=outcome";
}

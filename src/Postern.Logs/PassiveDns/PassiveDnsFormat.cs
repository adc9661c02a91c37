namespace Postern.Logs.PassiveDns;

/// <summary>Passive DNS in the Common Output Format and DNSDB's streams of it (formats.md §6.11).</summary>
sealed class PassiveDnsFormat : LogFormat
{
    public override string Name => "passive-dns";

    public override string Title => "passive DNS, Common Output Format or DNSDB stream (JSON lines)";

    public override string Recognised => "JSON objects with rrname and rrtype, bare or in \"obj\"; {\"cond\":\"begin\"}";

    public override string Gives => "dns-lookup, aggregated and without source: -> name; left out of every computation of times";

    public override bool TellsAnswers => true;

    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        if (line.Length == 0 || line[0] != '{' || line.IndexOf("\"rrname\""u8) < 0 && line.IndexOf("\"cond\""u8) < 0)
            return LineTest.No;
        return PassiveDnsRecord.Read(line, out var record) switch
        {
            PassiveDnsLine.Mark => record.Condition.Is("begin"u8) ? LineTest.Certain : LineTest.Untestable,
            PassiveDnsLine.Record => record.Name.IsEmpty || record.Type.IsEmpty ? LineTest.No : LineTest.Yes,
            _ => LineTest.No,
        };
    }

    public override LineReader Open(ReadContext context) => new PassiveDnsReader();
}

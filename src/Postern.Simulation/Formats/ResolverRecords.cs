using Postern.Contacts;

namespace Postern.Simulation.Formats;

/// <summary>The query log of BIND 9. Queries have no outcome in it.</summary>
sealed class BindRecord : RecordFormat
{
    public override string Name => "bind";

    public override string Title => "BIND 9 query log (UTC)";

    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.DnsLookup];

    public override long Step => UnixTime.Second / 1_000;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, false);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number) => to.Write(
        $"{Invented.Stamp(contact.Time, "dd-MMM-yyyy HH:mm:ss.fff")} queries: info: client @0x7f1c2c0{Invented.Number(number, "client", 1 << 20):x5} "
        + $"{pair.Source}#{Invented.Port(number)} ({pair.Target}): query: {pair.Target} IN A +E(0)K ({Invented.Resolver(pair.Source)})\n");
}

/// <summary>Unbound with <c>log-queries</c> and <c>log-replies</c>.</summary>
sealed class UnboundRecord : RecordFormat
{
    public override string Name => "unbound";

    public override string Title => "Unbound log of queries and replies";

    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.DnsLookup];

    public override long Step => UnixTime.Second;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, false);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        var line = $"[{contact.Time / UnixTime.Second}] unbound[811:0] info: {pair.Source} {pair.Target}. A IN";
        to.Write($"{line}\n{line} {Invented.Outcome(pair.Kind, contact.Fails)} 0.012410 0 52\n");
    }
}

/// <summary>dnsmasq with <c>log-queries=extra</c>, through a syslog with RFC 3339 stamps.</summary>
sealed class DnsmasqRecord : RecordFormat
{
    public override string Name => "dnsmasq";

    public override string Title => "dnsmasq log of queries, through syslog";

    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.DnsLookup];

    public override long Step => UnixTime.Second / 1_000_000;

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => (true, false);

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number)
    {
        var head = $"{Invented.SyslogStamp(contact.Time)} gateway dnsmasq[612]: {number + 1} {pair.Source}/{Invented.Port(number)}";
        var answer = contact.Fails ? "NXDOMAIN" : Invented.Answer;
        to.Write($"{head} query[A] {pair.Target} from {pair.Source}\n{head} forwarded {pair.Target} to 198.51.100.53\n{head} reply {pair.Target} is {answer}\n");
    }
}

/// <summary>Passive DNS, Common Output Format: what was asked for is summed by name, and who asked is not in it.</summary>
sealed class PassiveDnsRecord : RecordFormat
{
    public override string Name => "passive-dns";

    public override string Title => "passive DNS, Common Output Format: one object a name, without sources";

    public override IReadOnlyList<ContactKind> Kinds => [ContactKind.DnsLookup];

    public override long Step => UnixTime.Second;

    public override void Write(SimulatedRecord record, TextWriter to)
    {
        foreach (var name in record.Contacts.GroupBy(c => record.Pairs[c.Pair].Target, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            to.Write($"{{\"rrname\":\"{name.Key}\",\"rrtype\":\"A\",\"rdata\":[\"{Invented.Answer}\"],"
                + $"\"time_first\":{name.Min(c => c.Time) / UnixTime.Second},\"time_last\":{name.Max(c => c.Time) / UnixTime.Second},\"count\":{name.Count()}}}\n");
        }
    }

    protected override (bool Source, bool Target) NeedsAddress(ContactKind kind) => default;

    protected override void WriteContact(TextWriter to, SimulatedPair pair, SimulatedContact contact, int number) =>
        throw new NotSupportedException("passive DNS has no line of one contact");
}

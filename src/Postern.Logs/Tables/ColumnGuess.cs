using System.Text;
using Postern.Logs.Text;

namespace Postern.Logs.Tables;

/// <summary>The first rows of a table, to tell its columns by.</summary>
/// <param name="Names">Header names or JSON paths; null when the table has no header.</param>
/// <param name="Rows">Values by column; missing ones are empty.</param>
/// <param name="Width">Number of columns.</param>
sealed record TableSample(IReadOnlyList<string>? Names, IReadOnlyList<byte[][]> Rows, int Width)
{
    /// <summary>Values of a column.</summary>
    public IEnumerable<byte[]> Column(int index) => Rows.Select(r => r[index]);
}

/// <summary>Tells which columns hold time, source and target when the user did not say: by header name, else by what the values
/// are. Where two columns could be meant it gives up, for a wrong column makes wrong findings.</summary>
static class ColumnGuess
{
    static readonly string[] TimeNames =
        ["time", "timestamp", "ts", "date", "datetime", "eventtime", "querytime", "starttime", "utc", "timeutc", "utctime", "epoch", "unixtime", "when"];

    static readonly string[] SourceNames =
        ["source", "src", "client", "ip", "resolver", "sourceip", "srcip", "sourceaddress", "srcaddress", "srcaddr", "sourcehost", "srchost",
         "clientip", "clientaddress", "clientaddr", "remoteip", "remoteaddr", "remoteaddress", "requester", "originator", "idorigh", "from"];

    static readonly string[] TargetNames =
        ["target", "query", "qname", "queryname", "name", "host", "hostname", "domain", "domainname", "fqdn", "question", "rrname",
         "dst", "dest", "destination", "dstip", "destip", "destinationip", "dstaddr", "dstaddress", "destaddress", "destinationaddress",
         "dsthost", "desthost", "server", "responder", "idresph", "to"];

    static readonly string[] OutcomeNames = ["outcome", "rcode", "status", "result", "responsecode"];
    static readonly string[] BytesNames = ["bytes", "size", "length"];

    /// <summary>Columns of a role by their names, else by their values.</summary>
    /// <param name="sample">The first rows.</param>
    /// <param name="role"><c>time source target outcome bytes</c>.</param>
    /// <param name="taken">Columns that already have a role.</param>
    /// <returns>Columns that could be meant; the answer is clear when there is one.</returns>
    public static IReadOnlyList<int> Candidates(TableSample sample, string role, IReadOnlyCollection<int> taken)
    {
        var free = Enumerable.Range(0, sample.Width).Where(i => !taken.Contains(i)).ToList();
        var named = ByName(sample, role, free);
        return named.Count > 0 || role is "outcome" or "bytes" ? named : free.Where(i => Holds(sample, i, role)).ToList();
    }

    /// <summary>Whether a word of a first row is a header name of some role.</summary>
    public static bool IsRoleName(ReadOnlySpan<byte> word)
    {
        var name = Plain(Encoding.UTF8.GetString(word));
        return TimeNames.Contains(name) || SourceNames.Contains(name) || TargetNames.Contains(name);
    }

    /// <summary>Whether a word of a first row is a header name of a time.</summary>
    public static bool IsTimeName(ReadOnlySpan<byte> word) => TimeNames.Contains(Plain(Encoding.UTF8.GetString(word)));

    /// <summary>Whether every value of a column is an address.</summary>
    public static bool HoldsAddresses(TableSample sample, int column) => Share(sample, column, IsAddress) == 1;

    static List<int> ByName(TableSample sample, string role, List<int> free)
    {
        if (sample.Names is not { } names)
            return [];
        var wanted = role switch
        {
            "time" => TimeNames,
            "source" => SourceNames,
            "target" => TargetNames,
            "outcome" => OutcomeNames,
            _ => BytesNames,
        };
        var whole = free.Where(i => wanted.Contains(Plain(names[i]))).ToList();
        return whole.Count > 0
            ? whole
            : free.Where(i => names[i].Contains('.') && wanted.Contains(Plain(names[i].Split('.')[^1]))).ToList();
    }

    static bool Holds(TableSample sample, int column, string role) => role switch
    {
        "time" => TableTime.Infer(sample.Column(column), all: true, plausible: true) is not null
            && Share(sample, column, v => v.Length > 0) == 1,
        "source" => HoldsAddresses(sample, column),
        _ => Share(sample, column, IsName) >= 0.9,
    };

    static double Share(TableSample sample, int column, Func<byte[], bool> test) =>
        sample.Rows.Count == 0 ? 0 : (double)sample.Column(column).Count(test) / sample.Rows.Count;

    static bool IsAddress(byte[] value) => AddressText.TryCanonical(value, new byte[value.Length + 64], out _);

    /// <summary>A host name of at least two labels: a word with a dot and a letter, without blanks, no address.</summary>
    static bool IsName(byte[] value) =>
        value.Length is > 2 and < 1024 && value.Contains((byte)'.') && !value.Contains((byte)' ')
        && !value.Contains((byte)'/') && !value.Contains((byte)'@')
        && value.Any(b => (b | 0x20) is >= 'a' and <= 'z') && !IsAddress(value)
        && TableTime.Infer([value], all: true, plausible: false) is null;

    static string Plain(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

using Postern.Contacts;
using Postern.Logs.Text;

namespace Postern.Commands;

/// <summary>The longest record that can be analysed: intervals are nanoseconds in 64 bits, which hold 292 years.</summary>
static class RecordSpan
{
    const int MostYears = 290;
    const long Most = MostYears * 365L * UnixTime.Day;

    /// <summary>Throws <see cref="InputException"/> when the first and the last contact lie too far apart: one of them is damaged.</summary>
    public static void Check(ContactTable table)
    {
        var (first, last) = (-1, -1);
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            if (first < 0 || table.Times(pair)[0] < table.Times(first)[0])
                first = pair;
            if (last < 0 || table.Times(pair)[^1] > table.Times(last)[^1])
                last = pair;
        }
        if (first < 0 || (Int128)table.Times(last)[^1] - table.Times(first)[0] <= Most)
            return;
        throw new InputException(
            $"the record reaches from {Said(table, first, table.Times(first)[0])} to {Said(table, last, table.Times(last)[^1])}: "
            + $"more than the {MostYears} years that can be analysed. Leave out what is damaged with --from and --to; "
            + "postern contacts shows the file and line of each");
    }

    static string Said(ContactTable table, int pair, long time)
    {
        var (source, target, _) = table.Pairs[pair];
        return $"{UnixTime.Format(time)} ({SafeText.Of(table.Sources[source])} → {SafeText.Of(table.Targets[target])})";
    }
}

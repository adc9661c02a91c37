using Postern.Contacts;

namespace Postern.Logs.Tests.Expected;

/// <summary>A table as lines, to be compared with what single contacts make.</summary>
static class TableText
{
    /// <summary>A line a pair: its names, its kind, its times.</summary>
    public static IEnumerable<string> Of(ContactTable table)
    {
        for (var pair = 0; pair < table.Pairs.Length; pair++)
        {
            var (source, target, kind) = table.Pairs[pair];
            yield return $"{table.Sources.Text(source)} {table.Targets.Text(target)} {kind}: {string.Join(' ', table.Times(pair).ToArray())}";
        }
    }

    /// <summary>The same of contacts as a reader delivered them, as far as a table takes them.</summary>
    public static IEnumerable<string> Of(IEnumerable<ReadContact> contacts) =>
        Of(ContactTable.Of(contacts.Where(c => c.Time is not null && !c.Aggregate).Select(c => (c.Time!.Value, c.Kind, c.Source ?? "", c.Target))));
}

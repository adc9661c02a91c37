using System.Text;
using System.Text.Json;

namespace Postern.Logs.Tables;

/// <summary>Lays the first objects out as a table whose columns are the dotted paths of their plain values.</summary>
static class JsonSample
{
    const int MostColumns = 256;

    /// <summary>The table; objects that are not sound are left out.</summary>
    /// <param name="records">Text of the objects.</param>
    /// <param name="named">Paths that are columns even if no object has them.</param>
    public static TableSample Of(IEnumerable<byte[]> records, IEnumerable<string> named)
    {
        List<Dictionary<string, byte[]>> objects = [];
        List<string> names = [];
        foreach (var record in records)
        {
            try
            {
                using var document = JsonDocument.Parse(record);
                var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    continue;
                Flatten(document.RootElement, "", values);
                objects.Add(values);
                names.AddRange(values.Keys.Where(k => !names.Contains(k)).Take(MostColumns - names.Count));
            }
            catch (Exception problem) when (problem is JsonException or InvalidOperationException)
            {
                // Such an object gets its fate when it is read.
            }
        }
        names.AddRange(named.Where(k => !names.Contains(k)));
        var rows = objects.ConvertAll(o => names.Select(n => o.GetValueOrDefault(n, [])).ToArray());
        return new TableSample(names, rows, names.Count);
    }

    static void Flatten(JsonElement element, string prefix, Dictionary<string, byte[]> values)
    {
        foreach (var member in element.EnumerateObject())
        {
            var path = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object)
                Flatten(member.Value, path + ".", values);
            else if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                values[path] = Encoding.UTF8.GetBytes(member.Value.ToString());
        }
    }
}

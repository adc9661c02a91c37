using Postern.Contacts;

namespace Postern.Commands;

/// <summary>Reads when the observer was listening: a CSV file with a stretch a line, <c>from,to</c>.</summary>
/// <remarks>Blank lines, lines that begin with <c>#</c> and a header <c>from,to</c> are passed over. A date alone means its whole day.</remarks>
static class CoverageFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="zone">Zone of times without an offset.</param>
    /// <param name="problem">What is wrong, with file and line, or null.</param>
    /// <returns>The coverage, or null when it cannot be read.</returns>
    public static Coverage? Read(string path, TimeZoneInfo zone, out string? problem)
    {
        try
        {
            return Parse(path, File.ReadLines(path), zone, out problem);
        }
        catch (Exception fault) when (FileFault.Is(fault))
        {
            problem = $"--coverage: {path}: {FileFault.Reason(fault)}";
            return null;
        }
    }

    static Coverage? Parse(string path, IEnumerable<string> lines, TimeZoneInfo zone, out string? problem)
    {
        List<TimeSpanNs> stretches = [];
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (line.AsSpan().Trim().IsEmpty || line.StartsWith('#') || (stretches.Count == 0 && fields is ["from", "to", ..]))
                continue;
            problem = Stretch(fields, zone, out var stretch);
            if (problem is not null)
            {
                problem = $"{path}:{number}: {problem}";
                return null;
            }
            stretches.Add(stretch);
        }
        problem = stretches.Count > 0 ? null : $"{path}: holds no stretch of time; write one a line: from,to";
        return problem is null ? new Coverage(stretches) : null;
    }

    static string? Stretch(string[] fields, TimeZoneInfo zone, out TimeSpanNs stretch)
    {
        stretch = default;
        if (fields.Length != 2)
            return $"{fields.Length} fields instead of 2 (from,to)";
        if (!TimeText.TryParse(fields[0].Trim('"'), zone, end: false, out var from, out var problem)
            || !TimeText.TryParse(fields[1].Trim('"'), zone, end: true, out var to, out problem))
        {
            return problem;
        }
        stretch = new TimeSpanNs(from, to);
        return to > from ? null : $"{fields[1]} is not after {fields[0]}";
    }
}

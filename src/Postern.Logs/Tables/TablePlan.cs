using System.Text;
using Postern.Contacts;
using Postern.Logs.Text;

namespace Postern.Logs.Tables;

/// <summary>Settles which column is what, from what the user said and what the first rows show; or says why it cannot.</summary>
/// <param name="options">What the user said.</param>
/// <param name="sample">The first rows.</param>
/// <param name="numbered">Whether columns have numbers; the columns of JSON have only names.</param>
sealed class TablePlan(ColumnOptions options, TableSample sample, bool numbered)
{
    const int NamesShown = 8;
    const int LongestShown = 40;

    static readonly string[] Needed = ["time", "source", "target"];
    static readonly string[] Roles = [.. Needed, "outcome", "bytes", "source-port", "target-port", "kind"];

    readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);

    /// <summary>A maker of contacts, or null with the problem: what is wrong and what to do.</summary>
    public RowContacts? Make(ReadContext context, ContactSink sink, out string problem)
    {
        problem = TakeGiven() ?? TakeGuessed(sink) ?? "";
        if (problem.Length > 0)
            return null;
        var times = sample.Column(columns["time"]).ToList();
        var format = options.TimeFormat
            ?? (times.Count == 0 ? "iso8601" : TableTime.Infer(times, all: false, plausible: false));
        if (format is null)
        {
            problem = $"cannot tell how times are written in column {Shown(columns["time"])} (\"{SafeText.Of(times[0], LongestShown)}\"): "
                + "say it with time-format= in --columns";
            return null;
        }
        if (options.TimeFormat is null)
            sink.Assume($"times are {format}");
        List<(byte[], int)> details = [];
        foreach (var detail in options.Details)
        {
            if (Find(detail.Column, out var column) is { } missing)
            {
                problem = missing;
                return null;
            }
            details.Add((Encoding.UTF8.GetBytes(detail.Name), column));
        }
        var map = new RowMap
        {
            Time = columns["time"],
            Source = columns["source"],
            Target = columns["target"],
            SourcePort = columns["source-port"],
            TargetPort = columns["target-port"],
            Outcome = columns["outcome"],
            Bytes = columns["bytes"],
            Kind = columns["kind"],
            FixedKind = columns["kind"] >= 0 ? default : Kind(sink),
            Details = details,
        };
        return new RowContacts(map, new TableTime(format, options.Decimal, exponents: !numbered, context), new DetailWriter());
    }

    string? TakeGiven()
    {
        foreach (var role in Roles)
        {
            columns[role] = -1;
            if (options[role] is { } reference)
            {
                if (Find(reference, out var column) is { } problem)
                    return problem;
                columns[role] = column;
            }
        }
        return null;
    }

    string? TakeGuessed(ContactSink sink)
    {
        var guessed = new List<string>();
        foreach (var role in Needed.Where(r => columns[r] < 0))
        {
            var found = ColumnGuess.Candidates(sample, role, columns.Values);
            if (found.Count != 1)
            {
                var why = found.Count == 0
                    ? $"no column is clearly the {role}"
                    : $"columns {string.Join(" and ", found.Take(3).Select(Shown))} could each be the {role}";
                return $"{why}; the columns are {Listed()}: say which with --columns {Example()}";
            }
            columns[role] = found[0];
            guessed.Add($"{role} = {Shown(found[0])}");
        }
        if (guessed.Count == 0)
            return null;
        foreach (var role in (string[])["outcome", "bytes"])
        {
            if (columns[role] < 0 && ColumnGuess.Candidates(sample, role, columns.Values) is [var only])
            {
                columns[role] = only;
                guessed.Add($"{role} = {Shown(only)}");
            }
        }
        sink.Assume($"columns: {string.Join(", ", guessed)} (--columns says otherwise)");
        return null;
    }

    ContactKind Kind(ContactSink sink)
    {
        if (options.Kind is { } given)
            return given;
        var addresses = sample.Rows.Count > 0 && ColumnGuess.HoldsAddresses(sample, columns["target"]);
        sink.Assume(addresses
            ? "each row is a flow, for the targets are addresses (kind= in --columns says otherwise)"
            : "each row is a dns-lookup, for the targets are names (kind= in --columns says otherwise)");
        return addresses ? ContactKind.Flow : ContactKind.DnsLookup;
    }

    /// <summary>The column that is meant, or the problem.</summary>
    string? Find(ColumnReference reference, out int column)
    {
        column = reference.Number;
        if (numbered && column >= 0)
            return column < sample.Width
                ? null
                : $"there is no column {column}: the columns are {Listed()} (numbers start at 0)";
        var name = reference.Name;
        var found = Enumerable.Range(0, sample.Names?.Count ?? 0).Where(i => sample.Names![i] == name).ToList();
        column = found is [var only] ? only : -1;
        return found.Count switch
        {
            1 => null,
            0 => $"there is no column \"{SafeText.Of(name)}\": the columns are {Listed()}",
            _ => $"\"{SafeText.Of(name)}\" is ambiguous: it is the name of columns {string.Join(" and ", found)}; give the number in --columns",
        };
    }

    string Example() => numbered ? "time=0,source=2,target=1 and the like" : "time=NAME,source=NAME,target=NAME";

    string Listed() =>
        string.Join(", ", Enumerable.Range(0, Math.Min(sample.Width, NamesShown)).Select(Shown))
        + (sample.Width > NamesShown ? $" and {sample.Width - NamesShown} more" : "");

    string Shown(int column)
    {
        var text = sample.Names is { } names ? SafeText.Of(Encoding.UTF8.GetBytes(names[column]), LongestShown)
            : sample.Rows.Count > 0 ? SafeText.Of(sample.Rows[0][column], LongestShown)
            : "";
        return numbered ? $"{column} \"{text}\"" : $"\"{text}\"";
    }
}

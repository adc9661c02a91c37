using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Comparison;

/// <summary>Compares a record with simulated ones of a specification, measure by measure.</summary>
public static class ComparisonAnalysis
{
    /// <summary>Level at which a record is called outside, all measures counted.</summary>
    const double Level = .05;

    /// <summary>A measure that fewer of the simulated records have is not compared.</summary>
    const double LeastKnown = .5;

    /// <summary>What is compared: explanations weigh what these measure, and the questions about the outside have nulls of their own.</summary>
    const Analyses Compared = Analyses.Circle | Analyses.Rate | Analyses.Cadence | Analyses.Cache | Analyses.Changes | Analyses.End;

    /// <summary>Names under which pairs of a record and pairs of a specification are compared: equal names; or, where each has one pair only, the record's.</summary>
    /// <param name="record">The record.</param>
    /// <param name="specified">Pairs that the specification can make.</param>
    public static PairMatch Match(ContactTable record, IReadOnlyCollection<PairName> specified)
    {
        var own = Enumerable.Range(0, record.Pairs.Length).Select(p => PairName.Of(record, p)).ToHashSet();
        return new(specified, own.Count == 1 && specified.Count == 1
            ? new Dictionary<PairName, PairName> { [specified.First()] = own.First() }
            : specified.Where(own.Contains).ToDictionary(p => p, p => p));
    }

    /// <summary>Compares.</summary>
    /// <param name="record">The record.</param>
    /// <param name="match">Which of its pairs are compared, as <see cref="Match"/> says.</param>
    /// <param name="simulations">Number of simulated records.</param>
    /// <param name="simulate">Makes one by its number; called from several threads.</param>
    /// <param name="options">What to compute, as of the record itself.</param>
    /// <param name="progress">Told how many are done; null when nobody asks.</param>
    /// <param name="cancel">Ends the work.</param>
    public static ComparisonFindings Run(
        ContactTable record, PairMatch match, int simulations, Func<int, ContactTable> simulate, InvestigationOptions options,
        Action<InvestigationProgress>? progress = null, CancellationToken cancel = default)
    {
        var each = options with { Analyses = options.Analyses & Compared, Events = null, Answers = null, Top = null, Threads = 1 };
        var all = new RecordMeasures[simulations + 1];
        all[0] = RecordMeasures.Of(record, match.Names.Values.ToDictionary(p => p, p => p), each with { Threads = options.Threads }, cancel);
        Workers.Run(simulations, options.Threads, () => 0, (i, _) => all[i + 1] = RecordMeasures.Of(simulate(i), match.Names, each, cancel),
            progress is null ? null : done => progress(new InvestigationProgress("simulating", done, simulations)), cancel);

        var columns = Columns(all);
        var standing = new Standing([.. columns.Select(c => c.Values)]);
        var measures = columns.Select((c, i) => (c.Of, Measure: Place(c, standing.Shares[i][0], standing.Adjusted(standing.Shares[i][0])))).ToList();
        List<ComparedMeasure> Ordered(object of) =>
            [.. measures.Where(m => m.Of.Equals(of)).Select(m => m.Measure).OrderBy(m => m.Share).ThenByDescending(Distance).ThenBy(m => m.Name, StringComparer.Ordinal)];
        var onlySimulated = match.Specified.Where(p => !match.Names.ContainsKey(p)).Select(p => $"{p.Source} → {p.Target}").Order(StringComparer.Ordinal).ToList();
        return new ComparisonFindings
        {
            Verdict = standing.PAdjusted <= Level ? "outside" : "among",
            Simulations = simulations,
            LeastShare = 2.0 / (simulations + 1),
            MeasuresCompared = columns.Count,
            PAdjusted = standing.PAdjusted,
            Pairs = [.. all[0].Pairs.Keys.Select(p => new ComparedPair(p.Source, p.Target, p.Kind.Word(), Ordered(p), Verdicts(all, p)))],
            Targets = [.. all[0].Targets.Keys.Select(t => new ComparedTarget(t, Ordered(t)))],
            OnlySimulated = onlySimulated,
            OnlyInRecord = record.Pairs.Length - match.Names.Count,
            Text = ComparisonText.Say(measures, simulations, standing.PAdjusted, Level),
        };
    }

    /// <summary>Distance from the median in widths of the simulated interval, to name the most telling of measures that lie equally far out.</summary>
    internal static double Distance(ComparedMeasure measure) =>
        measure.High > measure.Low ? Math.Abs(measure.Value - measure.Median) / (measure.High - measure.Low) : 0;

    /// <summary>Every measure that the record has and enough of the simulated ones have, with its values: the record's first.</summary>
    static List<Column> Columns(RecordMeasures[] all)
    {
        List<Column> columns = [];
        foreach (var (pair, its) in all[0].Pairs)
        {
            for (var m = 0; m < its.Measures.Count; m++)
                columns.Add(new Column(pair, $"{pair.Source} → {pair.Target}", its.Measures[m].Name,
                    Array.ConvertAll(all, r => r.Pairs.TryGetValue(pair, out var p) ? p.Measures[m].Value : Absent(its.Measures[m].Name))));
        }
        foreach (var (target, its) in all[0].Targets)
        {
            for (var m = 0; m < its.Count; m++)
                columns.Add(new Column(target, target, its[m].Name, Array.ConvertAll(all, r => r.Targets.TryGetValue(target, out var t) ? t[m].Value : double.NaN)));
        }
        columns.RemoveAll(c => double.IsNaN(c.Values[0]) || c.Values.Count(v => !double.IsNaN(v)) < LeastKnown * c.Values.Length + 1);
        return columns;
    }

    /// <summary>A pair that a simulated record has not: it has no contacts, and no other measure.</summary>
    static double Absent(string measure) => measure is "contacts" or "occasions" ? 0 : double.NaN;

    static ComparedMeasure Place(Column column, double share, double adjusted)
    {
        var value = column.Values[0];
        double[] simulated = [.. column.Values.Skip(1).Where(v => !double.IsNaN(v)).Order()];
        double Quantile(double q) => simulated[(int)Math.Round(q * (simulated.Length - 1))];
        return new ComparedMeasure
        {
            Name = column.Name,
            Value = value,
            Low = Quantile(.025),
            Median = Quantile(.5),
            High = Quantile(.975),
            Below = simulated.Count(v => v < value),
            Equal = simulated.Count(v => v == value),
            Above = simulated.Count(v => v > value),
            Share = share,
            PAdjusted = adjusted,
        };
    }

    static List<ComparedVerdict> Verdicts(RecordMeasures[] all, PairName pair)
    {
        List<ComparedVerdict> verdicts = [];
        foreach (var (name, value) in all[0].Pairs[pair].Verdicts)
        {
            SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
            foreach (var record in all.Skip(1))
            {
                var said = record.Pairs.TryGetValue(pair, out var its) ? its.Verdicts.FirstOrDefault(v => v.Name == name).Value : null;
                counts[said ?? "none"] = counts.GetValueOrDefault(said ?? "none") + 1;
            }
            verdicts.Add(new ComparedVerdict(name, value, counts.GetValueOrDefault(value), counts));
        }
        return verdicts;
    }

    /// <summary>One measure over all records.</summary>
    /// <param name="Of">The pair or target it is of.</param>
    /// <param name="Said">The same in words.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Values">The record's value, then those of the simulated ones.</param>
    internal sealed record Column(object Of, string Said, string Name, double[] Values);
}

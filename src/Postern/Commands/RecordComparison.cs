using Postern.Analysis.Comparison;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Simulation;

namespace Postern.Commands;

/// <summary><c>investigate --compare</c>: joins the simulator, which knows no analysis, with the comparison, which knows no simulator.</summary>
static class RecordComparison
{
    /// <summary>Compares a record with simulated ones.</summary>
    /// <param name="table">The record.</param>
    /// <param name="file">The specification.</param>
    /// <param name="simulations">How many records to simulate.</param>
    /// <param name="filter">What the record was narrowed to; the simulated ones are too.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="progress">Told how far it is, or null.</param>
    /// <param name="cancel">Ends the work.</param>
    public static ComparisonFindings Run(
        ContactTable table, SpecificationFile file, int simulations, ContactFilter filter, InvestigationOptions options,
        Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        var simulator = new Simulator(file.Record);
        ContactTable Simulated(ulong seed) =>
            (simulator.Run(seed, out var problem) ?? throw new InputException(problem!.ToString())).Table(filter);

        var specified = Specified(file, filter);
        if (ComparisonAnalysis.Match(table, specified).Count == 0)
        {
            throw new UsageException($"--compare: the record has none of the pairs of {file.Path} ({string.Join(", ", specified.Take(3).Select(p => $"{p.Source} → {p.Target}"))}"
                + $"{(specified.Count > 3 ? ", …" : "")}); name the record's sources and targets there, or narrow both to one pair with --source and --target");
        }
        return ComparisonAnalysis.Run(table, specified, simulations, i => Simulated(Simulator.SeedOf(options.Seed, i)), options, progress, cancel) with
        {
            Specification = file.Path,
            SpecificationSha256 = file.Sha256,
        };
    }

    /// <summary>Pairs that a specification can make, as the filter leaves them.</summary>
    static List<PairName> Specified(SpecificationFile file, ContactFilter filter)
    {
        List<PairName> pairs = [];
        foreach (var party in file.Record.Parties)
        {
            foreach (var source in party.Sources)
            {
                foreach (var target in party.Targets)
                {
                    if (filter.Takes(party.Kind, System.Text.Encoding.UTF8.GetBytes(source), System.Text.Encoding.UTF8.GetBytes(target), out var mapped))
                        pairs.Add(new PairName(mapped is null ? source : System.Text.Encoding.UTF8.GetString(mapped), target, party.Kind));
                }
            }
        }
        return [.. pairs.Distinct()];
    }
}

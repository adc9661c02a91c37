using System.Text;
using Postern.Analysis.Comparison;
using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Simulation;
using Postern.Simulation.Specification;

namespace Postern.Commands;

/// <summary><c>investigate --compare</c>: joins the simulator, which knows no analysis, with the comparison, which knows no simulator.</summary>
static class RecordComparison
{
    /// <summary>Compares a record with simulated ones.</summary>
    /// <param name="table">The record.</param>
    /// <param name="file">The specification.</param>
    /// <param name="match">What of both is compared, as <see cref="Match"/> says.</param>
    /// <param name="simulations">How many records to simulate.</param>
    /// <param name="filter">What the record was narrowed to; the simulated ones are too.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="progress">Told how far it is, or null.</param>
    /// <param name="cancel">Ends the work.</param>
    public static ComparisonFindings Run(
        ContactTable table, SpecificationFile file, PairMatch match, int simulations, ContactFilter filter, InvestigationOptions options,
        Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        // What one party draws does not depend on the others, so that those of which nothing is compared need not be simulated.
        var simulator = new Simulator(file.Record with { Parties = [.. file.Record.Parties.Where(p => Specified(p, filter).Any(match.Names.ContainsKey))] });
        ContactTable Simulated(ulong seed) =>
            (simulator.Run(seed, out var problem) ?? throw new InputException(problem!.ToString())).Table(filter);

        return ComparisonAnalysis.Run(table, match, simulations, i => Simulated(Simulator.SeedOf(options.Seed, i)), options, progress, cancel) with
        {
            Specification = file.Path,
            SpecificationSha256 = file.Sha256,
        };
    }

    /// <summary>Pairs that record and specification both have; throws <see cref="UsageException"/> when there is none.</summary>
    public static PairMatch Match(ContactTable table, SpecificationFile file, ContactFilter filter)
    {
        var specified = Specified(file, filter);
        var match = ComparisonAnalysis.Match(table, specified);
        if (match.Names.Count > 0)
            return match;
        throw new UsageException($"--compare: the record has none of the pairs of {file.Path} ({string.Join(", ", specified.Take(3).Select(p => $"{p.Source} → {p.Target}"))}"
            + $"{(specified.Count > 3 ? ", …" : "")}); name the record's sources and targets there, or narrow both to one pair with --source and --target");
    }

    /// <summary>Pairs that a specification can make, as the filter leaves them.</summary>
    static List<PairName> Specified(SpecificationFile file, ContactFilter filter) => [.. file.Record.Parties.SelectMany(p => Specified(p, filter)).Distinct()];

    static IEnumerable<PairName> Specified(PartySpecification party, ContactFilter filter)
    {
        foreach (var source in party.Sources)
        {
            foreach (var target in party.Targets)
            {
                if (filter.Takes(party.Kind, Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(target), out var mapped))
                    yield return new PairName(mapped is null ? source : Encoding.UTF8.GetString(mapped), target, party.Kind);
            }
        }
    }
}

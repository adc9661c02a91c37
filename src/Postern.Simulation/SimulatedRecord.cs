using System.Text;
using Postern.Contacts;
using Postern.Simulation.Specification;

namespace Postern.Simulation;

/// <summary>A record with known truth.</summary>
/// <param name="Specification">What it was made of.</param>
/// <param name="Seed">The seed it was made with.</param>
/// <param name="Pairs">Its pairs.</param>
/// <param name="Contacts">Its contacts, in the order that the specification asks for.</param>
/// <param name="Accounts">What each party contributed.</param>
public sealed record SimulatedRecord(
    RecordSpecification Specification, ulong Seed, IReadOnlyList<SimulatedPair> Pairs, IReadOnlyList<SimulatedContact> Contacts,
    IReadOnlyList<PartyAccount> Accounts)
{
    /// <summary>The contacts as a table for analysis.</summary>
    /// <param name="filter">What to keep, as of a record that is read.</param>
    public ContactTable Table(ContactFilter filter)
    {
        var index = new PairIndex(filter);
        var column = new ContactColumn(index, file: 0);
        var names = Pairs.Select(p => (p.Kind, Source: Encoding.UTF8.GetBytes(p.Source), Target: Encoding.UTF8.GetBytes(p.Target))).ToList();
        foreach (var contact in Contacts)
        {
            var (kind, source, target) = names[contact.Pair];
            var pair = index.Find(kind, source, target);
            if (pair != PairIndex.LeftOut && contact.Time >= filter.From && contact.Time < filter.To)
                column.Add(pair, contact.Time);
        }
        column.Trim();
        var builder = new ContactTableBuilder { Threads = 1 };
        builder.Add(column);
        return builder.Build();
    }
}

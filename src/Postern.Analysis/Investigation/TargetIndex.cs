using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>Where the pairs of each target lie in the table, and how many sources it has.</summary>
sealed class TargetIndex
{
    readonly int[] first; // of target t; one more entry for the end
    readonly int[] sources;

    /// <summary>Reads the table's order: pairs of one target lie side by side, those of one source within them too.</summary>
    public TargetIndex(ContactTable table)
    {
        first = new int[table.Targets.Count + 1];
        sources = new int[table.Targets.Count];
        var pairs = table.Pairs;
        for (var i = 0; i < pairs.Length; i++)
        {
            first[pairs[i].Target + 1] = i + 1;
            if (i == 0 || pairs[i].Target != pairs[i - 1].Target || pairs[i].Source != pairs[i - 1].Source)
                sources[pairs[i].Target]++;
        }
        for (var target = 0; target < sources.Length; target++)
            first[target + 1] = Math.Max(first[target + 1], first[target]);
    }

    /// <summary>First pair of a target.</summary>
    public int First(int target) => first[target];

    /// <summary>The pair after its last.</summary>
    public int End(int target) => first[target + 1];

    /// <summary>Distinct sources of a target.</summary>
    public int SourcesOf(int target) => sources[target];
}

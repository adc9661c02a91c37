
namespace Postern.Logs.Reading;

/// <summary>Feeds contacts that were read before (from a ledger) into a harvest, as those of the files that they came from. For one thread.</summary>
/// <param name="harvest">Takes the contacts.</param>
public sealed class HarvestFeed(Harvest harvest)
{
    /// <summary>Parts held open at once: contacts of several files may stand mixed.</summary>
    const int MostOpen = 64;

    readonly object? thread = harvest.EnterThread();
    readonly Dictionary<int, RecordingSink> open = [];
    readonly List<(RecordingSink Part, int File)> closed = [];
    RecordingSink? current;
    int currentFile = -1;

    /// <summary>Whether more than time, pair and line will be looked at.</summary>
    public bool WantsDetail { get; } = harvest.MakePart(harvest.EnterThread(), 0).WantsDetail;

    /// <summary>Adds a contact.</summary>
    /// <param name="file">Number of the file, behind those that are read at the same time.</param>
    /// <param name="row">The contact.</param>
    public void Add(int file, in ContactRow row)
    {
        var part = file == currentFile ? current! : PartOf(file);
        if (row.Aggregate || row.Time == ContactRow.NoTime || !part.TryRepeat(row.Time, row.Kind, row.Source, row.Target))
            part.Contact(row);
    }

    /// <summary>Gives everything to the harvest. Feeds of several threads do so one after the other, in the order of their contacts.</summary>
    public void HandOver()
    {
        CloseAll();
        lock (harvest)
        {
            foreach (var (part, file) in closed)
                harvest.Take(part, file, firstLine: 0);
        }
        closed.Clear();
    }

    RecordingSink PartOf(int file)
    {
        if (!open.TryGetValue(file, out var part))
        {
            if (open.Count == MostOpen)
                CloseAll();
            open.Add(file, part = harvest.MakePart(thread, file));
        }
        (current, currentFile) = (part, file);
        return part;
    }

    void CloseAll()
    {
        foreach (var (file, part) in open.OrderBy(p => p.Key))
        {
            part.Close();
            closed.Add((part, file));
        }
        open.Clear();
        (current, currentFile) = (null, -1);
    }
}

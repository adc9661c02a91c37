using Postern.Logs.Text;

namespace Postern.Logs.Mail;

/// <summary>What is remembered of messages or sessions by their id, up to a bound: then the oldest are forgotten first, so that a
/// log that never closes what it opens cannot fill memory.</summary>
/// <param name="most">Most entries held.</param>
sealed class BoundedMap<T>(int most)
    where T : class, new()
{
    readonly Dictionary<byte[], T> entries = new(ByteKeys.Comparer);
    readonly Queue<byte[]> order = new();

    /// <summary>Entries that were forgotten because there were too many.</summary>
    public long Forgotten { get; private set; }

    /// <summary>All entries.</summary>
    public IEnumerable<T> Values => entries.Values;

    /// <summary>The entry of an id, or null.</summary>
    public T? Find(ReadOnlySpan<byte> id) =>
        entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var entry) ? entry : null;

    /// <summary>The entry of an id, new if there was none.</summary>
    /// <param name="id">The id.</param>
    /// <param name="forgotten">The entry that had to go for it, or null.</param>
    public T FindOrAdd(ReadOnlySpan<byte> id, out T? forgotten)
    {
        forgotten = null;
        if (Find(id) is { } known)
            return known;
        if (entries.Count == most)
            forgotten = ForgetOldest();
        // Ids that were removed stay in the order until their turn; without this it would grow for ever.
        else if (order.Count >= most * 2)
            Tidy();
        var key = id.ToArray();
        order.Enqueue(key);
        return entries[key] = new T();
    }

    /// <summary>Forgets an id that is done with.</summary>
    public void Remove(ReadOnlySpan<byte> id) => entries.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(id);

    T? ForgetOldest()
    {
        while (order.TryDequeue(out var key))
        {
            if (entries.Remove(key, out var entry))
            {
                Forgotten++;
                return entry;
            }
        }
        return null;
    }

    void Tidy()
    {
        for (var left = order.Count; left > 0; left--)
        {
            var key = order.Dequeue();
            if (entries.ContainsKey(key))
                order.Enqueue(key);
        }
    }
}

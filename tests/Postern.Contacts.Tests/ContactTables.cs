using System.Text;

namespace Postern.Contacts.Tests;

/// <summary>Tables made the way that readers make them: columns for each file, filled by threads with an index of their own.</summary>
static class ContactTables
{
    public static ContactTable Read(
        IReadOnlyList<(int File, long Time, string Source, string Target)> contacts, int threads = 1, ContactFilter? filter = null) =>
        Read(contacts, out _, threads, filter);

    public static ContactTable Read(
        IReadOnlyList<(int File, long Time, string Source, string Target)> contacts,
        out long duplicates,
        int threads = 1,
        ContactFilter? filter = null,
        bool keepDuplicates = false)
    {
        var builder = new ContactTableBuilder { Threads = threads, KeepDuplicates = keepDuplicates };
        var indexes = Enumerable.Range(0, threads).Select(_ => new PairIndex(filter ?? ContactFilter.None)).ToArray();
        var part = 0;
        foreach (var file in contacts.GroupBy(c => c.File))
        {
            foreach (var chunk in file.Chunk(7))
            {
                var index = indexes[part++ % threads];
                var column = new ContactColumn(index, file.Key);
                foreach (var contact in chunk)
                {
                    var pair = index.Find(ContactKind.DnsLookup, Encoding.UTF8.GetBytes(contact.Source), Encoding.UTF8.GetBytes(contact.Target));
                    if (pair >= 0)
                        column.Add(pair, contact.Time);
                }
                column.Trim();
                builder.Add(column);
            }
        }
        var table = builder.Build();
        duplicates = builder.Duplicates;
        return table;
    }
}

/// <summary>A small seeded generator, so that a failure can be repeated.</summary>
sealed class SplitMix(ulong seed)
{
    ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}

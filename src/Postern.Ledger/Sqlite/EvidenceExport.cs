using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Writes bundles of evidence of a ledger in a file.</summary>
public static class EvidenceExport
{
    /// <summary>Earlier checkpoints that go along: whoever kept one of them sees that the log only grew.</summary>
    const int MostEarlier = 64;

    const string NoSettings = """
        {
          "target": [],
          "source": [],
          "kind": [],
          "from": null,
          "to": null,
          "redact": []
        }

        """;

    /// <summary>What goes into a bundle beside its entries.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="checkpoint">Its last checkpoint.</param>
    /// <param name="selection">How the entries were chosen, in words.</param>
    /// <param name="settings">The same for programs, as a JSON text.</param>
    public static BundleContent About(SqliteLedgerReader reader, SignedCheckpoint checkpoint, string selection, string settings)
    {
        var earlier = SignedCheckpoints.All(reader).Where(c => c.Checkpoint.Size < checkpoint.Checkpoint.Size).ToList();
        var slots = Math.Max(earlier.Count, MostEarlier);
        return new BundleContent(checkpoint, reader.Verifier, selection, settings)
        {
            Earlier = [.. earlier.Where((_, i) => i == 0 || (long)i * MostEarlier / slots != (long)(i - 1) * MostEarlier / slots)],
        };
    }

    /// <summary>Writes a bundle of some entries.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="to">Where to; need not seek.</param>
    /// <param name="content">What beside the entries.</param>
    /// <param name="numbers">The entries, ascending; each is there with what it holds.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LedgerException">The ledger is not what was sealed.</exception>
    public static void Write(SqliteLedgerReader reader, Stream to, BundleContent content, IReadOnlyList<long> numbers, CancellationToken cancellation) =>
        Write(reader, to, content, Open(reader, numbers), cancellation);

    /// <summary>Writes a bundle of everything that is signed; of entries that were forgotten what is left.</summary>
    /// <param name="reader">The ledger.</param>
    /// <param name="to">Where to; need not seek.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Entries.</returns>
    /// <exception cref="LedgerException">The ledger is not what was sealed, or nothing is signed.</exception>
    public static long WriteAll(SqliteLedgerReader reader, Stream to, CancellationToken cancellation)
    {
        var checkpoint = SignedCheckpoints.Last(reader) ?? throw SignedCheckpoints.Broken(reader, "nothing in it is signed");
        Write(reader, to, About(reader, checkpoint, "everything", NoSettings), OpenAll(reader, checkpoint.Checkpoint.Size), cancellation);
        return checkpoint.Checkpoint.Size;
    }

    // A ledger that is not what was sealed is found while its proofs are made.
    static void Write(SqliteLedgerReader reader, Stream to, BundleContent content, IEnumerable<OpenedEntry> entries, CancellationToken cancellation)
    {
        try
        {
            BundleWriter.Write(to, content, new TreeReader(reader, reader.Size), entries, cancellation);
        }
        catch (Exception problem) when (problem is ArgumentException or MissingTileException)
        {
            throw new LedgerException(LedgerFailure.Damaged, $"the ledger is not what was sealed: {problem.Message}", problem);
        }
    }

    // Those that stand next to each other are read together.
    static IEnumerable<OpenedEntry> Open(SqliteLedgerReader reader, IReadOnlyList<long> numbers)
    {
        for (var place = 0; place < numbers.Count;)
        {
            var end = place + 1;
            while (end < numbers.Count && numbers[end] == numbers[end - 1] + 1)
                end++;
            var expected = place;
            foreach (var (number, entry) in reader.ReadEntries(numbers[place], numbers[end - 1] + 1))
            {
                if (number != numbers[expected++])
                    break;
                yield return OpenedEntry.Of(number, entry, reader.SaltsOf(number, entry));
            }
            if (expected != end)
                throw Gone(reader, numbers[expected]);
            place = end;
        }
    }

    static IEnumerable<OpenedEntry> OpenAll(SqliteLedgerReader reader, long size)
    {
        long next = 0;
        foreach (var (number, entry) in reader.ReadEntries(0, size))
        {
            for (; next < number; next++)
                yield return reader.Open(next) ?? throw Gone(reader, next);
            yield return OpenedEntry.Of(number, entry, reader.SaltsOf(number, entry));
            next = number + 1;
        }
        for (; next < size; next++)
            yield return reader.Open(next) ?? throw Gone(reader, next);
    }

    static LedgerException Gone(SqliteLedgerReader reader, long number) => SignedCheckpoints.Broken(reader, $"entry {number} is gone or cannot be read");
}

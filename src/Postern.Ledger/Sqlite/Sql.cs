using System.Collections.Concurrent;

namespace Postern.Ledger.Sqlite;

/// <summary>The statements of <c>Sql/*.sql</c>, by the name of their file.</summary>
static class Sql
{
    static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of a statement.</summary>
    public static string Text(string name) => Texts.GetOrAdd(name, static n =>
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"{n}.sql")
            ?? throw new ArgumentException($"there is no statement {n}", nameof(n));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>Prepares one of them.</summary>
    /// <exception cref="LedgerException">The tables are not those that it was written for.</exception>
    public static SqliteStatement Named(this SqliteDatabase database, string name)
    {
        try
        {
            return database.Prepare(Text(name));
        }
        catch (InvalidOperationException problem)
        {
            throw new LedgerException(LedgerFailure.Damaged, $"{problem.Message}: the tables were changed or are damaged");
        }
    }
}

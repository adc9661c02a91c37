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

    /// <summary>Prepares one of them; an INSERT of several rows when asked for.</summary>
    public static SqliteStatement Named(this SqliteDatabase database, string name, int rows = 1)
    {
        var text = Text(name);
        if (rows == 1)
            return database.Prepare(text);
        // INSERT … VALUES (?, ?): the same list once for each row.
        var list = text[text.LastIndexOf('(')..].TrimEnd();
        return database.Prepare(text.TrimEnd() + string.Concat(Enumerable.Repeat($", {list}", rows - 1)));
    }
}

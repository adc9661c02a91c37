using System.Collections.Concurrent;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Queue;

/// <summary>The statements of <c>Sql/*.sql</c>, by the name of their file.</summary>
static class QueueSql
{
    static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => Texts.GetOrAdd(name, static n =>
    {
        using var stream = typeof(QueueSql).Assembly.GetManifestResourceStream($"{n}.sql")
            ?? throw new ArgumentException($"there is no statement {n}", nameof(n));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>Prepares one of them.</summary>
    public static SqliteStatement Queue(this SqliteDatabase database, string name) => database.Prepare(Text(name));
}

/// <summary>Statements of one connection that were prepared once. For one thread.</summary>
sealed class QueueStatements(SqliteDatabase database) : IDisposable
{
    readonly Dictionary<string, SqliteStatement> prepared = new(StringComparer.Ordinal);

    /// <summary>The connection.</summary>
    public SqliteDatabase Database => database;

    /// <summary>A statement by the name of its file.</summary>
    public SqliteStatement this[string name]
    {
        get
        {
            if (!prepared.TryGetValue(name, out var statement))
                prepared[name] = statement = database.Queue(name);
            return statement;
        }
    }

    /// <summary>Gives them back.</summary>
    public void Dispose()
    {
        foreach (var statement in prepared.Values)
            statement.Dispose();
        prepared.Clear();
    }
}

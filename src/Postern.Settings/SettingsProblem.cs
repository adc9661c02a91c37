namespace Postern.Settings;

/// <summary>Something in a settings file that cannot be.</summary>
/// <param name="File">Path as it was given.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">What is wrong and what to do.</param>
public sealed record SettingsProblem(string File, int Line, int Column, string Text)
{
    /// <summary>As compilers write it, which editors can follow.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Text}";
}

/// <summary>Collects the problems of one file.</summary>
/// <param name="file">Path as it was given.</param>
public sealed class ProblemList(string file)
{
    readonly List<SettingsProblem> problems = [];

    /// <summary>The problems in the order of the file.</summary>
    public IReadOnlyList<SettingsProblem> InOrder => [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => problems.Count == 0;

    /// <summary>Adds one with its place, from 1.</summary>
    public void Add(int line, int column, string text) => problems.Add(new SettingsProblem(file, line, column, text));

    /// <summary>Adds one at the place of a value.</summary>
    public void Add(SettingNode at, string text) => Add(at.Line, at.Column, text);
}

using System.CommandLine;

namespace Postern.Commands;

/// <summary>Options that belong together, under one heading of the help.</summary>
sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>A line to copy, and what it does.</summary>
sealed record Example(string Line, string Does);

/// <summary>What the help of a command says beside its options.</summary>
/// <param name="Command">The command.</param>
/// <param name="Groups">Its options; those in no group are not shown.</param>
/// <param name="Examples">Lines to copy.</param>
/// <param name="Notes">Paragraphs at the end.</param>
sealed record CommandHelp(Command Command, IReadOnlyList<OptionGroup> Groups, IReadOnlyList<Example> Examples, IReadOnlyList<string> Notes);

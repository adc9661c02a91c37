using Postern.Analysis.Findings;

namespace Postern.Analysis.Synchrony;

/// <summary>The occasions of one source of a target.</summary>
/// <param name="Source">Number of the source.</param>
/// <param name="Name">Its name.</param>
/// <param name="Contacts">Contacts.</param>
/// <param name="Occasions">When its occasions began (ns), ascending.</param>
/// <param name="Beat">Its beat, where it keeps one.</param>
sealed record SourceSeries(int Source, string Name, int Contacts, long[] Occasions, CadenceFindings? Beat);

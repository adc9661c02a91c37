namespace Postern.Logs.Reading;

/// <summary>One record that was not understood.</summary>
/// <param name="Line">Physical line from 1.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Shown">The offending part, shortened and safe to print; may be empty.</param>
public readonly record struct RejectedRecord(long Line, string Reason, string Shown);

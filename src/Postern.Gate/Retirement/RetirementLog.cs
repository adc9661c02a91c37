using Microsoft.Extensions.Logging;

namespace Postern.Gate.Retirement;

/// <summary>What is logged of a gate's end. Events 700 to 719.</summary>
static partial class RetirementLog
{
    [LoggerMessage(700, LogLevel.Warning, "retirement: {Stage} (no mail from {At} on)")]
    public static partial void Entered(ILogger log, string stage, DateTimeOffset? at);

    [LoggerMessage(701, LogLevel.Warning, "retirement: the ledger is sealed for good at {Entries} entries; {Left} copies could not be delivered")]
    public static partial void Sealed(ILogger log, long entries, int left);

    [LoggerMessage(702, LogLevel.Error, "retirement: a step failed; tried again")]
    public static partial void StepFailed(ILogger log, Exception problem);

    [LoggerMessage(703, LogLevel.Warning, "retirement: the evidence, {Entries} entries with their proofs, is in {Path}; keep it, and where the ledger is not")]
    public static partial void Exported(ILogger log, long entries, string path);

    [LoggerMessage(704, LogLevel.Error, "retirement: the evidence was not written: {Problem}; postern retire --export does it again")]
    public static partial void NotExported(ILogger log, string problem);
}

using Microsoft.Extensions.Logging;

namespace Postern.Gate.Watch;

/// <summary>What is logged of alarms and heartbeats. Events 600 to 699.</summary>
static partial class WatchLog
{
    [LoggerMessage(600, LogLevel.Critical, "alarm {Alarm} about {Party}: {Text}")]
    public static partial void Raised(ILogger log, string party, string alarm, string text);

    [LoggerMessage(601, LogLevel.Information, "alarm {Alarm} about {Party} is over")]
    public static partial void Cleared(ILogger log, string party, string alarm);

    [LoggerMessage(602, LogLevel.Warning, "no further sign of life to {Party}: number {Sequence} waits in the queue")]
    public static partial void Withheld(ILogger log, string party, long sequence);

    [LoggerMessage(603, LogLevel.Error, "signs of life of {Party}: a step failed; tried again in a minute")]
    public static partial void StepFailed(ILogger log, string party, Exception problem);

    [LoggerMessage(604, LogLevel.Error, "alarm {Alarm} about {Party} could not be recorded: {Text}")]
    public static partial void NotRecorded(ILogger log, string party, string alarm, string text, Exception problem);
}

using Microsoft.Extensions.Logging;

namespace Postern.Gate.Queue;

/// <summary>What the queue logs; events 200 to 219.</summary>
static partial class QueueLog
{
    [LoggerMessage(EventId = 200, Message = "message {Message} to {Destination}: {Done} done, {Left} wait on")]
    public static partial void Attempted(ILogger log, LogLevel level, MessageId message, QueueDestination destination, int done, int left);

    [LoggerMessage(201, LogLevel.Error, "message {Message} to {Destination}: the delivery failed by an error here")]
    public static partial void AgentFailed(ILogger log, MessageId message, QueueDestination destination, Exception problem);

    [LoggerMessage(202, LogLevel.Error, "message {Message} to {Destination}: a step could not be recorded; it is taken again")]
    public static partial void NotRecorded(ILogger log, MessageId message, QueueDestination destination, Exception problem);

    [LoggerMessage(203, LogLevel.Error, "message {Message} to {Destination}: what was done could not be recorded; that is tried until it can be")]
    public static partial void OutcomeNotRecorded(ILogger log, MessageId message, QueueDestination destination, Exception problem);
}

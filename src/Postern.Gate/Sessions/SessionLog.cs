using System.Net;
using Microsoft.Extensions.Logging;
using Postern.Gate.Queue;
using Postern.Smtp.Replies;

namespace Postern.Gate.Sessions;

/// <summary>What sessions log; events 230 to 249. Strangers are counted, not logged.</summary>
static partial class SessionLog
{
    [LoggerMessage(230, LogLevel.Debug, "session {Session} of {Party}: message {Message} of {Octets} octets accepted")]
    public static partial void Accepted(ILogger log, long session, string? party, MessageId message, long octets);

    [LoggerMessage(231, LogLevel.Information, "session {Session} of {Party} at {Address}: refused, {Reason}; told {Reply}; {Kept}")]
    public static partial void Refused(ILogger log, long session, string? party, IPAddress address, RefusalReason reason, SmtpReply reply, string? kept);

    [LoggerMessage(232, LogLevel.Error, "session {Session}: a message could not be kept")]
    public static partial void NotKept(ILogger log, long session, Exception problem);

    [LoggerMessage(233, LogLevel.Error, "session {Session} was ended by an error here")]
    public static partial void Failed(ILogger log, long session, Exception problem);
}

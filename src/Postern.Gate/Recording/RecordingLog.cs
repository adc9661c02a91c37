using Microsoft.Extensions.Logging;

namespace Postern.Gate.Recording;

/// <summary>What the record logs; events 220 to 229.</summary>
static partial class RecordingLog
{
    [LoggerMessage(220, LogLevel.Critical, "{Count} entries could not be kept in the ledger; no mail is taken until it works again")]
    public static partial void Lost(ILogger log, int count, Exception problem);
}

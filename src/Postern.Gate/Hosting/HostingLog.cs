using Microsoft.Extensions.Logging;

namespace Postern.Gate.Hosting;

/// <summary>What the gate as a whole logs; events 250 to 269.</summary>
static partial class HostingLog
{
    [LoggerMessage(250, LogLevel.Information, "listening at {Place} for {Service}, TLS {Tls}")]
    public static partial void Listening(ILogger log, string place, string service, string tls);

    [LoggerMessage(251, LogLevel.Information, "the gate of {Domain} runs; its key is {Key}; {Peers} peers, {Waiting} copies in the queue")]
    public static partial void Started(ILogger log, string domain, string key, int peers, int waiting);

    [LoggerMessage(252, LogLevel.Information, "settings changed: {Change}")]
    public static partial void SettingsChanged(ILogger log, string change);

    [LoggerMessage(253, LogLevel.Error, "{Problem}; the gate runs on with the settings that it has")]
    public static partial void SettingsRefused(ILogger log, SettingsProblem problem);

    [LoggerMessage(254, LogLevel.Information, "stopping: {Sessions} sessions end")]
    public static partial void Stopping(ILogger log, int sessions);

    [LoggerMessage(255, LogLevel.Information, "stopped; {Waiting} copies wait in the queue")]
    public static partial void Stopped(ILogger log, int waiting);

    [LoggerMessage(256, LogLevel.Warning, "the clock was stepped by {Step}")]
    public static partial void ClockStepped(ILogger log, TimeSpan step);

    [LoggerMessage(257, LogLevel.Critical, "the gate stops because of an error here")]
    public static partial void Broken(ILogger log, Exception problem);

    [LoggerMessage(258, LogLevel.Information, "the gate has retired and its ledger is sealed; everybody is told 521")]
    public static partial void Buried(ILogger log);

    [LoggerMessage(259, LogLevel.Information, "{Callers} callers were told 521 so far")]
    public static partial void Told(ILogger log, long callers);
}
